"""What is read of courses, for staff: by text, picture and sound, what is installed, what failed."""

from dataclasses import dataclass
from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Course
from recommendations.engine.features import pictures, sound, speech
from recommendations.models import CourseSense, CourseVector, Sense, TextEncoder
from recommendations.sources.media import Sensed, Shown, Vectors, senses_in_use
from recommendations.understanding.progress import read_progress

MAY_SEE = "recommendations.view_trainingrun"
FAILURES = 20
PICTURES = "pip install 'homeroom[pictures]'"
SOUND = "pip install 'homeroom[sound]'"


@dataclass(frozen=True)
class Line:
    """One thing that is read of courses."""

    name: str
    by: str  # what reads it here
    count: int  # of courses that have it
    missing: str = ""  # what to do where nothing reads it
    note: str = ""


@require_safe
@permission_required(MAY_SEE, raise_exception=True)
def understood(request: HttpRequest) -> HttpResponse:
    """The page."""
    context = {
        **admin.site.each_context(request),
        "title": _("What is read of courses"),
        "courses": Shown(Course).published().count(),
        "lines": [_texts(), *_pictures(), *_sound()],
        "failures": Sensed(CourseSense).failed()[:FAILURES],
        "text_fault": TextEncoder.now().fault,
    }
    return render(request, "admin/recommendations/understood.html", context)


def _texts() -> Line:
    return Line(_("Texts"), str(TextEncoder.now()), read_progress().encoded)


def _pictures() -> list[Line]:
    is_there = pictures.sees_pictures()
    seen = Vectors(CourseVector).by(Sense.PICTURE).count()
    read = Sensed(CourseSense).by(Sense.PICTURE).with_words().count()
    return [
        Line(
            _("Pictures: uploaded covers and films"),
            pictures.NETWORK if is_there else "",
            seen,
            PICTURES,
            _use(Sense.PICTURE),
        ),
        Line(
            _("Words in pictures"),
            "rapidocr" if pictures.reads_words() else "",
            read,
            PICTURES,
            _("They are read with the course's texts."),
        ),
    ]


def _sound() -> list[Line]:
    heard = Vectors(CourseVector).by(Sense.SOUND).count()
    spoken = Sensed(CourseSense).by(Sense.SOUND)
    detector = "silero-vad" if sound.detects_speech() else _("a plain detector")
    note = "" if sound.detects_speech() else _("Music may pass for speech; better: %s") % SOUND
    return [
        Line(_("Sound of films"), _("its spectrum"), heard, note=_use(Sense.SOUND)),
        Line(_("Speech and its pace"), detector, spoken.with_speech().count(), note=note),
        Line(
            _("What is said"),
            "faster-whisper" if speech.writes_down(settings.WHISPER_MODEL) else "",
            spoken.with_words().count(),
            SOUND if find_spec("faster_whisper") is None else _("name a model in WHISPER_MODEL"),
            _("It is read with the course's texts."),
        ),
    ]


def _use(sense: str) -> str:
    """Whether the algorithm that compares courses looks at it."""
    if sense in senses_in_use():
        return _("Courses are compared by it.")
    return _("Courses are not compared by it: a knob of the algorithm “content” is off.")
