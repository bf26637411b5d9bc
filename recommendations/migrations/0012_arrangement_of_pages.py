import django.core.validators
from django.db import migrations, models

SHARE = [
    django.core.validators.MinValueValidator(0),
    django.core.validators.MaxValueValidator(1),
]


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0011_refresh_in_waves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moves_rows", models.BooleanField(default=True, help_text="Rows that may move are ordered anew for each learner; the others stay.", verbose_name="the best row first")),
                ("most_rows", models.PositiveSmallIntegerField(default=10, help_text="What the learner has begun or saved comes on top. 0 = as many as there are.", verbose_name="most rows of suggestions")),
                ("diversity", models.FloatField(default=0.3, help_text="How much worse a course may be to stand before one that is like those before it.", validators=SHARE, verbose_name="variety within a row")),
                ("calibration", models.FloatField(default=0.2, help_text="How much it counts that cards follow the shares of what the learner did.", validators=SHARE, verbose_name="faithfulness to the mix of interests")),
                ("freshness", models.FloatField(default=0.3, help_text="Of the last 30 days; in rows that go by scores.", validators=SHARE, verbose_name="advantage of new courses")),
                ("most_alike", models.PositiveSmallIntegerField(default=2, help_text="In a row with the first cards of the one above. 0 = as many as come.", verbose_name="most courses of one instructor or series in view")),
                ("shown_in_vain", models.PositiveSmallIntegerField(default=5, help_text="Within 30 days, without a single click. 0 = none ever sinks.", verbose_name="times shown in vain before a course sinks")),
                ("sinks_to", models.FloatField(default=0.3, help_text="The share of its score that is left, each time anew.", validators=SHARE, verbose_name="what it sinks to")),
                ("hold", models.FloatField(default=0.1, help_text="How much better a course must be to replace another while the learner did nothing.", validators=SHARE, verbose_name="hold of what stands there")),
            ],
            options={
                "verbose_name": "arrangement of pages",
                "verbose_name_plural": "arrangement of pages",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="row",
            name="may_move",
            field=models.BooleanField(default=False, help_text="Rows that may move share their places: the best for each learner comes first.", verbose_name="may move"),
        ),
        migrations.AlterField(
            model_name="rule",
            name="scope",
            field=models.CharField(choices=[("row", "in each row"), ("page", "on the whole page"), ("view", "in view: a row with the first cards of the one above")], default="row", max_length=4, verbose_name="within"),
        ),
    ]  # fmt: skip
