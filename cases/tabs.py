"""The pages of one case, in the order in which they stand above each of them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One page about the whole case: what it is called, and the name of its address."""

    label: str
    page: str


TABS = (
    Tab(label="Solutions", page="case"),
    Tab(label="Person and home", page="person"),
    Tab(label="Contacts and visits", page="contacts"),
    Tab(label="Conversation", page="conversations"),
    Tab(label="Housing MOT", page="mot"),
    Tab(label="Panel", page="panel"),
    Tab(label="Other services", page="suggestions"),
    Tab(label="Alongside", page="alongside"),
    Tab(label="Files", page="files"),
    Tab(label="History", page="history"),
    Tab(label="Who has read it", page="readings"),
)
