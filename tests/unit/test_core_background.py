"""Without a broker slow effects have a thread of their own; with one, a commit wakes a worker at once (A7)."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from core import background, outbox, tasks
from core.models import OutboxEntry

done: list[tuple[str, str]] = []


def note(payload: dict[str, Any]) -> None:
    done.append((payload["what"], threading.current_thread().name))


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(outbox._kinds, "slow", outbox.Kind(handler=note, is_slow=True))
    monkeypatch.setitem(outbox._kinds, "quick", outbox.Kind(handler=note))
    done.clear()
    yield
    done.clear()


def write(*kinds: str) -> None:
    with transaction.atomic():
        for kind in kinds:
            outbox.enqueue(kind=kind, key=kind, payload={"what": kind})


@pytest.mark.django_db
def test_a7_without_a_broker_a_request_does_what_is_quick_and_leaves_the_slow(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(background, "wake", lambda: woken.append("thread"))
    with django_capture_on_commit_callbacks(execute=True):
        write("slow", "quick")
    assert done == [("quick", threading.current_thread().name)]
    assert woken == ["thread"]
    assert OutboxEntry.objects.get(kind="slow").done_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wagtail_root")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a7_the_thread_does_what_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    came, is_over = threading.Event(), threading.Event()
    real = background.look

    def look() -> None:
        if is_over.is_set():
            raise SystemExit  # so that no thread goes on into the next test
        real()
        came.set()

    monkeypatch.setattr(background, "look", look)
    monkeypatch.setattr(background, "_thread", None)
    write("slow", "quick")
    assert came.wait(30)
    assert sorted(done) == [("quick", threading.current_thread().name), ("slow", "outbox")]
    came.clear()
    OutboxEntry.objects.all().delete()
    write("slow")
    assert came.wait(30)
    assert done[2:] == [("slow", "outbox")], "the same thread goes on"
    is_over.set()
    background.wake()
    assert background._thread
    background._thread.join(30)
    assert not background._thread.is_alive()


@pytest.mark.django_db
def test_a7_what_goes_wrong_in_the_thread_does_not_end_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(background, "connections", type("Kept", (), {"close_all": staticmethod(lambda: None)}))
    monkeypatch.setattr(background, "close_old_connections", lambda: None)

    def fail(**kwargs: object) -> int:
        raise RuntimeError("no database")

    monkeypatch.setattr(outbox, "run_due", fail)
    background.look()
    assert "they are tried again" in caplog.text


@pytest.mark.django_db
def test_a7_with_a_broker_each_commit_wakes_a_worker_that_does_everything(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in between waits for beat: the task is handed over in the commit's own hook."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    handed_over: list[str] = []
    monkeypatch.setattr(tasks.run_due, "delay", lambda: handed_over.append("run_due"))
    with django_capture_on_commit_callbacks(execute=True):
        write("slow")
        assert handed_over == []
    assert handed_over == ["run_due"]
    tasks.run_due()
    assert [what for what, _ in done] == ["slow"]


@pytest.mark.django_db
def test_a7_a_broker_that_is_away_fails_nobody(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False

    def away() -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.run_due, "delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        write("slow")
    assert OutboxEntry.objects.due().count() == 1
