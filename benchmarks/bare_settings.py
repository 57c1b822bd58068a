"""The floor: Django with no app and no middleware, on the same database and under the same server."""

from lms.settings.embedded import ALLOWED_HOSTS, DATABASES, SECRET_KEY, TIME_ZONE, USE_TZ

__all__ = ["ALLOWED_HOSTS", "DATABASES", "SECRET_KEY", "TIME_ZONE", "USE_TZ"]

DEBUG = False
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.bare"
