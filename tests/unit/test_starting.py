"""What a process gets ready when it starts, so that its first suspension is told as quickly as any other (A7)."""

import importlib
from types import SimpleNamespace

import pytest
from celery.signals import worker_init

import lms.wsgi
from accreditation.webhooks import sending
from lms import celery


def test_a7_a_worker_has_read_the_certificate_authorities_before_its_first_webhook() -> None:
    sending._trusted.cache_clear()
    assert celery.prepare_to_work in worker_init._live_receivers(None)
    celery.prepare_to_work()
    assert sending._trusted.cache_info().currsize == 1


def test_a7_a_process_of_the_web_server_has_imported_what_wakes_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = []
    broker = SimpleNamespace(get_transport_cls=lambda: imported.append("the transport"))
    monkeypatch.setattr(celery.app, "connection_for_write", lambda: broker)
    importlib.reload(lms.wsgi)
    assert imported == ["the transport"]
