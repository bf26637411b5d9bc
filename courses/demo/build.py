"""Builds the demo world: catalogue, people, half a year of simulated activity."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from accounts.models import Level, User
from courses.counts import recount_people
from courses.demo.catalogue import moved, write_catalogue
from courses.demo.company import write_follows
from courses.demo.history import write_history
from courses.demo.parse import read_courses, read_fields, read_names
from courses.demo.paths import write_paths
from courses.demo.people import write_sign_ins, write_simulated_learners
from courses.demo.script import scripted_deeds
from courses.demo.simulation import HABIT_DAYS, CourseTraits, simulate
from courses.models import Course, Enrolment
from courses.proposing import propose_links
from tracking.rollups import roll_up_since

SIMULATED_LEARNERS = 600
SEED = 20_260

Say = Callable[[str], None]


def is_built() -> bool:
    """Whether the demo world stands: its simulated learners have done something."""
    return Enrolment.objects.filter(learner__is_simulated=True).exists()


@transaction.atomic
def build(say: Say) -> None:
    """Build the world in one transaction; on one that stands, only the catalogue is renewed."""
    say("courses")
    courses = write_catalogue()
    say(f"{len(courses)} courses")
    sign_ins = write_sign_ins()
    learners = write_simulated_learners(SIMULATED_LEARNERS)
    write_paths(sign_ins)
    say(f"{len(sign_ins)} sign-ins, {len(learners)} simulated learners")
    if is_built():
        say("their history stands already")
        return
    now = timezone.now().timestamp()
    traits = read_traits()
    deeds = simulate(traits, learners=len(learners), now=now, seed=SEED)
    events = write_history(learners, courses, deeds)
    events += _write_sign_in_histories(sign_ins, courses, traits.lessons, now)
    write_follows(sign_ins.values(), learners)
    recount_people()
    propose_links()
    say(f"{events:,} events, all of them simulated")
    roll_up_since(timezone.now() - timedelta(days=HABIT_DAYS + 30))


def _write_sign_in_histories(
    sign_ins: dict[str, User], courses: list[Course], lessons: list[list[str]], now: float
) -> int:
    index_of = {text.slug: index for index, text in enumerate(read_courses())}
    entries = read_names("people")["sign_ins"]
    people = [sign_ins[entry["email"]] for entry in entries]
    deeds = [
        deed
        for number, entry in enumerate(entries)
        for deed in scripted_deeds(number, entry.get("history", []), index_of, lessons, now)
    ]
    return write_history(people, courses, deeds)


def read_traits() -> CourseTraits:
    """What the simulation needs to know of the courses, in the order of `read_courses`."""
    texts = read_courses()
    field_of = {
        child["slug"]: number
        for number, field in enumerate(read_fields())
        for child in field["children"]
    }
    index_of = {text.slug: index for index, text in enumerate(texts)}
    all_skills = sorted({slug for text in texts for slug in text.facts["skills"]})
    skills = np.array([[slug in text.facts["skills"] for slug in all_skills] for text in texts])
    return CourseTraits(
        fields=np.array([field_of[text.facts["category"]] for text in texts]),
        is_chinese=np.array([text.facts["language"] != "en" for text in texts]),
        levels=np.array([list(Level).index(Level(text.facts["level"])) for text in texts]),
        skills=skills,
        requires=[[index_of[slug] for slug in text.facts["prerequisites"]] for text in texts],
        published=np.array([moved(text.published).timestamp() for text in texts]),
        lessons=[
            [entry.kind for part in text.sections for entry in part.lessons] for text in texts
        ],
        quality=np.random.default_rng(SEED).normal(size=len(texts)),
    )
