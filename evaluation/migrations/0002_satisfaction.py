from django.db import migrations, models

PURPOSES = [
    ("reaction", "Learners, after completing a module or attending a session"),
    ("learner", "Learners, after three months at work"),
    ("manager", "Line managers, after three months"),
    ("trainer", "Trainers, about a module"),
    ("satisfaction", "People and carers, when something has been handed over"),
]


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]

    operations = [
        migrations.AlterField("invitation", "purpose", models.CharField(choices=PURPOSES, max_length=20)),
        migrations.AlterField(
            "questionnaire",
            "purpose",
            models.CharField(choices=PURPOSES, max_length=20, unique=True, verbose_name="who is asked"),
        ),
        migrations.AlterField("response", "purpose", models.CharField(choices=PURPOSES, max_length=20)),
    ]
