"""What reviews say of a course: its satisfaction, and the sentences quoted on its page."""

import json

import pytest
from django.core.management import call_command

from courses.models import Review
from recommendations.engine.features.sentiment import judge
from recommendations.models import Quote, Satisfaction
from recommendations.tasks import weigh_reviews
from tests.conftest import make_person

WORDS = (
    ("Eva", 5, "The explanations are clear and patient."),
    ("Fay", 4, "The exercises are excellent, but the sound is terrible."),
    ("Gus", 2, "Outdated and much too slow."),
)


@pytest.fixture
def reviewed(python_course):
    for name, stars, text in WORDS:
        Review.objects.create(
            learner=make_person(name), course=python_course, rating=stars, text=text
        )
    weigh_reviews(python_course.pk)
    return python_course


def page_of(client, course, language="en"):
    return client.get(course.get_absolute_url(), headers={"accept-language": language})


def test_the_course_page_quotes_what_learners_praise_and_miss(client, reviewed):
    said = page_of(client, reviewed).content.decode()

    assert "Learners praise" in said
    assert "<p>The explanations are clear and patient.</p>" in said
    assert "Learners miss" in said
    assert "<p>the sound is terrible.</p>" in said
    assert "Eva" in said


def test_two_reviews_do_not_speak_for_learners(client, reviewed):
    Review.objects.get(learner__display_name="Gus").delete()

    assert "Learners praise" not in page_of(client, reviewed).content.decode()


def test_a_deleted_review_is_quoted_no_longer(client, reviewed):
    review = Review.objects.create(
        learner=make_person("Hal"), course=reviewed, rating=3, text="Mildly useful."
    )
    Review.objects.get(learner__display_name="Eva").delete()

    assert review.pk
    assert "clear and patient" not in page_of(client, reviewed).content.decode()


def test_quotes_go_with_their_erased_author(client, reviewed):
    from accounts.models import User
    from accounts.personal_data import erase

    erase(User.objects.get(display_name="Eva"))

    assert not Quote.objects.filter(text__contains="patient").exists()


def test_words_that_were_changed_are_quoted_no_longer(reviewed):
    review = Review.objects.get(learner__display_name="Eva")
    review.text = "I changed my mind."
    review.save()

    assert not Quote.objects.of_review(review.pk).exists()


def test_a_review_with_markup_is_shown_as_text(client, reviewed):
    text = "Wonderful and clear <script>alert(1)</script> examples."
    Review.objects.create(learner=make_person("Ivy"), course=reviewed, rating=5, text=text)
    weigh_reviews()

    said = page_of(client, reviewed).content.decode()

    assert "<script>alert(1)" not in said
    assert Quote.objects.filter(text=text).exists()


def test_the_readers_language_comes_first(client, reviewed):
    for name, text in (("Jin", "讲解非常清晰，老师很有耐心。"), ("Kai", "声音有杂音，听不清。")):
        stars = 5 if name == "Jin" else 2
        Review.objects.create(learner=make_person(name), course=reviewed, rating=stars, text=text)
    weigh_reviews(reviewed.pk)

    chinese = page_of(client, reviewed, "zh-hans").content.decode()
    english = page_of(client, reviewed).content.decode()

    assert "<p>讲解非常清晰，老师很有耐心。</p>" in chinese
    assert "clear and patient.</p></blockquote>" not in chinese
    assert "clear and patient.</p></blockquote>" in english


def test_somebody_who_blocked_the_reader_is_not_quoted_to_them(client, ann, reviewed):
    from accounts.following import block

    block(Review.objects.get(learner__display_name="Eva").learner, ann)
    client.force_login(ann)

    assert "clear and patient.</p></blockquote>" not in page_of(client, reviewed).content.decode()


def test_satisfaction_of_few_reviews_stays_near_that_of_the_site(reviewed):
    score = Satisfaction.objects.get(course=reviewed)

    assert score.reviews == 3
    assert -0.1 < score.score < Satisfaction.objects.mean() + 0.1


def test_a_course_without_words_has_no_satisfaction(python_course, ann):
    Review.objects.create(learner=ann, course=python_course, rating=5)
    weigh_reviews()

    assert not Satisfaction.objects.exists()


def test_a_written_review_has_its_course_weighed(
    python_course, ann, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr("recommendations.hooks.ask_for_opinions", asked.append)

    with django_capture_on_commit_callbacks(execute=True):
        Review.objects.create(learner=ann, course=python_course, rating=5, text="Great.")

    assert asked == [python_course.pk]


def figures(capsys, **options):
    call_command("evaluate_sentiment", json=True, **options)
    return map(json.loads, capsys.readouterr().out.splitlines())


def test_the_labelled_reviews_are_judged_better_than_by_the_libraries_alone(capsys):
    for found in figures(capsys):
        assert found["reviews"] == 100
        assert found["three_labels"][f"{found['in_force']}_over_library_ci"][0] > 0
        assert found["two_labels"][f"{found['in_force']}_over_library_ci"][0] > 0


def test_examples_speak_where_they_are_surely_no_worse_than_words(capsys):
    for found in figures(capsys, on="examples"):
        lows = [found[one]["examples_over_words_ci"][0] for one in ("three_labels", "two_labels")]
        assert found["in_force"] == ("examples" if min(lows) >= 0 else "words")


def test_a_complaint_without_a_known_word_is_quoted(reviewed):
    text = "He reads everything from a sheet of paper."
    Review.objects.create(learner=make_person("Lea"), course=reviewed, rating=1, text=text)
    weigh_reviews(reviewed.pk)

    assert not judge(text).has_opinion
    assert Quote.objects.get(text=text).pole == "miss"


def test_a_quote_leads_to_its_review(client, reviewed):
    review = Review.objects.get(learner__display_name="Eva")

    said = page_of(client, reviewed).content.decode()

    assert f'href="#review-{review.pk}"' in said
    assert f'id="review-{review.pk}"' in said


def test_staff_see_how_satisfied_reviews_are(client, dan, reviewed):
    client.force_login(dan)

    said = client.get(f"/admin/courses/course/{reviewed.pk}/change/").content.decode()

    assert "Satisfaction in the words of 3 reviews" in said
