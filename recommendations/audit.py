"""Writes down what staff change: each change with the fields before and after."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from accounts.models import User
from recommendations.models import Change, ChangeKind

# Not decided by anybody: written by the machine, or of no account for what shows.
UNTOLD = {"updated_at", "proposal"}
Facts = dict[str, Any]


def facts_of(thing: Model) -> Facts:
    """Every field of an object, as it is kept in JSON."""
    fields = (one for one in thing._meta.concrete_fields if not one.primary_key)
    facts = {one.attname: getattr(thing, one.attname) for one in fields if one.name not in UNTOLD}
    found: Facts = json.loads(json.dumps(facts, cls=DjangoJSONEncoder))
    return found


def stored_facts(thing: Model) -> Facts:
    """The same as the database has it now; nothing of what is not there yet."""
    stored = type(thing)._default_manager.in_bulk([thing.pk]) if thing.pk else {}
    return facts_of(stored[thing.pk]) if thing.pk in stored else {}


def note_change(
    person: User | None, thing: Model, before: Facts, *, reason: str = "", reverts: Any = None
) -> Change | None:
    """Record what a save changed; None where it changed nothing."""
    after = facts_of(thing)
    changed = [name for name in after if before.get(name) != after[name]]
    if before and not changed:
        return None
    return note(
        ChangeKind.CHANGED if before else ChangeKind.ADDED,
        person,
        thing,
        {name: before[name] for name in changed if name in before},
        {name: after[name] for name in changed},
        reason=reason,
        reverts=reverts,
    )


def note_deletion(person: User | None, thing: Model, *, reverts: Any = None) -> Change:
    """Record all that an object was, before it goes."""
    return note(ChangeKind.DELETED, person, thing, facts_of(thing), {}, reverts=reverts)


def note(
    kind: ChangeKind,
    person: User | None,
    thing: Model,
    before: Facts,
    after: Facts,
    *,
    reason: str = "",
    reverts: Any = None,
) -> Change:
    """Record a change of any kind."""
    return Change.objects.create(
        kind=kind,
        person=person,
        table=thing._meta.model_name or "",
        object_id=str(thing.pk),
        name=str(thing)[:200],
        before=before,
        after=after,
        reason=reason[:300],
        reverts=reverts,
    )
