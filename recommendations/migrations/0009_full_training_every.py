import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0008_past_of_shown_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='algorithmsetting',
            name='full_every',
            field=models.PositiveSmallIntegerField(default=7, help_text='The trainings in between go on where the version that serves stands, which is quicker. 1 = always from scratch.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='trained from scratch every so many times'),
        ),
    ]
