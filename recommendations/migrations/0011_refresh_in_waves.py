import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0002_why_a_course_is_dismissed"),
        ("recommendations", "0010_tastes_and_company"),
    ]

    operations = [
        migrations.AddField(
            model_name="refreshrun",
            name="waves",
            field=models.JSONField(blank=True, default=list, verbose_name="waves"),
        ),
        migrations.AddField(
            model_name="refreshshard",
            name="wave",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="NewCourse",
            fields=[
                ("course", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="courses.course", verbose_name="course")),
                ("nearest", models.JSONField(default=list)),
                ("placed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "new course",
                "verbose_name_plural": "new courses",
                "ordering": ["pk"],
            },
        ),
    ]
