"""Words as search compares them: small letters without accents, so that “Wojcik” finds “Wójcik”."""

import re
import unicodedata

# Letters that Unicode does not take apart into a plain one and a mark.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
APOSTROPHES = re.compile(r"['’‘ʼ`]")


def fold(text: str) -> str:
    """The text's words, one space between them; an apostrophe joins ("O'Brien", "obrien"), all else parts."""
    taken_apart = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text)).casefold()
    letters = "".join(sign for sign in taken_apart if not unicodedata.combining(sign)).translate(PLAIN)
    return " ".join(re.findall(r"\w+", letters.replace("_", " ")))
