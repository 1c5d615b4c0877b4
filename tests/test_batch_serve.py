"""`declutter serve` on loopback: answers, refusals, overload, and a stop that loses nothing."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytest.importorskip("prometheus_client")
httpx = pytest.importorskip("httpx")

from declutter import Article, extract
from declutter.cli import main
from tests.crawls import POISON, page_of, poison

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000
BAD_USE = 2


@contextmanager
def serving(*words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a server, whose workers can be poisoned, and give its address."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(POISON), os.environ.get("PYTHONPATH"))))}
    process = subprocess.Popen(
        [sys.executable, "-m", "declutter", "serve", "--port", "0", "--max-bytes", str(MAX_BYTES), *words],
        stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        match = re.search(r"listening on (http://127\.0\.0\.1:\d+)", line)
        assert match, line
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{match[1]}/health").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.05)
        yield match[1], process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving("-w", "2", "--seconds", "2", "--megabytes", "400") as (address, _):
        yield address


def post(address: str, body: bytes, query: str = "", **headers: str) -> Any:
    return httpx.post(f"{address}/extract{query}", content=body, headers=headers, timeout=30)


def test_a_page_is_answered_with_its_article(server: str) -> None:
    answer = post(server, page_of(1).encode(), "?url=https://a.example/1")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert Article.from_json(answer.text) == extract(page_of(1), url="https://a.example/1")


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("?format=markdown", "*/*", extract(page_of(1)).to_markdown()),
        ("", "text/markdown", extract(page_of(1)).to_markdown()),
        ("", "text/html, */*", extract(page_of(1)).to_html()),
        ("?format=text", "application/json", f"Report 1\n\n{extract(page_of(1)).text}"),
    ],
)
def test_the_answer_has_the_format_that_was_asked_for(query: str, accept: str, expected: str, server: str) -> None:
    assert post(server, page_of(1).encode(), query, accept=accept).text == expected


def test_a_page_may_come_in_json(server: str) -> None:
    body = json.dumps({"html": page_of(1), "url": "https://a.example/1"}).encode()
    answer = post(server, body, **{"content-type": "application/json"})
    assert Article.from_json(answer.text) == extract(page_of(1), url="https://a.example/1")


def test_the_header_says_the_encoding(server: str) -> None:
    page = page_of(1).replace("bakers", "пекари").encode("windows-1251")
    answer = post(server, page, "?format=text", **{"content-type": "text/html; charset=windows-1251"})
    assert "пекари" in answer.text


@pytest.mark.parametrize(
    ("body", "query", "kind", "status", "says"),
    [
        (b"", "", "text/html", 400, "there is none"),
        (b"<p>rain", "?format=pdf", "text/html", 400, "unknown format 'pdf'"),
        (b"{", "", "application/json", 400, "no JSON"),
        (b'["html"]', "", "application/json", 400, 'in "html"'),
        (b'{"html": "<p>", "url": 3}', "", "application/json", 400, "is a string"),
        (b" " * (MAX_BYTES + 1), "", "text/html", 413, "over 1,000,000 bytes"),
        (poison("hang").encode(), "", "text/html", 504, "timeout"),
        (poison("segfault").encode(), "", "text/html", 500, "SIGSEGV"),
        (poison("memory").encode(), "", "text/html", 413, "memory"),
        (poison("raise").encode(), "", "text/html", 500, "LookupError"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_says_why(body: bytes, query: str, kind: str, status: int, says: str, server: str) -> None:
    answer = post(server, body, query, **{"content-type": kind})
    assert answer.status_code == status
    assert says in answer.json()["error"]


def test_a_body_without_a_length_is_not_read_without_end(server: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(500):
            yield b" " * 100_000

    with contextlib.suppress(httpx.WriteError):  # the server closes before all is sent, as it may
        assert httpx.post(f"{server}/extract", content=endless(), timeout=30).status_code == 413


def test_health_metrics_and_openapi_are_there(server: str) -> None:
    assert httpx.get(f"{server}/health").json() == {"status": "ok"}
    post(server, page_of(1).encode())
    metrics = httpx.get(f"{server}/metrics").text
    assert re.search(r'declutter_requests_total\{status="200"\} [1-9]', metrics)
    assert "declutter_request_seconds_bucket" in metrics
    description = httpx.get(f"{server}/openapi.json").json()
    assert description["openapi"].startswith("3.")
    assert set(description["paths"]) == {"/extract", "/health", "/metrics"}
    assert {"200", "413", "503", "504"} <= set(description["paths"]["/extract"]["post"]["responses"])


def test_other_addresses_and_methods_are_refused(server: str) -> None:
    assert httpx.get(f"{server}/extract").status_code == 405
    assert httpx.get(f"{server}/").status_code == 404


def test_only_this_machine_is_answered_unless_told(server: str) -> None:
    port = int(server.rpartition(":")[2])
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in others:
        if not str(address).startswith("127."):
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((str(address), port), timeout=2)


def test_an_address_that_is_taken_is_bad_use(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", server.rpartition(":")[2]]) == BAD_USE
    assert "in use" in capsys.readouterr().err


def test_who_comes_when_too_many_wait_is_turned_away_at_once() -> None:
    with serving("-w", "1", "--queue", "2", "--seconds", "3") as (address, _):
        with concurrent.futures.ThreadPoolExecutor(8) as clients:
            began = time.monotonic()
            slow = [clients.submit(post, address, poison("hang").encode()) for _ in range(2)]
            while "declutter_pages_here 2.0" not in httpx.get(f"{address}/metrics").text:
                time.sleep(0.01)
                assert time.monotonic() - began < 10
            turned_away = time.monotonic()
            answer = post(address, page_of(1).encode())
            assert time.monotonic() - turned_away < 1.0
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "1"
            assert [each.result().status_code for each in slow] == [504, 504]
        assert post(address, page_of(1).encode()).status_code == 200


def test_a_stop_answers_what_was_asked_before() -> None:
    with serving("-w", "1", "--queue", "64", "--seconds", "4") as (address, process):
        with concurrent.futures.ThreadPoolExecutor(9) as clients:
            slow = clients.submit(post, address, poison("hang").encode())  # the others wait for the worker behind it
            while "declutter_pages_here 1.0" not in httpx.get(f"{address}/metrics").text:
                assert not slow.done()
            asked = [clients.submit(post, address, page_of(number).encode()) for number in range(8)]
            while "declutter_pages_here 9.0" not in httpx.get(f"{address}/metrics").text:
                assert not slow.done(), "the worker was free before the server could be stopped"
            process.send_signal(signal.SIGTERM)
            statuses = [each.result().status_code for each in asked]
        assert statuses == [200] * 8
        assert slow.result().status_code == 504
        assert process.wait(20) == 0


@pytest.mark.slow
def test_a_server_that_is_saturated_makes_no_errors() -> None:
    """As many clients as may wait, for some seconds; benchmarks/serve.py does it for a minute."""
    with serving("-w", "2", "--queue", "16") as (address, _):
        end = time.monotonic() + 3

        def ask(number: int) -> int:
            errors = 0
            with httpx.Client() as client:
                while time.monotonic() < end:
                    number += 16
                    answer = client.post(f"{address}/extract", content=page_of(number).encode())
                    errors += answer.status_code != 200 or f"Report {number}" not in answer.text
            return errors

        with concurrent.futures.ThreadPoolExecutor(16) as clients:
            assert sum(clients.map(ask, range(16))) == 0
