"""PostgreSQL, Redis, Celery workers and S3-compatible storage behind nginx. Starts only when fully configured."""

from lms import env
from lms.settings.base import *  # noqa: F403
from lms.settings.base import STORAGES

DEBUG = False
SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.listed(env.optional("SECRET_KEY_FALLBACKS"))
BASE_URL = env.required("BASE_URL", purpose="the address people type", example="https://threshold.example.org")
WAGTAILADMIN_BASE_URL = BASE_URL
REGISTER_ISSUER = BASE_URL
REGISTER_SIGNING_KEY = env.signing_key()
ALLOWED_HOSTS = env.listed(
    env.required("ALLOWED_HOSTS", purpose="the host names this site answers to", example="threshold.example.org")
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATABASES = {
    "default": env.postgresql(
        env.required(
            "DATABASE_URL", purpose="the PostgreSQL database", example="postgresql://threshold:secret@db:5432/threshold"
        )
    )
}
DEMONSTRATION_ALLOWED = False
MEDIA_SERVED_HERE = False

CACHES = {"default": env.cache(env.required("REDIS_URL", purpose="the cache", example="redis://cache:6379/0"))}
OBJECTS = {
    "bucket_name": env.required("S3_BUCKET", purpose="where uploaded files are kept", example="threshold-media"),
    "endpoint_url": env.required(
        "S3_ENDPOINT_URL", purpose="the S3-compatible service", example="https://objects.example.org"
    ),
    "default_acl": "private",
    "querystring_auth": True,
}
STORAGES = STORAGES | {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": OBJECTS},
    "recordings": {"BACKEND": "core.storage.PrivateObjects", "OPTIONS": OBJECTS | {"location": "recordings"}},
    "case_files": {"BACKEND": "core.storage.PrivateObjects", "OPTIONS": OBJECTS | {"location": "case-files"}},
}

EMAIL_HOST = env.required("EMAIL_HOST", purpose="the mail server", example="smtp.example.org")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.optional("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.optional("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = True

# How many proxies stand before the product and append to X-Forwarded-For; what stands before theirs is hearsay.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1)
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
