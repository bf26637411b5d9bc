"""Everything the site keeps of one person: exported as a zip, erased as a whole.

Each app that keeps something registers a part here, so that no table is forgotten and
people stay below the apps that know them.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from accounts.following import follow_nobody
from accounts.models import User

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What one app keeps of a person: a file name, its rows, and how it is erased."""

    name: str
    rows: Callable[[User], Iterable[Row]]
    erase: Callable[[User], object]


_parts: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """Have a part exported and erased with the rest; called from an app's `ready`."""
    _parts[part.name] = part


def export_zip(user: User) -> bytes:
    """Everything of this person: one JSON-lines file a part and a README."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("README.txt", _readme(user))
        folder.writestr("profile.json", _json(_profile(user)))
        for part in _parts.values():
            lines = "".join(f"{_json(row)}\n" for row in part.rows(user))
            folder.writestr(f"{part.name}.jsonl", lines)
    return archive.getvalue()


@transaction.atomic
def erase(user: User) -> None:
    """Erase the account and every part of it; there is no way back."""
    for part in _parts.values():
        part.erase(user)
    follow_nobody(user)
    user.delete()


def _profile(user: User) -> Row:
    return {
        "email": user.email,
        "display_name": user.display_name,
        "language": user.language,
        "time_zone": user.time_zone,
        "goal": user.goal,
        "days_a_week": user.days_a_week,
        "shows_streak": user.shows_streak,
        "level": user.level,
        "role": user.role,
        "joined": user.date_joined,
        "interests": list(user.interests.values_list("topic", flat=True)),
        "personalisation": user.consents_to_personalisation,
        "may_be_followed": user.is_followable,
        "follows": _others(user.follows),
        "blocks": _others(user.blocks),
        "followers": user.follows_of.count(),
        "consent_answers": list(user.consent_records.values("is_granted", "at")),
    }


def _others(pairs: Any) -> list[Row]:
    """Whom a person follows or blocks, by the name that they show."""
    return list(pairs.order_by("at").values("other__display_name", "at"))


def _readme(user: User) -> str:
    parts = "\n".join(f"{name}.jsonl: one JSON object a line" for name in _parts)
    return f"What Homeroom keeps of {user.email}, {timezone.now():%Y-%m-%d %H:%M} UTC\n\nprofile.json\n{parts}\n"


def _json(value: Row) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
