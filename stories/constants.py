from django.db.models import TextChoices


class ConsentKind(TextChoices):
    PERSON = "person", "A person agreed"
    MADE_FOR_TRAINING = "made_for_training", "Made for training: not a real person"
