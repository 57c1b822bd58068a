"""Words about people, where a name must stand in a sentence."""


def with_article(noun: str) -> str:
    """“a nurse”, “an occupational therapist”."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
