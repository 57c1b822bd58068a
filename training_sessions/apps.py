from django.apps import AppConfig


class TrainingSessionsConfig(AppConfig):
    name = "training_sessions"
