"""The app of courses: the catalogue, learning and authoring."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Name the fields as topics of interest, say what is kept of a person, listen."""
        from accounts.interests import register_topics
        from accounts.personal_data import register_part
        from courses import hooks  # noqa: F401
        from courses.personal_data import PART
        from courses.topics import field_choices

        register_topics(field_choices)
        register_part(PART)
