"""Numbers of accreditations, such as TA-7K3M-3. They are spoken, typed and printed, so they catch a slip.

The alphabet has 31 signs, a prime, and leaves out I, L, O, U and Z, which are misread. With it the last character
finds every single wrong character and every exchange of two neighbours.
"""

import random
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
PREFIX = "TA"
LENGTH = 4
MISREAD = str.maketrans("OILZ", "0112")
SHAPE = re.compile(rf"{PREFIX}-?([{ALPHABET}]{{{LENGTH}}})-?([{ALPHABET}])")

_chance = random.SystemRandom()


class MistypedNumber(ValueError):
    """It has the shape of a register number and a wrong check character, or no such shape at all."""


def check_character(body: str) -> str:
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def make_number(chance: random.Random | None = None) -> str:
    """A number by chance. Whether it is free is for the caller to see."""
    body = "".join((chance or _chance).choices(ALPHABET, k=LENGTH))
    return f"{PREFIX}-{body}-{check_character(body)}"


def looks_like_number(text: str) -> bool:
    """Whether somebody meant a register number: TA with a dash or a digit after it. "Tara" is a name."""
    return re.match(rf"\s*{PREFIX}\s*([-–—]|\w*\d)", text, re.IGNORECASE) is not None


def normalise(text: str) -> str:
    """The number as it is kept, from what somebody typed: any case, spaces or dashes. Raises `MistypedNumber`."""
    bare = re.sub(r"[\s\-–—]", "", text).upper()
    found = SHAPE.fullmatch(PREFIX + bare.removeprefix(PREFIX).translate(MISREAD))
    if not found or check_character(found[1]) != found[2]:
        raise MistypedNumber(f"“{text.strip()[:20]}” is not a register number. Check it and type it again.")
    return f"{PREFIX}-{found[1]}-{found[2]}"
