"""What was allowed from the offline copy while the register could not be reached, kept until the register has it."""

import hashlib
import json
import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from threshold_register.answers import Answer
from threshold_register.errors import NotTrusted
from threshold_register.strict import Json

# A report stays well below the longest body that the register takes.
MOST_ITEMS = 200


@dataclass(frozen=True)
class Reported:
    """What was allowed offline. With `stop` the register would refuse it now: stop it, and look into it."""

    question: Json
    asked_at: str
    stop: bool


class OutageLog:
    """One line of JSON for each yes. With a `path` it is on the disk before the yes is given.

    Several processes may share the file (on Windows they may not): none loses what another writes.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lines: list[str] = []
        self._lock = threading.Lock()

    def record(self, answer: Answer, *, copy_made_at: datetime) -> None:
        """Raises OSError when it cannot be kept; then the yes must not be given."""
        entry = {
            "id": str(uuid.uuid4()),
            "copy": {"register_number": answer.register_number, "made_at": copy_made_at.isoformat()},
            "item": {"evaluation": dict(answer.question), "decision": True, "asked_at": answer.answered_at},
        }
        self._append(json.dumps(entry))

    def entries(self) -> list[Json]:
        with self._held():
            lines = self._lines if self._path is None else _lines_of(self._path)
        return [json.loads(line) for line in lines]

    def forget(self, entries: list[Json]) -> None:
        """The register has these; what came in the meantime stays."""
        known = {entry["id"] for entry in entries}
        with self._held():
            if self._path is None:
                self._lines = [line for line in self._lines if json.loads(line)["id"] not in known]
                return
            left = [line for line in _lines_of(self._path) if json.loads(line)["id"] not in known]
            beside = self._path.with_name(f"{self._path.name}.new")
            _write(beside, "".join(f"{line}\n" for line in left), os.O_TRUNC)
            beside.replace(self._path)

    def _append(self, line: str) -> None:
        with self._held():
            if self._path is None:
                self._lines.append(line)
            else:
                _write(self._path, f"{line}\n", os.O_APPEND)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Nobody else reads or writes meanwhile: no thread, and no process that shares the file."""
        with self._lock:
            if self._path is None or fcntl is None or not self._path.parent.is_dir():
                yield
                return
            lock = os.open(self._path.with_name(f"{self._path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
            finally:
                os.close(lock)


def reports_of(entries: list[Json]) -> Iterator[tuple[Json, list[Json]]]:
    """One report for each copy that was used, with the entries that it tells of; never more than a report may hold.

    Its id follows from the entries, so that sending it twice is sending it once.
    """
    by_copy: dict[str, list[Json]] = {}
    for entry in entries:
        by_copy.setdefault(json.dumps(entry["copy"], sort_keys=True), []).append(entry)
    for told in by_copy.values():
        for start in range(0, len(told), MOST_ITEMS):
            part = told[start : start + MOST_ITEMS]
            names = "".join(entry["id"] for entry in part)
            report = {
                "report_id": hashlib.sha256(names.encode()).hexdigest(),
                "copy": part[0]["copy"],
                "items": [entry["item"] for entry in part],
            }
            yield report, part


def results_of(reply: Json, told: list[Json]) -> list[Reported]:
    """What the register says to each item of a report. Raises `NotTrusted` when it does not say it to all."""
    items = reply.get("items")
    if not isinstance(items, list) or len(items) != len(told):
        raise NotTrusted("The register's reply to the report is not what was agreed.")
    return [
        Reported(
            question=entry["item"]["evaluation"],
            asked_at=entry["item"]["asked_at"],
            # Whatever is not plainly said to be right is looked at.
            stop=not (isinstance(item, dict) and item.get("stop") is False),
        )
        for entry, item in zip(told, items, strict=True)
    ]


def _lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _write(path: Path, text: str, how: int) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(file, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
