"""What a browser sends with a form that changes something: the mark of what it was filled with."""

from django.test import Client


def as_seen(client: Client, address: str) -> dict[str, str]:
    """The mark on the form, as whoever is signed in opens it now."""
    return {"seen": client.get(address).context["form"].initial["seen"]}
