import secrets
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print a complete production environment with a fresh secret, to start from or to check a deployment with."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        environment = {
            "DJANGO_SETTINGS_MODULE": "lms.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "REGISTER_SIGNING_KEY": secrets.token_urlsafe(32),
            "BASE_URL": "https://threshold.example.org",
            "ALLOWED_HOSTS": "threshold.example.org",
            "DATABASE_URL": "postgresql://threshold:secret@db:5432/threshold",
            "REDIS_URL": "redis://cache:6379/0",
            "S3_BUCKET": "threshold-media",
            "S3_ENDPOINT_URL": "https://objects.example.org",
            "EMAIL_HOST": "smtp.example.org",
        }
        for name, value in environment.items():
            self.stdout.write(f"{name}={value}")
