"""The one address that is asked thousands of times, answered before Django's own handling begins.

Under load most of what an evaluation costs is not the register's work: it is Django's way from the server to the view,
and threads that take turns at the interpreter. So the thread that a request came in on only lets it in, reads the body
and waits; all else is done for everybody who waits, by one thread, in one go (see `core.batching`). The steps are those
of `accreditation.api.live`, the middleware that machines need is Django's and the product's own, and whatever is not a
POST to this one address goes on to Django; every test of the protocol runs by both ways.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.security import SecurityMiddleware
from django.utils.log import log_response

from accreditation.answers import Asking, Steps, answer_together
from accreditation.api.authenticator import Admitted
from accreditation.api.authzen import LONGEST_BODY, read_evaluation
from accreditation.api.live import Register
from accreditation.api.machine import JsonResponse, View, bad_request, is_within, response_to
from accreditation.case_systems import REGISTER_CHECK
from core.batching import Batcher
from core.middleware import RequestIdMiddleware

PATH = "/access/v1/evaluation"
# One question each. Whoever is beyond that waits for the next commit.
MOST_TOGETHER = 256

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_register = Register()


class MachineDoor:
    """A WSGI application in front of Django's."""

    def __init__(self, django: Application) -> None:
        self._django = django
        secured: View = SecurityMiddleware(_answered)  # type: ignore[assignment]
        self._answer = RequestIdMiddleware(secured)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH or environ["REQUEST_METHOD"] != "POST":
            return self._django(environ, start_response)
        response = self._answer(WSGIRequest(environ))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]


def _answered(request: HttpRequest) -> HttpResponse:
    try:
        # In the request's own thread, so that a stranger, or a slow sender, holds up nobody else.
        client = _register.admit(request, scope=REGISTER_CHECK)
        # One that is too long is refused unread.
        if is_within(request, LONGEST_BODY):
            _ = request.body
        response = _batcher.ask(client)
    except UnreadablePostError:
        response = bad_request("The body broke off.").response()
    except Exception as error:
        response = response_to(error)
    response["Cache-Control"] = "no-store"
    if response.status_code >= 400:
        log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
    return response


def _evaluation(client: Admitted) -> Steps[HttpResponse]:
    asked = _register.read(client, read_evaluation(client.request))
    said = yield from _register.deciding(client, [asked], stop_at=None)
    return JsonResponse(said[0])


class _Caller:
    """One who waits, how far they have come, and the response when they have come to the end."""

    def __init__(self, client: Admitted) -> None:
        self._steps = _evaluation(client)
        self.asking: Asking | None = None
        self.response: HttpResponse
        self._go(lambda: next(self._steps))

    def go_on(self, answers: Any) -> None:
        if isinstance(answers, Exception):
            self._go(lambda: self._steps.throw(answers))
        else:
            self._go(lambda: self._steps.send(answers))

    def _go(self, step: Callable[[], Asking]) -> None:
        try:
            self.asking = step()
        except StopIteration as end:
            self.asking, self.response = None, end.value
        except Exception as error:
            self.asking, self.response = None, response_to(error)


def _answer_all(clients: Sequence[Admitted]) -> list[HttpResponse]:
    """The response to each. Most ask the register once; one whose token changed meanwhile asks twice."""
    callers = [_Caller(client) for client in clients]
    while waiting := [(caller, caller.asking) for caller in callers if caller.asking]:
        said = answer_together([asking for _, asking in waiting])
        for (caller, _), answers in zip(waiting, said, strict=True):
            caller.go_on(answers)
    return [caller.response for caller in callers]


_batcher: Batcher[Admitted, HttpResponse] = Batcher(_answer_all, most=MOST_TOGETHER)
