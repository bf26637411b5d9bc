"""The app of the recommender and the homepage."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = _("Recommender")

    def ready(self) -> None:
        """Listen to what makes pages stale, say what is kept of a person, search by meaning."""
        from accounts.personal_data import register_part
        from courses.search.meaning import register_meaning
        from recommendations import hooks  # noqa: F401
        from recommendations.experiments.personal import PART
        from recommendations.understanding import hooks as understanding_hooks  # noqa: F401
        from recommendations.understanding.meaning import courses_about

        register_part(PART)
        register_meaning(courses_about)
