"""Gives sites that are there already every row of a new site that they never had."""

from django.db import migrations

ROWS = (
    ("nearby", "nearby", 22, 3, 8, "Popular in {topic}", "{topic}热门课程",
     "where you have just been", "你刚刚浏览过这里", False),
    ("followed", "followed", 33, 1, 8, "Learners you follow are studying", "你关注的学习者在学",
     "what is hot among them first", "他们最近在学的排在前面", True),
    ("taught", "taught", 36, 1, 8, "From instructors you follow", "你关注的讲师的课程", "", "", False),
    ("alike", "alike", 38, 3, 8, "Learners like you", "与你相似的学习者",
     "at least five of them study each of these", "每门课都至少有五位这样的学习者在学", True),
    ("alike-week", "alike_week", 39, 3, 8, "Hot among learners like you", "与你相似的学习者近期热学",
     "of the last two weeks", "最近两周", True),
    ("firsts", "firsts", 75, 1, 4, "Be among the first", "抢先学习",
     "new courses that few have seen yet", "少有人看过的新课程", False),
    ("review", "review", 90, 1, 8, "Look back", "温故知新",
     "at what you have finished", "重温你已完成的课程", False),
)  # fmt: skip
VISITORS_ONLY = {"nearby"}


def add_rows(apps, schema_editor):
    """A site without rows is new and gets them at its first start; what staff deleted stays away."""
    alias = schema_editor.connection.alias
    rows = apps.get_model("recommendations", "Row").objects.using(alias)
    if not rows.exists():
        return
    changes = apps.get_model("recommendations", "Change").objects.using(alias)
    deleted = changes.filter(table="row", kind="deleted").values_list("before", flat=True)
    unwanted = {facts.get("key") for facts in deleted}
    for key, source, order, fewest, most, en, zh, note_en, note_zh, may_move in ROWS:
        if key in unwanted:
            continue
        rows.get_or_create(
            key=key,
            defaults={
                "source": source, "order": order, "minimum": fewest, "maximum": most,
                "title_en": en, "title_zh": zh, "note_en": note_en, "note_zh": note_zh,
                "audience": "visitor" if key in VISITORS_ONLY else "everyone",
                "may_move": may_move,
            },
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0015_language_models"),
    ]

    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
