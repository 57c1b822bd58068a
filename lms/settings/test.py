"""The test suite: the embedded settings on a database file of its own, quick passwords, mail kept in memory."""

import os

from lms import env
from lms.settings.embedded import *  # noqa: F403
from lms.settings.embedded import BASE_DIR, DATABASES, STORAGES, VAR_DIR

SECRET_KEY = "test-only"  # noqa: S105
REGISTER_SIGNING_KEY = "A" * 43
REGISTER_ELSEWHERE = None
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / f"test-media-{os.getpid()}"
REGISTER_BUNDLES = VAR_DIR / f"test-bundles-{os.getpid()}"
STORAGES["case_files"]["OPTIONS"] = {"location": VAR_DIR / f"test-case-files-{os.getpid()}"}
STORAGES["recordings"]["OPTIONS"] = {"location": VAR_DIR / f"test-recordings-{os.getpid()}"}
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True

if not env.optional("DATABASE_URL"):
    # A file, because a database in memory hides locking.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"test-{os.getpid()}.sqlite3"}
TEST_DATA_DIR = BASE_DIR / "tests" / "data"
