"""The Django project: settings, URLs, Celery and the WSGI entry. No models and no rules live here."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
