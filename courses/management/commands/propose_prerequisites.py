"""manage.py propose_prerequisites: propose prerequisites of skills from the order of enrolments."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.models import SkillLink
from courses.proposing import propose_links


class Command(BaseCommand):
    """Replace the proposals that wait for staff by those of today's enrolments."""

    help = "Propose which skill builds on which, from the order in which learners enrolled."

    def handle(self, *args: Any, **options: Any) -> None:
        """Propose and list the surest."""
        count = propose_links()
        self.stdout.write(f"{count} proposals wait in the admin")
        for link in SkillLink.objects.proposed().select_related("skill", "requires")[:20]:
            self.stdout.write(f"  {link.confidence:.2f}  {link.support:5} learners  {link}")
