"""The people of the demo world: sign-ins, and simulated learners marked as such."""

from typing import Any

from accounts.models import Interest, Role, User
from courses.demo.parse import read_names

PASSWORD = "homeroom-demo"  # noqa: S105 - printed by bin/demo; the demo world is public


def write_sign_ins() -> dict[str, User]:
    """Make the demo sign-ins; a second call changes nothing. Returns them by e-mail."""
    return {entry["email"]: _write_sign_in(entry) for entry in read_names("people")["sign_ins"]}


def _write_sign_in(entry: dict[str, Any]) -> User:
    is_staff = entry["role"] == Role.STAFF
    user, _ = User.objects.get_or_create(email=entry["email"], defaults={"password": "!"})
    user.display_name = entry["name"]
    user.role = entry["role"]
    user.is_staff = user.is_superuser = is_staff
    user.is_staff = is_staff or entry["role"] == Role.INSTRUCTOR
    user.language, user.time_zone = entry["language"], entry["zone"]
    user.level, user.goal = entry.get("level", ""), entry.get("goal", "")
    user.consents_to_personalisation = True
    if not user.has_usable_password() or not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
    user.save()
    for topic in entry.get("interests", []):
        Interest.objects.get_or_create(learner=user, topic=topic)
    return user


def write_simulated_learners(count: int) -> list[User]:
    """Make `count` learners that nobody can sign in as, in order; simulated and marked so."""
    people = [
        User(
            email=f"learner-{number:03}@simulated.example",
            display_name=f"Simulated learner {number}",
            password="!",  # noqa: S106 - unusable on purpose
            is_simulated=True,
            consents_to_personalisation=True,
            external_id=f"demo:{number:03}",
        )
        for number in range(1, count + 1)
    ]
    User.objects.bulk_create(people, ignore_conflicts=True)
    return list(User.objects.simulated().order_by("external_id"))


def sign_in_lines() -> str:
    """The sign-ins as a person reads them in a terminal."""
    people = read_names("people")["sign_ins"]
    lines = [f"    {entry['email']:<20} {entry['who']}" for entry in people]
    return "\n".join([f"  Sign in with the password {PASSWORD} as", *lines])
