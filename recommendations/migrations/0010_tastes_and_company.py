import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_followers'),
        ('courses', '0002_why_a_course_is_dismissed'),
        ('recommendations', '0009_full_training_every'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alike',
            fields=[
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='alike', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('courses', models.JSONField(default=list)),
                ('lately', models.JSONField(default=list)),
                ('found_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Taste',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weigh', models.CharField(choices=[('nothing', 'Leave out'), ('less', 'Less'), ('more', 'More')], max_length=8)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.category')),
                ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.course')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tastes', to=settings.AUTH_USER_MODEL, verbose_name='learner')),
            ],
            options={
                'verbose_name': 'word on a profile',
                'verbose_name_plural': 'words on profiles',
                'constraints': [models.UniqueConstraint(fields=('learner', 'category'), name='one_word_on_a_field'), models.UniqueConstraint(fields=('learner', 'course'), name='one_word_on_a_course'), models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', False), ('course__isnull', True)), models.Q(('category__isnull', True), ('course__isnull', False)), _connector='OR'), name='word_on_one_thing')],
            },
        ),
    ]
