"""Slow effects where there is no broker: one thread of this process does them, so that no request waits for them.

With a broker nothing here runs. The thread starts when a slow effect is first written, and goes on looking for what is
due as long as the process lives. It ends with the process in the middle of whatever it does: the claim runs out, and
the next process does it again.
"""

import logging
import threading

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

# How often it looks for what failed before, in seconds.
EVERY = 60.0

_nudge = threading.Event()
_starting = threading.Lock()
_thread: threading.Thread | None = None


def wake() -> None:
    """Let the thread look now, and start it where there is none."""
    global _thread
    _nudge.set()
    with _starting:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_work, name="outbox", daemon=True)
            _thread.start()


def _work() -> None:
    while True:
        _nudge.wait(EVERY)
        _nudge.clear()
        look()


def look() -> None:
    """Do the slow effects that are due, on connections of this thread. What goes wrong is logged, and it goes on."""
    from core import outbox

    close_old_connections()
    try:
        while outbox.run_due(slow=True):
            pass
    except Exception:
        logger.exception("Slow effects could not be done; they are tried again.")
    finally:
        connections.close_all()
