"""Keeps what reviews say of each course: its satisfaction, and the sentences that tell most."""

from django.db import transaction

from courses.models import Review
from recommendations.engine.features.opinions import judge_all
from recommendations.engine.features.quotes import Told, choose_quotes
from recommendations.models import Quote, Satisfaction
from recommendations.sources.reviews import Worded

# A course's mean starts as if this many reviews had said what an opinion on this site says.
PRIOR_REVIEWS = 8
# Fewer reviews than this are their authors' own words, not what "learners" say.
LEAST_REVIEWS = 3


def weigh_all() -> int:
    """Weigh the reviews of every course; returns how many courses have an opinion."""
    courses = Worded(Review).courses()
    Satisfaction.objects.of_others_than(courses).delete()
    return sum(weigh_course(course) for course in courses)


def weigh_course(course_id: int) -> bool:
    """Weigh the latest reviews of one course; whether they hold an opinion."""
    reviews = Worded(Review).latest_of(course_id)
    judged = judge_all([one.text for one in reviews])
    told = [
        Told(one.pk, one.rating, said)
        for one, said in zip(reviews, judged, strict=True)
        if said.has_opinion
    ]
    with transaction.atomic():
        _keep_score(course_id, [one.judged.score for one in told])
        _keep_quotes(course_id, told)
    return bool(told)


def forget_changed(review: Review) -> None:
    """Drop at once what quotes words that its author took back."""
    for quote in Quote.objects.of_review(review.pk):
        if quote.text not in review.text:
            quote.delete()


def forget_few(course_id: int) -> None:
    """Drop all quotes of a course with too few reviews left to speak for learners."""
    if Worded(Review).count_of(course_id) < LEAST_REVIEWS:
        Quote.objects.about(course_id).delete()


def _keep_score(course_id: int, scores: list[float]) -> None:
    if not scores:
        Satisfaction.objects.about(course_id).delete()
        return
    total = sum(scores)
    prior = PRIOR_REVIEWS * Satisfaction.objects.mean()
    score = (prior + total) / (PRIOR_REVIEWS + len(scores))
    Satisfaction.objects.update_or_create(
        course_id=course_id,
        defaults={"score": score, "reviews": len(scores), "total": total},
    )


def _keep_quotes(course_id: int, told: list[Told]) -> None:
    """Replace the quotes; those whose review went meanwhile are not written."""
    Quote.objects.about(course_id).delete()
    if len(told) < LEAST_REVIEWS:
        return
    texts = Worded(Review).held_texts_of(course_id)
    Quote.objects.bulk_create(
        Quote(
            course_id=course_id,
            review_id=quote.review,
            pole=quote.pole,
            language=quote.language,
            aspect=quote.aspect,
            text=quote.text,
            place=place,
        )
        for place, quote in enumerate(choose_quotes(told))
        if quote.text in texts.get(quote.review, "")
    )
