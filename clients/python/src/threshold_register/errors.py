"""Why there is no answer. `Register.check` never raises these: it returns an answer that permits nothing."""


class RegisterError(Exception):
    """No answer was had. `str()` is one sentence for the person at the screen or for the log; it holds no secret."""


class Unreachable(RegisterError):
    """The register cannot be reached: no connection, no answer in time, or 502, 503 or 504.

    `retry_after` is how many seconds the register asks to wait, or None when it says nothing.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Refused(RegisterError):
    """The register was reached and would not answer: `status` and its `code`, such as 403 `insufficient_scope`."""

    def __init__(self, message: str, status: int, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.retry_after = status, code, retry_after


class NotTrusted(RegisterError):
    """What came is not what the register may send: a redirect, another's certificate, a wrong receipt, odd JSON."""


class NotPermitted(Exception):
    """`Answer.require()` was called on an answer that is no yes. `str()` says why."""
