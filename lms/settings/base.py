"""What every way of running Threshold shares."""

from pathlib import Path

from csp.constants import NONE, SELF

from core import uploads
from lms import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.optional("THRESHOLD_VAR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "demo",
    "home",
    "governance",
    "cases",
    "accreditation",
    "competencies",
    "evaluation",
    "targeting",
    "training_sessions",
    "modules",
    "stories",
    "people",
    "audit",
    "core",
    "wagtailnhsukfrontend",
    "wagtailmedia",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "lms.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.idp.oidc",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "accreditation.asked_again.AskedAgainMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "accreditation.api.middleware.MachineInterfaceMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.middleware.KeepWhatWasTypedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "competencies.middleware.VisitorsSignOnlyMiddleware",
    "cases.middleware.AskForReason",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.service",
            ],
        },
    },
]
FORM_RENDERER = "core.forms.NhsukRenderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# One door: people and machines both come in through allauth.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:dashboard"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Threshold"
SECOND_FACTOR_REQUIRED = True

IDP_OIDC_ADAPTER = "allauth.idp.oidc.adapter.DefaultOIDCAdapter"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
# Machines sign in with a secret over the Basic scheme or in the form; nobody signs in with an identifier alone.
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

# The register signs what it answers: who it says it is, and with which private key (`manage.py make_signing_key`).
REGISTER_ISSUER = env.optional("BASE_URL", "http://127.0.0.1:8000")
REGISTER_SIGNING_KEY = ""
REGISTER_SIGNING_KEY_FILE = VAR_DIR / "register-signing-key"
# The fixture by which AuthZEN is certified, apart from all data. The demonstration has it without this.
CERTIFICATION_TENANT = env.optional("CERTIFICATION_TENANT") == "open"
REGISTER_BUNDLES = VAR_DIR / "register-bundles"
# The register that the cases ask when it is another deployment's; None: the one that is kept here.
REGISTER_ELSEWHERE = env.register_elsewhere()

WAGTAIL_SITE_NAME = "Threshold"
WAGTAILADMIN_BASE_URL = env.optional("BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# A module is reviewed on the product's own pages, which bind an approval to its exact words.
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "core.PlatformImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.PlatformDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = uploads.LARGEST_PICTURE
WAGTAILIMAGES_MAX_IMAGE_PIXELS = uploads.MOST_PIXELS
WAGTAILDOCS_MAX_UPLOAD_SIZE = uploads.LARGEST_DOCUMENT
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.documents.DocumentForm"
WAGTAILMEDIA = {
    "MEDIA_MODEL": "stories.Recording",
    "MEDIA_FORM_BASE": "stories.forms.RecordingForm",
    "AUDIO_EXTENSIONS": ["mp3", "m4a"],
    "VIDEO_EXTENSIONS": ["mp4", "webm"],
}
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "csv", "txt"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.storage.StaticStorage"},
    # Outside the media folder: film and sound are given out by a view that asks for consent first.
    "recordings": {"BACKEND": "core.storage.PrivateFiles", "OPTIONS": {"location": VAR_DIR / "recordings"}},
    # A case's photographs and papers: a view asks who reads, and writes it down.
    "case_files": {"BACKEND": "core.storage.PrivateFiles", "OPTIONS": {"location": VAR_DIR / "case-files"}},
}

CONTENT_SECURITY_POLICY = {
    # Wagtail's editor writes inline scripts and styles of its own; only editors reach it.
    "EXCLUDE_URL_PREFIXES": ["/cms/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MESSAGE_TAGS = {10: "info", 20: "info", 25: "success", 30: "warning", 40: "error"}

EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Threshold: "
DEFAULT_FROM_EMAIL = env.optional("DEFAULT_FROM_EMAIL", "Threshold <no-reply@threshold.example>")

CACHES = {"default": env.cache(env.optional("REDIS_URL"))}

CELERY_BROKER_URL = env.optional("CELERY_BROKER_URL", "memory://")
CELERY_TASK_ALWAYS_EAGER = CELERY_BROKER_URL == "memory://"
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "due": {"task": "core.tasks.run_due", "schedule": 60.0},
    # Each job runs once a day all the same; asked often, a worker that was down in the night loses no day.
    "daily": {"task": "core.tasks.run_daily", "schedule": 600.0},
    "use": {"task": "accreditation.tasks.count_use", "schedule": 300.0},
    "register": {"task": "cases.tasks.keep_up_with_the_register", "schedule": 300.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Each task says that it began and that it ended; what went wrong is enough.
    "loggers": {name: {"level": "WARNING"} for name in ("celery", "django_tasks", "wagtail")},
}
