"""What many ask for at the same moment, done together: one transaction and one commit for everyone who waits.

A batcher has a thread and a database connection of its own while it is asked anything, and neither when it is not. What
arrives while it works waits, and is taken together next; nobody waits for more to come.
"""

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakSet

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from core.prepared import own_connection

Item = TypeVar("Item")
Result = TypeVar("Result")

# Every batcher of this process, to be closed with it.
_every: "WeakSet[Batcher[Any, Any]]" = WeakSet()
# A thread that nobody asks for so long ends, and gives its connection back. What it has prepared goes with it, so that
# whoever asks next waits the longer.
IDLE_SECONDS = 60
# How long a thread may go on before Python asks it to let another, in a server: long enough for a page or a batch. At
# the default of 5 ms every thread that waits wakes up so often only to wait on (see benchmarks/register_check.py).
SWITCH_SECONDS = 0.1
# When the database itself is away, asking it again for each one would only make everybody wait longer.
UNREACHABLE = (OperationalError, InterfaceError)


class _Waiting(NamedTuple, Generic[Item, Result]):
    """What somebody waits for, and how they are told what came of each."""

    items: Sequence[Item]
    told: Callable[[Sequence[Result | Exception]], object]


class _Gate(Generic[Result]):
    """Where a thread waits for one result. It is shut until then."""

    __slots__ = ("_lock", "_result")

    def __init__(self) -> None:
        self._result: Result | Exception
        self._lock = threading.Lock()
        self._lock.acquire()

    def open(self, results: Sequence[Result | Exception]) -> None:
        [self._result] = results
        self._lock.release()

    def wait(self) -> Result | Exception:
        self._lock.acquire()
        return self._result


class Batcher(Generic[Item, Result]):
    """`work` takes what waits, about so many at the most, and gives for each its result, or the exception for it.

    Where `work` itself raises, nothing of it was kept: each item is tried again alone, so that one that cannot be done
    fails only itself. It commits before it returns; a result never reaches who asked for it before that.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result | Exception]], *, most: int) -> None:
        self._work, self._most = work, most
        self._queue: SimpleQueue[_Waiting[Item, Result] | None] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        _every.add(self)

    def ask(self, item: Item) -> Result:
        """The result for one item, after the commit that made it durable. Raises what `work` gave or raised for it."""
        if own_connection().in_atomic_block:
            # Inside a transaction of one's own the work belongs to that transaction, and to nobody else's.
            return _result_of(self._work([item])[0])
        gate: _Gate[Result] = _Gate()
        self.submit([item], gate.open)
        return _result_of(gate.wait())

    def submit(self, items: Sequence[Item], told: Callable[[Sequence[Result | Exception]], object]) -> None:
        """Ask for several and go on; `told` is called with their results, or exceptions, in the batcher's thread."""
        self._queue.put(_Waiting(items, told))
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="batcher", daemon=True)
                self._thread.start()

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

    def _take(self) -> list[_Waiting[Item, Result]]:
        """What waits now, or the first to come within the idle time; nothing when the thread is to end."""
        taken: list[_Waiting[Item, Result]] = []
        count = 0
        while True:
            if self._queue.empty():
                # Nobody waits: time to look whether the connection is still good.
                close_old_connections()
            try:
                while count < self._most and (one := self._next(is_first=not taken)):
                    taken.append(one)
                    count += len(one.items)
            except Empty:
                pass
            if taken:
                return taken
            with self._starting:
                # Somebody may have come in between; whoever comes later finds no thread, and starts one.
                if self._queue.empty():
                    self._thread = None
                    return taken

    def _next(self, *, is_first: bool) -> _Waiting[Item, Result] | None:
        return self._queue.get(timeout=IDLE_SECONDS) if is_first else self._queue.get_nowait()

    def _do(self, taken: Sequence[_Waiting[Item, Result]]) -> None:
        results = iter(self._results([item for one in taken for item in one.items]))
        for one in taken:
            one.told([next(results) for _ in one.items])

    def _results(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        try:
            return self._work(items)
        except UNREACHABLE as error:
            close_old_connections()
            return [error] * len(items)
        except Exception as error:
            return [error] if len(items) == 1 else [self._alone(item) for item in items]

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
