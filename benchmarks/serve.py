"""Load `declutter serve` on loopback for a minute, from another process: rate, errors, and how long answers take.

Run as: python benchmarks/serve.py FOLDER [--seconds 60] [--clients 8] [--workers 2]

FOLDER holds pages (`*.html`, `*.html.gz`). First a server with room for all clients is loaded by as many clients as
keep it busy all the time; it must make no error. Then one that lets only a few pages wait is overrun by four times as
many clients: each answer must be the article or 503. Both are stopped with SIGTERM while clients ask: each request that
was taken in must be answered.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import multiprocessing
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

GZIP_MAGIC = b"\x1f\x8b"
OVERRUN = 4  # times as many clients as the queue has places
QUEUE = 4  # places of the server that is overrun
REFUSED = -1  # instead of a status: the connection was refused or closed before a request was taken in
LOST = -2  # … or closed after it


class Answer(NamedTuple):
    """What a client got: an HTTP status, or REFUSED or LOST, and after how many seconds."""

    status: int
    seconds: float


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table; return 1 if there was an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args(argv)
    pages = read_pages(arguments.folder)
    print("| server | requests/s | p50, p99, longest | statuses |\n| --- | ---: | ---: | --- |")
    saturated = load(pages, arguments.workers, 4 * arguments.clients, arguments.clients, arguments.seconds)
    show("saturated", saturated, arguments.seconds)
    overrun = load(pages, arguments.workers, QUEUE, OVERRUN * QUEUE, arguments.seconds / 4)
    show("overrun", overrun, arguments.seconds / 4)
    bad = [answer for answer in saturated if answer.status not in {200, REFUSED}]
    bad += [answer for answer in overrun if answer.status not in {200, 503, REFUSED}]
    return 1 if bad else 0


def read_pages(folder: Path) -> list[bytes]:
    """Return the pages of a folder."""
    stored = [path.read_bytes() for path in sorted(folder.rglob("*.html*"))]
    return [gzip.decompress(data) if data.startswith(GZIP_MAGIC) else data for data in stored]


def load(pages: Sequence[bytes], workers: int, queue: int, clients: int, seconds: float) -> list[Answer]:
    """Return what clients in another process got from a server, which is stopped while they still ask."""
    words = ["serve", "--port", "0", "-w", str(workers), "--queue", str(queue)]
    server = subprocess.Popen([sys.executable, "-m", "declutter", *words], stderr=subprocess.PIPE, text=True)  # noqa: S603 - ours
    if server.stderr is None or not (match := re.search(r":(\d+)$", server.stderr.readline())):
        raise RuntimeError("the server did not start")
    port = int(match[1])
    wait_until_ready(port)
    receiver, sender = multiprocessing.get_context("spawn").Pipe(duplex=False)
    loader = multiprocessing.get_context("spawn").Process(target=ask_all, args=(port, pages, clients, seconds, sender))
    loader.start()
    receiver.recv()  # they ask now
    time.sleep(seconds)
    server.send_signal(signal.SIGTERM)
    answers = [Answer(*each) for each in receiver.recv()]
    loader.join()
    if server.wait() != 0:
        raise RuntimeError(f"the server ended with status {server.returncode}")
    return answers


def wait_until_ready(port: int) -> None:
    """Wait until the server answers."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("POST", "/extract", b"<p>rain")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()


def ask_all(port: int, pages: Sequence[bytes], clients: int, seconds: float, sender: Connection) -> None:
    """Let so many clients ask, one page after the other each, until the server is gone; send what they got."""
    answers: list[list[Answer]] = [[] for _ in range(clients)]
    deadline = time.monotonic() + 2 * seconds + 30
    threads = [
        threading.Thread(target=ask, args=(port, pages[number::clients] or pages, deadline, answers[number]))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    sender.send(None)
    for thread in threads:
        thread.join()
    sender.send([tuple(answer) for listed in answers for answer in listed])


def ask(port: int, pages: Sequence[bytes], deadline: float, answers: list[Answer]) -> None:
    """Ask for one page after the other, each over a connection of its own, until the server is gone."""
    number = 0
    while time.monotonic() < deadline:
        began = time.perf_counter()
        status = ask_once(port, pages[number % len(pages)])
        number += 1
        answers.append(Answer(status, time.perf_counter() - began))
        if status in {REFUSED, LOST}:
            return


def ask_once(port: int, page: bytes) -> int:
    """Return the status of an answer that came entirely, and is an article if it says so."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        try:
            connection.connect()
        except OSError:
            return REFUSED
        try:
            connection.request("POST", "/extract", page)
        except OSError:
            return REFUSED  # reset before the page was sent: it was never taken in
        try:
            answer = connection.getresponse()
            body = json.loads(answer.read())
        except (OSError, ValueError, http.client.HTTPException):
            return LOST
        return answer.status if answer.status != 200 or "confidence" in body else LOST
    finally:
        connection.close()


def show(name: str, answers: Sequence[Answer], seconds: float) -> None:
    """Print a row: times are those of articles."""
    times = sorted(answer.seconds for answer in answers if answer.status == 200)
    labels = {REFUSED: "refused after the stop", LOST: "lost"}
    statuses = Counter(labels.get(answer.status, str(answer.status)) for answer in answers)
    told = ", ".join(f"{number:,} × {status}" for status, number in sorted(statuses.items()))
    middle, high = times[len(times) // 2], times[int(0.99 * len(times))]
    spans = f"{middle * 1e3:.0f}, {high * 1e3:.0f}, {times[-1] * 1e3:.0f} ms"
    print(f"| {name} | {len(times) / seconds:.0f} | {spans} | {told} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
