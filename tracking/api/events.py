"""Takes events of apps that are not a browser: the rules of the beacon, every fault at once."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from tracking.actors import actor_of, is_quiet
from tracking.beacon import MOST_EVENTS, BadBatchError, read_event
from tracking.ledger import record
from tracking.models import Event
from tracking.verbs import VERBS


class EventIn(serializers.Serializer[Any]):
    """One event, as the documentation shows it; `read_event` of the beacon reads it."""

    id = serializers.UUIDField(help_text="Given by you: sending it again counts once.")
    verb = serializers.ChoiceField(
        choices=sorted(name for name, verb in VERBS.items() if verb.is_from_browser)
    )
    object_type = serializers.CharField(max_length=24, required=False)
    object_id = serializers.CharField(max_length=64, required=False)
    course_id = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    value = serializers.FloatField(required=False, allow_null=True)
    surface = serializers.CharField(max_length=24, required=False)
    list_id = serializers.UUIDField(required=False, allow_null=True)
    row = serializers.CharField(max_length=40, required=False)
    position = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    occurred_at = serializers.DateTimeField(required=False, help_text="At most 7 days ago.")
    context = serializers.DictField(required=False)  # type: ignore[assignment]


class Batch(serializers.Serializer[Any]):
    """Several events at once."""

    events = EventIn(many=True, help_text=f"At most {MOST_EVENTS}.")


class Taken(serializers.Serializer[Any]):
    """What became of a batch."""

    received = serializers.IntegerField()
    recorded = serializers.IntegerField(
        help_text="0 where the learner did not agree to personalisation: nothing is kept then."
    )


class Fault(serializers.Serializer[Any]):
    """What is wrong with one event."""

    index = serializers.IntegerField(help_text="Which event of the batch, from 0.")
    field = serializers.CharField(help_text="Empty where the event as a whole is wrong.")
    message = serializers.CharField()


class Faults(serializers.Serializer[Any]):
    """Every event of a batch that cannot be taken; nothing of the batch is recorded."""

    errors = Fault(many=True)  # type: ignore[assignment]


class RecordEvents(APIView):
    """Record events of the person who calls."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "events"

    @extend_schema(
        tags=["events"],
        summary="Record events",
        request=Batch,
        responses={
            202: Taken,
            400: Faults,
            413: OpenApiResponse(description=f"More than {MOST_EVENTS} events or 256 KB."),
        },
        examples=[
            OpenApiExample(
                "A card was seen",
                value={
                    "events": [
                        {
                            "id": "5c1f4b0e-8d6c-4a86-9c67-0f5d2d1c0a11",
                            "verb": "impressed",
                            "object_type": "course",
                            "object_id": "7",
                            "course_id": 7,
                            "row": "picked",
                            "position": 1,
                        }
                    ]
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Take a batch whole or not at all; an id that is known already changes nothing."""
        batch = request.data.get("events") if isinstance(request.data, dict) else request.data
        if not isinstance(batch, list):
            return _refused([_fault(0, "events", _("Must be a list."))])
        if len(batch) > MOST_EVENTS:
            too_many = _("At most %(n)s events at once.") % {"n": MOST_EVENTS}
            return Response({"detail": too_many}, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        events, faults = _read(batch, request)
        if faults:
            return _refused(faults)
        is_kept = actor_of(request).may_be_logged and not is_quiet()
        if is_kept:
            record(events, is_lasting=False)
        answer = {"received": len(events), "recorded": len(events) if is_kept else 0}
        return Response(answer, status=status.HTTP_202_ACCEPTED)


def _read(batch: list[Any], request: Request) -> tuple[list[Event], list[dict[str, Any]]]:
    """The events, and what is wrong with those that are none."""
    actor, events, faults = actor_of(request), [], []
    for index, item in enumerate(batch):
        try:
            events.append(read_event(item, actor, "event"))
        except BadBatchError as error:
            place, _colon, message = str(error).partition(": ")
            faults.append(_fault(index, place.removeprefix("event").lstrip("."), message))
    return events, faults


def _fault(index: int, field: str, message: str) -> dict[str, Any]:
    return {"index": index, "field": field, "message": message}


def _refused(faults: list[dict[str, Any]]) -> Response:
    return Response({"errors": faults}, status=status.HTTP_400_BAD_REQUEST)
