"""Equipment and technology in stock: where an item is, and from where each verb is allowed (P9, F5)."""

from django.db.models import TextChoices

from core.states import Life, Step


class StockState(TextChoices):
    IN_STOCK = "in_stock", "In stock"
    RESERVED = "reserved", "Put by for an order"
    ON_LOAN = "on_loan", "On loan"
    TO_COLLECT = "to_collect", "To be collected"
    CLEANING = "cleaning", "To be cleaned"
    REPAIR = "repair", "Being repaired"
    DISPOSED = "disposed", "Disposed of"


S = StockState
STORE = "staff of the organisation that owns it"

LIFE = Life(
    slug="equipment",
    title="States of an item of equipment",
    states=StockState,
    steps={
        "take_in": Step(words="take in", allowed_from=frozenset(), to=S.IN_STOCK, by=STORE),
        "reserve": Step(words="put by", allowed_from=frozenset({S.IN_STOCK}), to=S.RESERVED, by="whoever orders it"),
        "release": Step(
            words="put back", allowed_from=frozenset({S.RESERVED}), to=S.IN_STOCK, by="whoever calls the order off"
        ),
        "lend": Step(words="lend", allowed_from=frozenset({S.RESERVED}), to=S.ON_LOAN, by="whoever hands it over"),
        "ask_back": Step(
            words="ask back",
            allowed_from=frozenset({S.ON_LOAN}),
            to=S.TO_COLLECT,
            by=f"{STORE}; or the mark that the person died or moved away",
        ),
        "bring_back": Step(
            words="bring back", allowed_from=frozenset({S.ON_LOAN, S.TO_COLLECT}), to=S.CLEANING, by=STORE
        ),
        "clean": Step(words="clean", allowed_from=frozenset({S.CLEANING}), to=S.IN_STOCK, by=STORE),
        "send_to_repair": Step(
            words="send to repair", allowed_from=frozenset({S.IN_STOCK, S.CLEANING}), to=S.REPAIR, by=STORE
        ),
        "repair": Step(words="repair", allowed_from=frozenset({S.REPAIR}), to=S.CLEANING, by=STORE),
        "dispose": Step(
            words="dispose of",
            allowed_from=frozenset({S.IN_STOCK, S.CLEANING, S.REPAIR}),
            to=S.DISPOSED,
            by=STORE,
        ),
    },
    notes=(
        "What has a check overdue or a fault open is not put by for anybody.",
        "An item that comes back is cleaned before it is lent again.",
    ),
)


class CheckKind(TextChoices):
    SERVICE = "service", "Service"
    ELECTRICAL = "electrical", "Electrical test"
    EXAMINATION = "examination", "Thorough examination (LOLER)"
