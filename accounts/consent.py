"""Consent to personalisation: asked at sign-up, changed in the profile, always recorded."""

from django.db import transaction

from accounts.following import tell_followers
from accounts.interests import tell_profile_changed
from accounts.models import ConsentRecord, User


@transaction.atomic
def answer_consent(user: User, *, is_granted: bool) -> None:
    """Record the answer; an answer that changes nothing leaves no second record."""
    if user.consents_to_personalisation is is_granted:
        return
    user.consents_to_personalisation = is_granted
    user.save(update_fields=["consents_to_personalisation"])
    ConsentRecord.objects.create(learner=user, is_granted=is_granted)
    tell_profile_changed(user)
    tell_followers(user)
