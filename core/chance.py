"""The one source of chance for what nobody may foresee. A test or the demonstration can seed it; nothing else does."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

_seeded: ContextVar[Random | None] = ContextVar("seeded_chance", default=None)


def below(number: int) -> int:
    """A number from 0 to one less than `number`, each as likely as any other."""
    random = _seeded.get()
    return random.randrange(number) if random else secrets.randbelow(number)


@contextmanager
def seeded(random: Random) -> Iterator[None]:
    """Inside this block chance comes from `random`, and can be repeated."""
    token = _seeded.set(random)
    try:
        yield
    finally:
        _seeded.reset(token)
