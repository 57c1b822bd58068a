"""The one place that reads the environment. A missing or malformed variable stops the start with a sentence."""

import importlib.util
import os
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DEMONSTRATION_SECRET_KEY = "demonstration-only-secret-key-that-production-refuses-to-start-with"  # noqa: S105


THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
ALL_SCOPES = "register:check register:search register:offline"


class RegisterElsewhere(NamedTuple):
    """The register of another deployment, which the cases ask over HTTP: where it is, and who asks with which key."""

    address: str
    client_id: str
    key_file: str
    folder: str
    scope: str = ALL_SCOPES
    secret_file: str = ""


def optional(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def required(name: str, *, purpose: str, example: str) -> str:
    """The variable's value; when it is missing, stop and say what to set and how it looks."""
    if value := optional(name):
        return value
    raise ImproperlyConfigured(f"Set {name}: {purpose}. Example: {name}={example}")


def number(name: str, default: int) -> int:
    value = optional(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"Set {name} to a whole number, not {value!r}. Example: {name}={default}")
    return int(value)


def listed(value: str) -> list[str]:
    """The parts of a comma-separated value, without blanks."""
    return [part.strip() for part in value.split(",") if part.strip()]


def secret_key() -> str:
    """A production secret: long, and not the demonstration's."""
    value = required(
        "SECRET_KEY",
        purpose="it signs sessions and links; 50 random characters or more",
        example="(output of `openssl rand -base64 48`)",
    )
    if value == DEMONSTRATION_SECRET_KEY:
        raise ImproperlyConfigured("SECRET_KEY is the demonstration's. Set one of your own: `openssl rand -base64 48`.")
    return value


def signing_key() -> str:
    """The register's private key: 32 bytes in URL-safe base64 without padding. There is none to fall back on."""
    name = "REGISTER_SIGNING_KEY"
    value = required(
        name,
        purpose="the private key that signs the register's answers; keep it as you keep the database's password",
        example="(output of `manage.py make_signing_key` under the embedded settings)",
    )
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", value):
        raise ImproperlyConfigured(
            f"{name} must be the 43 characters that `manage.py make_signing_key` prints, and is not."
        )
    return value


def register_elsewhere() -> RegisterElsewhere | None:
    """The other register that the cases ask; None while they ask the one that is kept here."""
    name = "REGISTER_ELSEWHERE"
    address = optional(f"{name}_URL").rstrip("/")
    if not address:
        if beside := sorted(key for key in os.environ if key.startswith(f"{name}_") and optional(key)):
            raise ImproperlyConfigured(
                f"Set {name}_URL: the address of the register that the cases ask, or unset {', '.join(beside)}. "
                f"Example: {name}_URL=https://register.example.org"
            )
        return None
    parts = urlsplit(address)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in THIS_MACHINE):
        raise ImproperlyConfigured(
            f"{name}_URL must begin with https://. Example: {name}_URL=https://register.example.org"
        )
    if importlib.util.find_spec("threshold_register") is None:
        raise ImproperlyConfigured(
            f"{name}_URL is set, and the register's client is not installed: `pip install --no-deps ./clients/python`."
        )
    key_file = required(
        f"{name}_KEY_FILE", purpose="this deployment's private key, a JWK", example="/etc/threshold/register.jwk"
    )
    if not os.access(key_file, os.R_OK):
        raise ImproperlyConfigured(f"{name}_KEY_FILE names a file that cannot be read: {key_file}.")
    secret_file = optional(f"{name}_SECRET_FILE")
    if secret_file and not os.access(secret_file, os.R_OK):
        raise ImproperlyConfigured(f"{name}_SECRET_FILE names a file that cannot be read: {secret_file}.")
    folder = required(
        f"{name}_FOLDER",
        purpose="a folder of its own for the register's offline copy and for what it allowed",
        example="/var/lib/threshold/register",
    )
    if not Path(folder).is_absolute():
        raise ImproperlyConfigured(f"{name}_FOLDER must be an absolute path, not {folder!r}.")
    return RegisterElsewhere(
        address=address,
        client_id=required(
            f"{name}_CLIENT_ID", purpose="the client that the register knows this deployment by", example="abc123"
        ),
        key_file=key_file,
        folder=folder,
        scope=optional(f"{name}_SCOPE", ALL_SCOPES),
        secret_file=secret_file,
    )


def postgresql(url: str) -> dict[str, object]:
    """A Django database setting from `postgresql://user:password@host:5432/name`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name; "
            "leave it unset to run on SQLite in the embedded settings."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: object) -> dict[str, object]:
    """A Django database setting for one SQLite file, safe for several writers and for a loss of power."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def cache(url: str) -> dict[str, object]:
    """A Django cache setting: Redis where there is one, otherwise this process's memory."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
