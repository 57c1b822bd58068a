"""The lines of a signed file, kept as they came and read when somebody asks about one of them.

Reading a hundred thousand lines of JSON takes seconds, finding the numbers in them a fraction of one. Nothing here is
a check of the register's hand: only bytes that were proved to be the register's come here.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Entry = Mapping[str, Any]
Holders = dict[str, int]

POLICY, HOLDER, GONE = b'{"policy":', b'{"holder":', b'{"gone":'
# A quotation mark within a text of JSON is escaped, so this opens an accreditation or a registration and nothing else.
NUMBERED = b'{"number":"'

# Without guessing the encoding each time, as json.loads does, and without looking for white space around it.
READ_LINE = json.JSONDecoder().raw_decode


class Entries(Mapping[int, Entry]):
    """People's entries by their key. Each is read from its line whenever it is asked for."""

    def __init__(self, lines: dict[int, bytes]) -> None:
        self.lines = lines

    def __getitem__(self, holder: int) -> Entry:
        line = self.lines[holder].decode()
        entry: Entry
        entry, end = READ_LINE(line)
        if end != len(line):
            raise ValueError
        return entry

    def __contains__(self, holder: object) -> bool:
        return holder in self.lines

    def __iter__(self) -> Iterator[int]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)


class Read(NamedTuple):
    """What a file says: what holds for everybody (or None), people's lines by their key, and who left."""

    policy: Entry | None
    entries: Entries
    gone: list[int]
    total: int


def read(rest: bytes) -> Read:
    """Raises ValueError, KeyError or TypeError where a line is none of the three kinds."""
    lines = rest.removesuffix(b"\n").split(b"\n") if rest else []
    total = len(lines)
    policy = None
    if lines and lines[0].startswith(POLICY):
        policy = json.loads(lines.pop(0))["policy"]
    entries: dict[int, bytes] = {}
    gone: list[int] = []
    start = len(HOLDER)
    for line in lines:
        if line.startswith(HOLDER) and line.endswith(b"}"):
            entries[int(line[start : line.index(b",", start)])] = line
        else:
            gone.append(_gone(line))
    return Read(policy, Entries(entries), gone, total - (policy is not None))


def _gone(line: bytes) -> int:
    said = json.loads(line)
    if said.keys() != {"gone"} or type(said["gone"]) is not int:
        raise ValueError
    return int(said["gone"])


def numbers(line: bytes) -> list[str]:
    """The numbers of a person's accreditations, and the hashed ones of their registrations.

    Raises ValueError where there is none: nobody without one has a line.
    """
    found = [part[: part.index(b'"')].decode() for part in line.split(NUMBERED)[1:]]
    if not found:
        raise ValueError
    return found
