"""Exit 0 when PostgreSQL and Redis answer on this machine; otherwise say which does not, and exit 1."""

import os
import socket
import sys
from urllib.parse import urlsplit

SERVICES = {
    "PostgreSQL": os.environ.get("DATABASE_URL", "postgresql://127.0.0.1:5432"),
    "Redis": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379"),
}


def answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=2):
            return True
    except OSError:
        return False


silent = [name for name, url in SERVICES.items() if not answers(url)]
if silent:
    sys.exit(f"Not answering: {', '.join(silent)}.")
