"""A time zone that was never set is empty; until now it could not be told from UTC."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def empty_the_default(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """UTC was what everybody got of whom nothing was known; their next sign-in says more."""
    people = apps.get_model("accounts", "User").objects
    people.filter(time_zone="UTC").update(time_zone="")


def fill_the_default(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back: the field may not be empty there."""
    apps.get_model("accounts", "User").objects.filter(time_zone="").update(time_zone="UTC")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_rhythm_of_learning")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="time_zone",
            field=models.CharField(blank=True, max_length=48, verbose_name="time zone"),
        ),
        migrations.RunPython(empty_the_default, fill_the_default),
    ]
