"""The peer: Cerbos answering AuthZEN, from npm, installed into a folder of its own for the run."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VERSION = "0.51.0"
PATIENCE_SECONDS = 30
CONFIG = """
server: {{httpListenAddr: "127.0.0.1:{http}", grpcListenAddr: "127.0.0.1:{grpc}"}}
storage: {{driver: disk, disk: {{directory: "{policies}", watchForChanges: false}}}}
audit: {{enabled: false}}
"""
# What the benchmark's question comes to as a policy over what the request itself says: nothing is looked up.
POLICY = """
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  version: default
  resource: adaptation
  rules:
    - actions: ["authorise"]
      effect: EFFECT_ALLOW
      roles: ["assessor"]
      condition:
        match:
          all:
            of:
              - expr: request.resource.attr.tier == "simple"
              - expr: request.resource.attr.tenure == "owner"
              - expr: request.resource.attr.locality == "area-3"
"""


def as_cerbos_asks(body: dict[str, Any]) -> dict[str, Any]:
    """The same question, with the role that Cerbos's policies go by."""
    subject = body["subject"] | {"properties": {"roles": ["assessor"]}}
    return body | {"subject": subject}


@contextmanager
def cerbos() -> Iterator[str | None]:
    """Cerbos's address, or None where npm is not there to bring it."""
    if not shutil.which("npm"):
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", name, f"cerbos@{VERSION}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        program = next(folder.glob("node_modules/@cerbos/*/cerbos-*"))
        (folder / "policies").mkdir()
        (folder / "policies" / "adaptation.yaml").write_text(POLICY)
        http, grpc = _free_ports(2)
        config = folder / "config.yaml"
        config.write_text(CONFIG.format(http=http, grpc=grpc, policies=folder / "policies"))
        server = subprocess.Popen(
            [str(program), "server", "--config", str(config), "--log-level", "error"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"CERBOS_NO_TELEMETRY": "1"},
        )
        try:
            address = f"http://127.0.0.1:{http}"
            _wait_for(f"{address}/_cerbos/health")
            yield address
        finally:
            server.terminate()
            server.wait()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("Cerbos did not answer within half a minute.")
