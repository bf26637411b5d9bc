"""The profile: saved as a whole, refused by field."""

from django.urls import reverse

from accounts.interests import profile_changed

PROFILE = {
    "display_name": "Ann",
    "language": "zh-hans",
    "time_zone": "Europe/Berlin",
    "goal": "career",
    "level": "advanced",
    "days_a_week": "5",
    "interests": ["data"],
    "personalisation": "on",
}


def test_the_profile_keeps_what_was_said(client, ann, data_science):
    client.force_login(ann)

    response = client.post(reverse("profile"), PROFILE)

    ann.refresh_from_db()
    assert response.status_code == 302
    assert (ann.language, ann.time_zone, ann.level) == ("zh-hans", "Europe/Berlin", "advanced")
    assert [interest.topic for interest in ann.interests.all()] == ["data"]


def test_a_time_zone_that_does_not_exist_is_refused_by_name(client, ann, data_science):
    client.force_login(ann)

    response = client.post(reverse("profile"), PROFILE | {"time_zone": "Moon/Crater"})

    assert "time_zone" in response.context["form"].errors
    ann.refresh_from_db()
    assert ann.time_zone == ""


def test_switching_personalisation_off_is_recorded(client, ann, data_science):
    client.force_login(ann)

    client.post(reverse("profile"), {k: v for k, v in PROFILE.items() if k != "personalisation"})

    ann.refresh_from_db()
    assert not ann.may_be_logged
    assert not ann.consent_records.get().is_granted


def test_saving_the_profile_tells_whoever_builds_the_homepage(
    client, ann, data_science, django_capture_on_commit_callbacks
):
    told = []
    listener = lambda learner, **_: told.append(learner)  # noqa: E731
    profile_changed.connect(listener)
    client.force_login(ann)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("profile"), PROFILE)

    profile_changed.disconnect(listener)
    assert ann in told


def test_a_stranger_is_sent_to_sign_in(client, db):
    assert client.get(reverse("profile")).status_code == 302


def test_the_language_of_the_site_follows_the_profile(client, ann):
    ann.language = "zh-hans"
    ann.save()
    client.force_login(ann)

    page = client.get(reverse("privacy")).content.decode()

    assert 'lang="zh-hans"' in page


def test_switching_the_language_is_kept_in_the_profile(client, ann):
    client.force_login(ann)

    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/privacy/"})

    ann.refresh_from_db()
    assert ann.language == "zh-hans"
