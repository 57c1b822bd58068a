"""Plant one fault for each gate of `dev.py check` in a temporary clone, and demand that exactly that gate turns red.

A gate that cannot fail proves nothing.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import dev  # noqa: E402


def append(path: str, text: str) -> Callable[[Path], None]:
    def plant(clone: Path) -> None:
        target = clone / path
        target.write_text(target.read_text() + text)

    return plant


def replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def plant(clone: Path) -> None:
        target = clone / path
        text = target.read_text()
        assert old in text, f"{path} no longer holds {old!r}: mend this script"
        target.write_text(text.replace(old, new, 1))

    return plant


# Each gate's name in dev.py, and a fault that it and nothing else is there to see.
FAULTS: dict[str, Callable[[Path], None]] = {
    "lint": append("core/clock.py", "\n\nimport os\n"),
    "formatting": append("core/clock.py", "\n\nLATE  =  1\n"),
    "types": append("core/clock.py", "\n\ndef wrong() -> int:\n    return str(today())\n"),
    "types of the client": append(
        "clients/python/src/threshold_register/strict.py", '\n\ndef wrong() -> int:\n    return to_base64url(b"")\n'
    ),
    "import direction": append(
        "core/clock.py", "\n\ndef upward() -> object:\n    from people import models\n\n    return models\n"
    ),
    "migrations": replace("people/models/organisation.py", "max_length=120", "max_length=121"),
    "templates": append("templates/404.html", "{% if %}\n"),
    "deployment": replace("lms/settings/production.py", "SECURE_SSL_REDIRECT = True", "SECURE_SSL_REDIRECT = False"),
    "static files": append("static/threshold.css", '\n.lost { background: url("lost.png"); }\n'),
}


def is_green(command: list[str], clone: Path, extra: dict[str, str]) -> bool:
    """Whether a gate passes in the clone, with files of its own to write to."""
    with tempfile.TemporaryDirectory() as var:
        path = f"{dev.BIN}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | extra | {"PATH": path, "THRESHOLD_VAR": var}
        return subprocess.run(command, cwd=clone, env=environment, capture_output=True).returncode == 0


def main() -> None:
    missing = {name for name, _ in dev.CHECKS} - FAULTS.keys()
    if missing:
        sys.exit(f"No fault is planted for: {', '.join(sorted(missing))}.")
    production = dev.production_environment()
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        for name, command in dev.CHECKS:
            extra = production if name in dev.AS_PRODUCTION else {}
            before = is_green(command, clone, extra)
            FAULTS[name](clone)
            after = is_green(command, clone, extra)
            subprocess.run(["git", "-C", str(clone), "checkout", "--quiet", "--force", "."], check=True)
            print(f"{name}: {'green' if before else 'RED'} without its fault, {'GREEN' if after else 'red'} with it")
            if after or not before:
                wrong.append(name)
    if wrong:
        sys.exit(f"These gates do not tell their fault: {', '.join(wrong)}.")


if __name__ == "__main__":
    main()
