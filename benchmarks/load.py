"""Send one request over and over on several connections, and say how many a second were answered and how fast."""

import asyncio
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SUBJECT = "SUBJECT"


@dataclass(frozen=True, kw_only=True)
class Load:
    """What is sent: a POST of JSON, on so many connections, for so many seconds. Where the body says `SUBJECT`, each
    request names the next of the subjects.
    """

    url: str
    body: dict[str, Any]
    subjects: Sequence[str]
    headers: dict[str, str]
    connections: int
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What came of it. Times are in milliseconds; `failed` counts every answer that was not 200."""

    rate: float
    p50: float
    p99: float
    failed: int


def tool() -> str:
    return "wrk" if shutil.which("wrk") else "Python"


def run(load: Load) -> Figures:
    return _with_wrk(load) if shutil.which("wrk") else _with_python(load)


LUA = """
wrk.method = "POST"
%(headers)s
local before, after, subjects, turn = %(before)s, %(after)s, {%(subjects)s}, 0
function request()
  turn = turn %% #subjects + 1
  return wrk.format(nil, nil, nil, before .. subjects[turn] .. after)
end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("FIGURES %%f %%f %%f %%d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
"""


def _with_wrk(load: Load) -> Figures:
    headers = "\n".join(f"wrk.headers[{json.dumps(k)}] = {json.dumps(v)}" for k, v in load.headers.items())
    before, after = (json.dumps(part) for part in json.dumps(load.body).split(SUBJECT))
    subjects = ", ".join(map(json.dumps, load.subjects))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % {"before": before, "after": after, "subjects": subjects, "headers": headers})
        script.flush()
        command = ["wrk", "-t1", f"-c{load.connections}", f"-d{load.seconds}s", "-s", script.name, load.url]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"FIGURES (\S+) (\S+) (\S+) (\d+)", out)
    if not found:
        raise RuntimeError(f"wrk said: {out}")
    return Figures(rate=float(found[1]), p50=float(found[2]), p99=float(found[3]), failed=int(found[4]))


def _with_python(load: Load) -> Figures:
    """The same from a process of its own, so that the sender's work is not the measurer's."""
    command = [sys.executable, __file__, json.dumps(vars(load))]
    out = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent).stdout
    return Figures(**json.loads(out))


async def _send(load: Load, until: float, times: list[float]) -> int:
    address = urlsplit(load.url)
    lines = [f"POST {address.path} HTTP/1.1", f"Host: {address.netloc}"]
    lines += [f"{name}: {value}" for name, value in load.headers.items()]
    head_lines, text = "\r\n".join(lines), json.dumps(load.body)
    subjects = itertools.cycle(load.subjects)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    failed = 0
    while time.perf_counter() < until:
        body = text.replace(SUBJECT, next(subjects))
        began = time.perf_counter()
        writer.write(f"{head_lines}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        times.append(time.perf_counter() - began)
        failed += not head.startswith(b"HTTP/1.1 200")
    writer.close()
    return failed


async def _measure(load: Load) -> Figures:
    times: list[float] = []
    until = time.perf_counter() + load.seconds
    failed = sum(await asyncio.gather(*(_send(load, until, times) for _ in range(load.connections))))
    times.sort()
    return Figures(
        rate=len(times) / load.seconds,
        p50=times[len(times) // 2] * 1000,
        p99=times[len(times) * 99 // 100] * 1000,
        failed=failed,
    )


if __name__ == "__main__":
    print(json.dumps(vars(asyncio.run(_measure(Load(**json.loads(sys.argv[1])))))))
