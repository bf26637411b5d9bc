"""The app of the ledger of what learners do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    name = "tracking"
    verbose_name = _("Activity")

    def ready(self) -> None:
        """Listen to sign-ins, and say what is kept of a person."""
        import tracking.hooks  # noqa: F401
        from accounts.personal_data import register_part
        from tracking.privacy import PART

        register_part(PART)
