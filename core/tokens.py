"""Random references for addresses, where a number would tell how many there are or whose they are."""

from string import ascii_letters, digits

from core import chance

ALPHABET = ascii_letters + digits
LENGTH = 22


def new_token() -> str:
    """131 bits that nobody can guess, in letters and digits."""
    return "".join(ALPHABET[chance.below(len(ALPHABET))] for _ in range(LENGTH))
