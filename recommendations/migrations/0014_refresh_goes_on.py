from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("recommendations", "0013_rows_for_occasions")]

    operations = [
        migrations.AddField(
            model_name="refreshrun",
            name="resumed",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="refreshshard",
            name="learners",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="refreshshard",
            name="pages",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
