"""`manage.py weigh_reviews`: keep what reviews say of every course, as workers do every night."""

from typing import Any

from django.core.management.base import BaseCommand

from recommendations.understanding.sentiment import weigh_all


class Command(BaseCommand):
    """Judge all reviews and choose what course pages quote."""

    help = "Judge the reviews of all courses: their satisfaction, and what course pages quote."

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge and say of how many courses reviews hold an opinion."""
        self.stdout.write(f"{weigh_all()} courses with opinions")
