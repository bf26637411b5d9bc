"""The index by which roll-ups and retention find events by the time they were received."""

from django.db import migrations


def create(apps, schema_editor):
    # On PostgreSQL a BRIN index of a few kilobytes does: rows arrive in the order of that time.
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    form = "USING brin (received_at) WITH (autosummarize = on)" if is_postgresql else "(received_at)"
    schema_editor.execute(f"CREATE INDEX event_received ON tracking_event {form}")


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX event_received")


class Migration(migrations.Migration):
    dependencies = [("tracking", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
