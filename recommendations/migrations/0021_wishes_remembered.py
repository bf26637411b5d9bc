import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0001_initial"),
        ("recommendations", "0020_hot_rows_in_chinese"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Remembered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("interest", "Interest"), ("level", "Level"), ("goal", "Goal")],
                        max_length=10,
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=12)),
                ("hours", models.PositiveSmallIntegerField(default=0)),
                ("said_at", models.DateTimeField(auto_now_add=True)),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="courses.category",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remembered",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="learner",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish from a question",
                "verbose_name_plural": "wishes from questions",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "kind", "category", "level"),
                        name="one_wish_remembered_once",
                    )
                ],
            },
        ),
    ]
