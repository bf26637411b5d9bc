"""Takes a change of staff back: fields as they were, what was deleted again, what served again."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import Error, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from recommendations.artefacts import BrokenArtefactError, read_artefact
from recommendations.audit import facts_of, note_change, note_deletion
from recommendations.engine import registry
from recommendations.models import AlgorithmSetting, Change, ChangeKind, Version
from recommendations.permissions import PUBLISH
from recommendations.serving.orders import serve_again
from recommendations.training.versions import publish

OF_PUBLISHERS = {"version", "gate", "ordertrial"}


class CannotRevertError(Exception):
    """A change that cannot be taken back, with the reason in plain words."""


def may_revert(person: Any, change: Change) -> bool:
    """Whether somebody may make such a change, and so may take it back."""
    needed = PUBLISH if change.table in OF_PUBLISHERS else f"recommendations.change_{change.table}"
    return bool(person.has_perm(needed))


def revert(change: Change, person: User) -> None:
    """Bring back what was before this very change; what was changed since stays as it is."""
    try:
        with transaction.atomic():
            match change.kind:
                case ChangeKind.PUBLISHED | ChangeKind.FORCED if change.table == "ordertrial":
                    serve_again(change, person)
                case ChangeKind.PUBLISHED | ChangeKind.FORCED:
                    _publish_again(change, person)
                case ChangeKind.ADDED:
                    thing = _found(change)
                    note_deletion(person, thing, reverts=change)
                    thing.delete()
                case ChangeKind.DELETED:
                    _put_back(_model(change)(pk=change.object_id), change, person, is_gone=True)
                case _:
                    _put_back(_found(change), change, person, is_gone=False)
    except (ValidationError, Error, ValueError) as error:
        words = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise CannotRevertError(words) from error


def _put_back(thing: Model, change: Change, person: User, *, is_gone: bool) -> None:
    before = {} if is_gone else facts_of(thing)
    for field in thing._meta.concrete_fields:
        if field.attname in change.before:
            setattr(thing, field.attname, field.to_python(change.before[field.attname]))
    thing.full_clean(validate_unique=True)
    if isinstance(thing, AlgorithmSetting) and thing.name in registry.names():
        registry.create(thing.name, **thing.params)
    thing.save(force_insert=is_gone)
    note_change(person, thing, before, reverts=change)


def _publish_again(change: Change, person: User) -> None:
    try:
        version = Version.objects.get(pk=change.before.get("version"))
        read_artefact(version.path)
    except ObjectDoesNotExist as error:
        raise CannotRevertError(_("The version that served before is no longer kept.")) from error
    except BrokenArtefactError as error:
        raise CannotRevertError(str(error)) from error
    publish(version, person, reverts=change)


def _found(change: Change) -> Model:
    try:
        return _model(change)._default_manager.get(pk=change.object_id)
    except ObjectDoesNotExist as error:
        raise CannotRevertError(_("It is no longer there.")) from error


def _model(change: Change) -> type[Model]:
    return apps.get_model("recommendations", change.table)
