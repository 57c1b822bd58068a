"""A strict reader of captions in WebVTT, by the grammar of the W3C's recommendation.

Browsers drop a cue that they cannot read and say nothing; then somebody who cannot hear misses a sentence. So each
fault is named with its line before anybody sees the recording.
"""

import re
from dataclasses import dataclass, field

TIME = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
TIMINGS = re.compile(rf"[ \t]*({TIME})[ \t]+-->[ \t]+({TIME})((?:[ \t]+\S+)*)[ \t]*")
PERCENT = r"(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%"
SETTINGS = {
    "vertical": r"rl|lr",
    "line": rf"(?:-?\d+|{PERCENT})(?:,(?:start|center|end))?",
    "position": rf"{PERCENT}(?:,(?:line-left|center|line-right))?",
    "size": PERCENT,
    "align": r"start|center|end|left|right",
    "region": r"\S+",
}
TAG = re.compile(r"<(/?)([^>\s.]*)((?:\.[^>\s.]+)*)(?:[ \t]+([^>]*))?>")
TAGS = frozenset({"b", "c", "i", "lang", "ruby", "rt", "u", "v"})
NAMED = frozenset({"v", "lang"})
REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]*|#\d+|#[xX][0-9A-Fa-f]+);")
# How far the last caption may outlast the recording: rounding, no more.
TOLERANCE = 0.5


@dataclass(frozen=True, kw_only=True)
class Cue:
    start: float
    end: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Fault:
    line: int
    words: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.words}"


@dataclass
class Captions:
    """What was read: the cues that are whole, and every fault."""

    cues: list[Cue] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, words: str) -> None:
        self.faults.append(Fault(line=line, words=words))


def read(text: str, *, duration: float = 0) -> Captions:
    """Read captions; `duration` is the recording's length in seconds, 0 where it is not known."""
    captions = Captions()
    lines = re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))
    if "\0" in text:
        captions.fault(text[: text.index("\0")].count("\n") + 1, "a character that is no text.")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]) or "-->" in lines[0]:
        captions.fault(1, "the file must begin with the word WEBVTT on a line of its own.")
    elif len(lines) > 1 and lines[1].strip():
        captions.fault(2, "an empty line is missing after WEBVTT.")
    latest = 0.0
    for number, block in _blocks(lines):
        if block[0].startswith(("NOTE", "STYLE", "REGION")) and "-->" not in "".join(block):
            _other(captions, number, block)
            continue
        cue = _cue(captions, number, block)
        if cue is None:
            continue
        line = number + ("-->" not in block[0])
        if cue.start < latest:
            captions.fault(line, "this caption starts before the one above it.")
        if duration and cue.end > duration + TOLERANCE:
            captions.fault(line, f"this caption ends after the recording, which lasts {duration:.1f} seconds.")
        latest = max(latest, cue.start)
        captions.cues.append(cue)
    if not captions.cues and not captions.faults:
        captions.fault(1, "there are no captions in the file.")
    return captions


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines between empty ones after the header, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    # Without the empty line after the header, the second line already belongs to a block.
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            blocks.append((number + 1, []))
        elif blocks:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
    return [block for block in blocks if block[1]]


def _other(captions: Captions, number: int, block: list[str]) -> None:
    """A note is for whoever writes; a style or region stands before the first caption, alone on its first line."""
    word = block[0].split()[0]
    if word == "NOTE":
        return
    if block[0].rstrip() not in {"STYLE", "REGION"}:
        captions.fault(number, "this is neither a caption nor a note.")
    elif captions.cues:
        captions.fault(number, f"{word} must stand before the first caption.")


def _cue(captions: Captions, number: int, block: list[str]) -> Cue | None:
    place = 0 if "-->" in block[0] else 1
    if place >= len(block) or "-->" not in block[place]:
        captions.fault(number, "this is neither a caption nor a note: a line with two times and --> is missing.")
        return None
    line = number + place
    match = TIMINGS.fullmatch(block[place])
    if match is None:
        captions.fault(line, "the times are not written as 00:01.000 --> 00:04.000.")
        return None
    start, end = _seconds(match[1]), _seconds(match[2])
    if end <= start:
        captions.fault(line, "this caption ends before it starts.")
    _settings(captions, line, match[3].split())
    payload = block[place + 1 :]
    if not "".join(payload).strip():
        captions.fault(line, "this caption has no words.")
        return None
    for offset, said in enumerate(payload, start=1):
        if "-->" in said:
            words = "an empty line is missing before this caption." if TIMINGS.fullmatch(said) else "--> in the words."
            captions.fault(line + offset, words)
    _markup(captions, line + 1, payload, start, end)
    return Cue(start=start, end=end, text="\n".join(payload))


def _seconds(time: str) -> float:
    *hours, minutes, seconds = time.split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)


def _settings(captions: Captions, line: int, settings: list[str]) -> None:
    seen = set()
    for setting in settings:
        name, colon, value = setting.partition(":")
        if not colon or name not in SETTINGS or not re.fullmatch(SETTINGS[name], value):
            captions.fault(line, f"“{setting}” is no setting of a caption.")
        elif name in seen:
            captions.fault(line, f"“{name}” is set twice.")
        seen.add(name)


def _markup(captions: Captions, first: int, payload: list[str], start: float, end: float) -> None:
    """Every tag is a known one, opened and closed in order; every & begins a reference."""
    open_tags: list[str] = []
    reached = start
    for line, said in enumerate(payload, start=first):
        if re.sub(REFERENCE, "", said).count("&"):
            captions.fault(line, "an & must be written as &amp;.")
        if "<" in re.sub(r"<[^<>]*>", "", said):
            captions.fault(line, "a < must be written as &lt;, or its tag must be closed on the same line.")
            continue
        for tag in re.findall(r"<[^<>]*>", said):
            if re.fullmatch(rf"<{TIME}>", tag):
                at = _seconds(tag[1:-1])
                if not reached < at < end:
                    captions.fault(line, f"the time {tag} is not between those around it.")
                reached = at
            else:
                _tag(captions, line, tag, open_tags)
    # A caption that one person speaks from its first word to its last may leave out </v>.
    if open_tags == ["v"] and payload[0].startswith("<v") and "\n".join(payload).count("<v") == 1:
        return
    for name in open_tags:
        captions.fault(first + len(payload) - 1, f"the tag <{name}> is not closed.")


def _tag(captions: Captions, line: int, tag: str, open_tags: list[str]) -> None:
    match = TAG.fullmatch(tag)
    if match is None or match[2] not in TAGS:
        captions.fault(line, f"{tag} is no tag of a caption.")
    elif match[1]:
        if not open_tags or open_tags[-1] != match[2]:
            captions.fault(line, f"{tag} closes no open tag.")
        else:
            open_tags.pop()
    else:
        if match[2] in NAMED and not (match[4] or "").strip():
            captions.fault(line, f"{tag} must name who speaks or which language.")
        if match[2] == "rt" and (not open_tags or open_tags[-1] != "ruby"):
            captions.fault(line, "<rt> stands only in <ruby>.")
        open_tags.append(match[2])
