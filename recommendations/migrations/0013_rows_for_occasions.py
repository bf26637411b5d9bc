"""Gives sites that are there already the new rows, and lets default rows share their places."""

from django.db import migrations

ROWS = (
    ("path", 15, 1, 4, "Next on your path", "学习路径的下一步",
     "to the goal that you set", "通往你设定的目标", False),
    ("since", 25, 2, 8, "New since your last visit", "自你上次来访以来的新课", "", "", False),
    ("unlocked", 32, 1, 8, "Now open to you", "你现在可以学了",
     "you finished what these build on", "你已学完它们的先修课程", False),
    ("hot", 45, 3, 8, "Hot this week in {topic}", "本周{topic}热学", "", "", True),
    ("aside", 48, 3, 8, "A step aside", "换个方向看看",
     "from fields that are not yours yet", "来自你还没涉足的领域", False),
    ("short", 65, 3, 8, "An hour or less", "一小时以内", "", "", True),
    ("before", 85, 1, 8, "Before “{course}”", "学《{course}》之前",
     "what a course that you saved builds on", "你收藏的课程的先修内容", False),
)  # fmt: skip
MOVING = ("because", "trending", "interest")


def add_rows(apps, schema_editor):
    """A site without rows is new and gets them all at its first start."""
    rows = apps.get_model("recommendations", "Row").objects.using(schema_editor.connection.alias)
    if not rows.exists():
        return
    rows.filter(key__in=MOVING).update(may_move=True)
    for key, order, fewest, most, en, zh, note_en, note_zh, may_move in ROWS:
        rows.get_or_create(
            key=key,
            defaults={
                "source": key, "order": order, "minimum": fewest, "maximum": most,
                "title_en": en, "title_zh": zh, "note_en": note_en, "note_zh": note_zh,
                "audience": "everyone", "may_move": may_move,
            },
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0012_arrangement_of_pages"),
    ]

    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
