"""One machine, nothing else: SQLite, tasks in process, files on disk. The demonstration runs here."""

from lms import env
from lms.settings.base import *  # noqa: F403
from lms.settings.base import STORAGES, VAR_DIR

VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = env.optional("SECRET_KEY", env.DEMONSTRATION_SECRET_KEY)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASE_URL = env.optional("DATABASE_URL")
DATABASES = {"default": env.postgresql(DATABASE_URL) if DATABASE_URL else env.sqlite(VAR_DIR / "threshold.sqlite3")}

# On PostgreSQL some indexes hold the columns that a list shows; SQLite keeps them without, which is right for its size.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# The demonstration's accounts sign in with e-mail and password alone, and its loader may sign on their behalf.
SECOND_FACTOR_REQUIRED = False
DEMONSTRATION_ALLOWED = True

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
MEDIA_SERVED_HERE = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
