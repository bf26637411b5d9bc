"""The main pages for every eye: axe, phones, both themes and languages, hard titles (C8, C17)."""

import pytest
from django.urls import reverse

from accounts.following import follow
from accounts.models import Interest
from courses.goals import set_goal
from courses.models import Category, Course, Prerequisite, Skill
from courses.progress import open_lesson
from courses.reviews import write_review
from courses.shelf import save_course
from tests.browser.conftest import DESKTOP, PHONE, overflows, serious
from tests.conftest import make_course, make_person
from tests.courses.learning.builders import add_quiz, add_video, complete, lessons_of

TITLES = (
    "Statistics without tears",
    "W" * 255,
    "学" * 120,
    "مقدمة في البرمجة with Python و SQL للمبتدئين",
    "<script>alert('title')</script>",
    "🚀🚀🚀",
)
LESSON = """# What a mean hides

A mean is *one* number for many. See [the catalogue](/catalogue/) for more.

| city | rain |
| ---- | ---: |
| Bergen, which is known for it | 2250 |

```python
mean = sum(value for value in a_rather_long_name_of_a_list_of_values) / len(a_rather_long_name)
```

1. Sort the values.
2. Look at the one in the middle.

> A picture first.
"""
LOOKS = {
    "a phone, light, in English": {"viewport": PHONE, "color_scheme": "light", "locale": "en-GB"},
    "a phone, dark, in Chinese": {"viewport": PHONE, "color_scheme": "dark", "locale": "zh-CN"},
    "a desktop, dark, in English": {"viewport": DESKTOP, "color_scheme": "dark", "locale": "en-GB"},
}


@pytest.fixture
def world(transactional_db, ann, ben) -> Course:
    """Courses with hard titles, and one with everything that a course can have."""
    field = Category.objects.create(slug="data", name_en="Data science", name_zh="数据科学")
    first, *others = [make_course(title, lessons=3, category=field) for title in TITLES]
    first.subtitle, first.outcomes = "Numbers, calmly", ["Read a chart", "Doubt a mean", "W" * 90]
    first.description = LESSON
    first.save()
    first.instructors.add(ben)
    first.skills.add(Skill.objects.create(slug="sql", name_en="SQL", name_zh="SQL"))
    Prerequisite.objects.create(course=first, requires=others[0])
    begin(ann, first, others)
    return first


def begin(ann, first, others) -> None:
    """Ann is in the middle of one course, at the end of another, and saved a third."""
    lesson = lessons_of(first)[1]
    lesson.body = LESSON
    lesson.save()
    add_video(first)
    add_quiz(first)
    complete(ann, first, 1)
    open_lesson(ann, lesson)
    complete(ann, others[0], 1, 2, 3)
    save_course(ann, others[1])
    Interest.objects.create(learner=ann, topic="data")
    follow(ann, first.instructors.get())
    set_goal(ann, first, weekly_hours=2)
    for number, stars in enumerate((5, 4, 2)):
        reader = make_person(f"Reader{number}", display_name="R" * 60 if number else "Rea")
        complete(reader, first, 1)
        write_review(reader, first, stars, "A very long word: " + "w" * 200)


def pages_of_learner(course: Course) -> list[str]:
    _done, text, _empty, video, quiz = (one.get_absolute_url() for one in lessons_of(course))
    learning = ["/my-learning/", "/my-learning/?show=completed", "/my-learning/saved/"]
    finished = Course.objects.get(title="W" * 255).pk
    lessons = [text, video, quiz, f"/learn/{finished}/finished/"]
    mine = ["/profile/", "/privacy/", "/privacy/events/", "/improve/", f"/why/{course.pk}/"]
    people = ["/people/", "/people/?q=Rea", "/people/?q=zzzz", page_of_teacher(course)]
    paths = ["/paths/", "/paths/mine/"]
    around = [*learning, *mine, *people, *paths]
    return ["/", "/catalogue/", course.get_absolute_url(), *lessons, *around]


def page_of_teacher(course: Course) -> str:
    return reverse("person", args=[course.instructors.get().public_id])


def pages_of_visitor(course: Course) -> list[str]:
    searches = ["/catalogue/?q=statistics", "/catalogue/?q=zzzzqqqq"]
    entrance = ["/account/login/", "/account/signup/", "/account/password/reset/"]
    others = ["/privacy/", "/paths/", f"/why/{course.pk}/?row=new", page_of_teacher(course)]
    return ["/", "/catalogue/", *searches, course.get_absolute_url(), *entrance, *others]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_everyone_can_use_the_main_pages(new_context, world, ann, look):
    language = "zh-hans" if look["locale"] == "zh-CN" else "en"
    ann.language = language
    ann.save()
    faults = []

    for person, addresses in ((None, pages_of_visitor(world)), (ann, pages_of_learner(world))):
        page = new_context(person, reduced_motion="reduce", **look).new_page()
        for address in addresses:
            assert page.goto(address).status == 200, address
            assert page.url.endswith(address)
            faults += [f"{address}: {fault}" for fault in serious(page)]
            faults += [f"{address}: scrolls sideways"] if overflows(page) else []
            assert page.locator("html").get_attribute("lang") == language, address

    assert not faults
