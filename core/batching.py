"""What many threads ask for at the same moment, done together: one transaction and one commit for everyone who waits.

A batcher has a thread and a database connection of its own while it is asked anything, and neither when it is not. What
arrives while it works waits, and is taken together next; nobody waits for more to come.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection

Item = TypeVar("Item")
Result = TypeVar("Result")

# A thread that nobody asks for so long ends, and gives its connection back.
IDLE_SECONDS = 2
# When the database itself is away, asking it again for each one would only make everybody wait longer.
UNREACHABLE = (OperationalError, InterfaceError)


class Batcher(Generic[Item, Result]):
    """`work` takes what waits, at most so many, and gives for each its result, or the exception to be raised to it.

    Where `work` itself raises, nothing of it was kept: each item is tried again alone, so that one that cannot be done
    fails only itself. It commits before it returns; a result never reaches who asked for it before that.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result | Exception]], *, most: int) -> None:
        self._work, self._most = work, most
        self._arrived = threading.Condition()
        self._waiting: list[tuple[Item, Future[Result]]] = []
        self._thread: threading.Thread | None = None

    def ask(self, item: Item) -> Result:
        """The result for one item, after the commit that made it durable. Raises what `work` gave or raised for it."""
        if connection.in_atomic_block:
            # Inside a transaction of one's own the work belongs to that transaction, and to nobody else's.
            return _result_of(self._work([item])[0])
        future: Future[Result] = Future()
        with self._arrived:
            self._waiting.append((item, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="batcher", daemon=True)
                self._thread.start()
            self._arrived.notify()
        return future.result()

    def close(self) -> None:
        """Wait until everything asked for is done and the thread has ended: a process or a test run that stops."""
        with self._arrived:
            thread = self._thread
            self._arrived.notify()
        if thread is not None:
            thread.join()

    def _serve(self) -> None:
        try:
            while taken := self._take():
                self._do(taken)
        finally:
            connection.close()

    def _take(self) -> list[tuple[Item, "Future[Result]"]]:
        """What waits now, or what comes within the idle time; nothing when the thread is to end."""
        with self._arrived:
            if not self._waiting:
                self._arrived.wait(IDLE_SECONDS)
            taken, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            if not taken:
                self._thread = None
            return taken

    def _do(self, taken: Sequence[tuple[Item, "Future[Result]"]]) -> None:
        close_old_connections()
        try:
            results = self._work([item for item, _ in taken])
        except UNREACHABLE as error:
            results = [error] * len(taken)
        except Exception as error:
            results = [error] if len(taken) == 1 else [self._alone(item) for item, _ in taken]
        for (_, future), result in zip(taken, results, strict=True):
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

    def _alone(self, item: Item) -> Result | Exception:
        try:
            return self._work([item])[0]
        except Exception as error:
            return error


def _result_of(result: Result | Exception) -> Result:
    if isinstance(result, Exception):
        raise result
    return result
