"""The app of the recommender and the homepage."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = _("Recommender")

    def ready(self) -> None:
        """Listen to what makes pages stale, and say what is kept of a person."""
        from accounts.personal_data import register_part
        from recommendations import hooks  # noqa: F401
        from recommendations.experiments.personal import PART

        register_part(PART)
