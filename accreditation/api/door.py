"""The one address that is asked thousands of times, answered by a server of its own (RSGI, granian's own interface).

Under load most of what an evaluation costs by WSGI is not the register's work: it is Django's way from the server to
the view, and threads that hand the interpreter to each other for every single request. Here one event loop lets callers
in and reads their bodies, and one thread answers everybody who waits in one go (see `core.batching`): two hand-overs
for a hundred requests. The steps are those of `accreditation.api.live`, what middleware does for machines is done here
by the same code, and every test of the protocol runs by both ways. Whatever is not a POST to this address is not
answered here: a proxy sends it to Django, which answers this address too, only slower.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.security import SecurityMiddleware
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters
from django.utils.log import log_response

from accreditation import admission
from accreditation.answers import Asking, Steps, answer_together
from accreditation.api.authenticator import Admitted, admit, bearer_of
from accreditation.api.authzen import LONGEST_BODY, read_evaluation, too_long
from accreditation.api.live import Register
from accreditation.api.machine import JsonResponse, as_written, bad_request, is_within, not_found, response_to
from accreditation.case_systems import REGISTER_CHECK
from core.batching import Batcher
from core.middleware import name_request

PATH = "/access/v1/evaluation"
# One question each. Whoever is beyond that waits for the next commit.
MOST_TOGETHER = 128

Result = TypeVar("Result")
# The body of an answer, or the response that says why there is none.
Told = bytes | HttpResponse
_register = Register()


class Headers(Protocol):
    def items(self) -> Iterable[tuple[str, str]]: ...


class Scope(Protocol):
    """What the server says of a request (granian's RSGI specification, 1.x)."""

    proto: str
    method: str
    path: str
    query_string: str
    scheme: str
    headers: Headers


class Exchange(Protocol):
    """Where the body comes from and the response goes to (the same specification)."""

    async def __call__(self) -> bytes: ...
    def __aiter__(self) -> Any: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


class DoorRequest(HttpRequest):
    """A request as the register's own code reads one, out of what the server says of it.

    It does not begin as Django's does, with forms, cookies and files of its own: none of these come in here.
    """

    GET = POST = QueryDict()
    COOKIES: dict[str, str] = {}
    FILES: MultiValueDict[str, Any] = MultiValueDict()
    resolver_match = None

    def __init__(self, scope: Scope) -> None:
        self.method, self.path, self.path_info = scope.method, scope.path, scope.path
        self._said_scheme = scope.scheme
        # A name with an underscore would pass for the one with a hyphen, which a proxy sets.
        self.META = {_name_in_meta(name): value for name, value in scope.headers.items() if "_" not in name}
        self.META["REQUEST_METHOD"] = scope.method
        self.META["PATH_INFO"] = scope.path
        self.META["QUERY_STRING"] = scope.query_string
        self.META["CONTENT_TYPE"] = self.META.get("HTTP_CONTENT_TYPE", "")
        self.META["CONTENT_LENGTH"] = self.META.get("HTTP_CONTENT_LENGTH", "")
        self.content_type = _type_alone(self.META["CONTENT_TYPE"])

    def _get_scheme(self) -> str:
        return self._said_scheme

    def has_body(self, body: bytes) -> None:
        self._body = body
        self.META["CONTENT_LENGTH"] = str(len(body))


@lru_cache(maxsize=256)
def _name_in_meta(name: str) -> str:
    return f"HTTP_{name.upper().replace('-', '_')}"


@lru_cache(maxsize=256)
def _type_alone(content_type: str) -> str:
    """Without its parameters, as Django reads it."""
    return parse_header_parameters(content_type)[0]


class MachineDoor:
    """An RSGI application for the one address."""

    def __init__(self) -> None:
        self._gathered: list[tuple[Admitted, asyncio.Future[Told]]] = []
        self._are_asking = False
        # Only what it does before and after a view is used here.
        self._security = SecurityMiddleware(lambda request: not_found().response())
        self._headers: dict[bool, list[tuple[str, str]]] = {}

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        request = DoorRequest(scope)
        request_id = name_request(request)
        told = await self._told(request, exchange)
        if isinstance(told, bytes):
            status, headers, body = 200, self._headers_of_answers(request), told
        else:
            if told.status_code >= 400:
                log_response("%s: %s", told.reason_phrase, request.path, response=told, request=request)
            status, headers, body = told.status_code, self._headers_of(told, request), told.content
        exchange.response_bytes(status, [*headers, ("X-Request-ID", request_id)], body)

    def _headers_of(self, response: HttpResponse, request: DoorRequest) -> list[tuple[str, str]]:
        response["Cache-Control"] = "no-store"
        self._security.process_response(request, response)
        return list(response.items())

    def _headers_of_answers(self, request: DoorRequest) -> list[tuple[str, str]]:
        """All answers have the same; only whether they leave by HTTPS makes a difference to the middleware."""
        is_secure = request.is_secure()
        if is_secure not in self._headers:
            self._headers[is_secure] = self._headers_of(JsonResponse({}), request)
        return self._headers[is_secure]

    async def _told(self, request: DoorRequest, exchange: Exchange) -> Told:
        try:
            if elsewhere := self._security.process_request(request):
                return elsewhere
            if request.path != PATH or request.method != "POST":
                raise not_found()
            client = await self._admitted(request)
            # What is too long is refused unread.
            if is_within(request, LONGEST_BODY):
                request.has_body(await _body_of(request, exchange))
            return await self.answer(client)
        except Exception as error:
            return response_to(error)

    async def _admitted(self, request: DoorRequest) -> Admitted:
        """Whoever is known is let in at once; a stranger is looked up aside, and holds up nobody.

        Either way whoever answers looks at the token again.
        """
        if known := admission.remembered(bearer_of(request)):
            return admit(request, scope=REGISTER_CHECK, look_up=lambda value: known)
        return await self.aside(lambda: admit(request, scope=REGISTER_CHECK))

    async def aside(self, work: Callable[[], Result]) -> Result:
        """Done in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(None, work)

    async def answer(self, client: Admitted) -> Told:
        """What the client is told, after the commit that made its answer durable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Told] = loop.create_future()
        self._gathered.append((client, future))
        if not self._are_asking:
            self._are_asking = True
            # After everybody who came in with this one.
            loop.call_soon(self._ask, loop)
        return await future

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have everybody answered who has come in meanwhile."""
        taken, self._gathered = self._gathered[:MOST_TOGETHER], self._gathered[MOST_TOGETHER:]
        self._are_asking = bool(taken)
        if taken:
            futures = [future for _, future in taken]
            _batcher.submit(
                [client for client, _ in taken],
                lambda results: loop.call_soon_threadsafe(self._tell, loop, futures, results),
            )

    def _tell(
        self,
        loop: asyncio.AbstractEventLoop,
        futures: Sequence["asyncio.Future[Told]"],
        results: Sequence[Told | Exception],
    ) -> None:
        self._ask(loop)
        for future, result in zip(futures, results, strict=True):
            # Whoever hung up does not wait any more.
            if not future.done():
                future.set_result(response_to(result) if isinstance(result, Exception) else result)


async def _body_of(request: DoorRequest, exchange: Exchange) -> bytes:
    """The body. Raises `ApiError` 400 when it breaks off, or is longer than it may be without having said so."""
    try:
        if request.META["CONTENT_LENGTH"]:
            return bytes(await exchange())
        parts: list[bytes] = []
        async for part in exchange:
            parts.append(part)
            if sum(map(len, parts)) > LONGEST_BODY:
                raise too_long(LONGEST_BODY)
    except (OSError, RuntimeError):
        # What granian raises for a protocol that is at an end is a RuntimeError.
        raise bad_request("The body broke off.") from None
    return b"".join(parts)


def _evaluation(client: Admitted) -> Steps[Told]:
    asked = _register.read(client, read_evaluation(client.request))
    said = yield from _register.deciding(client, [asked], stop_at=None)
    return as_written(said[0])


class _Caller:
    """One who waits, how far they have come, and what they are told when they have come to the end."""

    def __init__(self, client: Admitted) -> None:
        self._steps = _evaluation(client)
        self.asking: Asking | None = None
        self.told: Told
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
            self.asking, self.told = None, end.value
        except Exception as error:
            self.asking, self.told = None, response_to(error)


def _answer_all(clients: Sequence[Admitted]) -> list[Told]:
    """What each is told. Most ask the register once; one whose token changed meanwhile asks twice."""
    callers = [_Caller(client) for client in clients]
    while waiting := [(caller, caller.asking) for caller in callers if caller.asking]:
        said = answer_together([asking for _, asking in waiting])
        for (caller, _), answers in zip(waiting, said, strict=True):
            caller.go_on(answers)
    return [caller.told for caller in callers]


_batcher: Batcher[Admitted, Told] = Batcher(_answer_all, most=MOST_TOGETHER)
