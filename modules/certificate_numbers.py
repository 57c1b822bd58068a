"""The numbers on certificates: not guessable, and a mistyped one is noticed."""

from django.utils.crypto import salted_hmac

# 31 characters, a prime, so that one wrong or two swapped characters always change the check character.
# Left out are I, L, O, U and Z, which are misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LENGTH = 10


def number_for(completion_id: int) -> str:
    """The number of a completion's certificate, such as `7K2M-94TQX-5C`. The same completion gives the same number."""
    secret = int.from_bytes(salted_hmac("modules.certificate", str(completion_id), algorithm="sha256").digest(), "big")
    characters = []
    for _ in range(LENGTH):
        secret, place = divmod(secret, len(ALPHABET))
        characters.append(ALPHABET[place])
    body = "".join(characters)
    return body + check_character(body)


def check_character(body: str) -> str:
    total = sum(place * ALPHABET.index(character) for place, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


def tidy(typed: str) -> str:
    """What somebody typed, without spaces and hyphens, in capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def is_well_formed(number: str) -> bool:
    return (
        len(number) == LENGTH + 1
        and all(character in ALPHABET for character in number)
        and check_character(number[:-1]) == number[-1]
    )
