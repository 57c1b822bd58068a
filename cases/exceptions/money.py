"""What budgets, commitments, consents and invoices refuse."""

from core.exceptions import Refused


class PayerUnknown(Refused):
    """It cannot be said yet which stream pays, so nothing is committed. The message says what is missing."""

    code = "payer_unknown"


class WrongBudget(Refused):
    """The budget is of another stream, or does not pay for the cases of this organisation."""

    code = "wrong_budget"


class NotBudgetHolder(Refused):
    """Only whoever holds a budget commits from it, and changes it."""

    code = "not_budget_holder"


class NotEnoughMoney(Refused):
    """A budget cannot be made smaller than what is committed, nor paid from beyond what it holds."""

    code = "not_enough_money"


class MoreThanCommitted(Refused):
    """An invoice asks for more than was committed for the line."""

    code = "more_than_committed"


class AlreadyPaid(Refused):
    """The invoice was paid before."""

    code = "already_paid"


class NothingCommitted(Refused):
    """There is no money to release, or to pay from."""

    code = "nothing_committed"


class FundingIncomplete(Refused):
    """What is recorded about money lacks something."""

    code = "funding_incomplete"


class ConsentIncomplete(Refused):
    """A request for consent, or its answer, lacks something."""

    code = "consent_incomplete"


class PermissionMissing(Refused):
    """Somebody who must agree to the works has not. The message says who."""

    code = "permission_missing"


class InvoiceNotAccepted(Refused):
    """The invoice comes too early, asks for too much, or is not one that can be decided."""

    code = "invoice_not_accepted"
