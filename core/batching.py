"""What many threads ask for at the same moment, done together: one transaction and one commit for everyone who waits.

A batcher has a thread and a database connection of its own while it is asked anything, and neither when it is not. What
arrives while it works waits, and is taken together next; nobody waits for more to come.
"""

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from core.prepared import own_connection

Item = TypeVar("Item")
Result = TypeVar("Result")

# Every batcher of this process, to be closed with it.
_every: "WeakSet[Batcher[Any, Any]]" = WeakSet()
# A thread that nobody asks for so long ends, and gives its connection back.
IDLE_SECONDS = 2
# When the database itself is away, asking it again for each one would only make everybody wait longer.
UNREACHABLE = (OperationalError, InterfaceError)


class Waiting(Generic[Item, Result]):
    """One who waits: what for, and what came of it. The gate is shut until then."""

    __slots__ = ("gate", "item", "result")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.result: Result | Exception
        self.gate = threading.Lock()
        self.gate.acquire()


class Batcher(Generic[Item, Result]):
    """`work` takes what waits, at most so many, and gives for each its result, or the exception to be raised to it.

    Where `work` itself raises, nothing of it was kept: each item is tried again alone, so that one that cannot be done
    fails only itself. It commits before it returns; a result never reaches who asked for it before that.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result | Exception]], *, most: int) -> None:
        self._work, self._most = work, most
        self._queue: SimpleQueue[Waiting[Item, Result] | None] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        _every.add(self)

    def ask(self, item: Item) -> Result:
        """The result for one item, after the commit that made it durable. Raises what `work` gave or raised for it."""
        if own_connection().in_atomic_block:
            # Inside a transaction of one's own the work belongs to that transaction, and to nobody else's.
            return _result_of(self._work([item])[0])
        waiting: Waiting[Item, Result] = Waiting(item)
        self._queue.put(waiting)
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="batcher", daemon=True)
                self._thread.start()
        waiting.gate.acquire()
        return _result_of(waiting.result)

    def close(self) -> None:
        """Wait until everything asked for is done and the thread has ended."""
        thread = self._thread
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _serve(self) -> None:
        try:
            while taken := self._take():
                self._do(taken)
        finally:
            connection.close()

    def _take(self) -> list[Waiting[Item, Result]]:
        """What waits now, or the first to come within the idle time; nothing when the thread is to end."""
        taken: list[Waiting[Item, Result]] = []
        while True:
            if self._queue.empty():
                # Nobody waits: time to look whether the connection is still good.
                close_old_connections()
            try:
                while len(taken) < self._most and (one := self._next(is_first=not taken)):
                    taken.append(one)
            except Empty:
                pass
            if taken:
                return taken
            with self._starting:
                # Somebody may have come in between; whoever comes later finds no thread, and starts one.
                if self._queue.empty():
                    self._thread = None
                    return taken

    def _next(self, *, is_first: bool) -> Waiting[Item, Result] | None:
        return self._queue.get(timeout=IDLE_SECONDS) if is_first else self._queue.get_nowait()

    def _do(self, taken: Sequence[Waiting[Item, Result]]) -> None:
        results: Sequence[Result | Exception]
        try:
            results = self._work([one.item for one in taken])
        except UNREACHABLE as error:
            results = [error] * len(taken)
            close_old_connections()
        except Exception as error:
            results = [error] if len(taken) == 1 else [self._alone(one.item) for one in taken]
        for one, result in zip(taken, results, strict=True):
            one.result = result
            one.gate.release()

    def _alone(self, item: Item) -> Result | Exception:
        try:
            return self._work([item])[0]
        except Exception as error:
            return error


def close_all() -> None:
    """Wait until nobody waits any more: a process or a test run that stops."""
    for batcher in _every:
        batcher.close()


def _result_of(result: Result | Exception) -> Result:
    if isinstance(result, Exception):
        raise result
    return result
