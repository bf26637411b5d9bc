"""Two titles of rows read better in Chinese; what staff wrote themselves stays."""

from django.db import migrations

TITLES = (
    ("hot", "本周{topic}热学", "{topic} · 本周热门"),
    ("alike-week", "与你相似的学习者近期热学", "与你相似的学习者近期热门"),
)


def retitle(apps, schema_editor):
    """The titles that a site got by default."""
    rows = apps.get_model("recommendations", "Row").objects.using(schema_editor.connection.alias)
    for key, before, after in TITLES:
        rows.filter(key=key, title_zh=before).update(title_zh=after)


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0019_senses_of_courses")]

    operations = [migrations.RunPython(retitle, migrations.RunPython.noop)]
