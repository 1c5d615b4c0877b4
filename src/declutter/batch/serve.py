"""`declutter serve`: pages over HTTP, extracted by worker processes, with limits on size, time, memory and waiting."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from declutter.batch.answer import MEDIA_TYPES, AnswerFormat, AskedPage
from declutter.batch.extras import extra
from declutter.batch.many import PAGE_MEGABYTES, processors
from declutter.batch.openapi import describe
from declutter.batch.pool import Pool, PoolBroken, Reply
from declutter.batch.records import Failure, FailureKind
from declutter.batch.worker import WorkerSettings
from declutter.options import DEFAULTS, Options

DESCRIPTION = """\
Answer over HTTP: POST a page to /extract, get its article. Nothing is fetched, and only this machine is answered
unless --host says otherwise.

  curl --data-binary @page.html 'http://127.0.0.1:8080/extract?format=markdown&url=https://a.example/'
"""
HOST, PORT = "127.0.0.1", 8080
SERVE_SECONDS = 20.0  # that a page may take
BODY_SECONDS = 20.0  # that a request's body may take to arrive
STOP_SECONDS = 5.0  # beside the time of a page, until a stop no longer waits
READ_OUT_BYTES, READ_OUT_SECONDS = 10_000_000, 1.0  # of a request that is refused
DRAIN_SECONDS = 2.0  # in which those who have connected may still ask
DRAIN_LOOK_SECONDS = 0.02
QUEUE_PAGES = 16  # for each worker: pages that may wait or be extracted before others are turned away
RETRY_SECONDS = 1  # after which those may come again
BACKLOG = 2_048  # connections that the kernel keeps until they are looked at
STATUSES: Mapping[FailureKind, int] = {
    "too large": 413, "timeout": 504, "memory": 413, "crashed": 500, "error": 500, "unreadable": 422,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """What the server allows."""

    workers: int
    queue: int
    seconds: float = SERVE_SECONDS
    megabytes: int | None = PAGE_MEGABYTES
    options: Options = DEFAULTS


class Refusal(Exception):  # noqa: N818 - says what it is
    """A request that gets no article: an HTTP status and why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `declutter serve`."""
    add = parser.add_argument
    add("--host", default=HOST, help=f"the address to listen on (default: {HOST}, this machine alone)")
    add("--port", type=int, default=PORT, help=f"(default: {PORT}; 0 takes any that is free)")
    add("-w", "--workers", type=int, metavar="N", help="worker processes (default: one a processor)")
    add("--queue", type=int, metavar="N", help=f"pages at once, waiting ones included (default: {QUEUE_PAGES} a worker)")
    add("--seconds", type=float, default=SERVE_SECONDS, metavar="N", help=f"a page may take (default: {SERVE_SECONDS:g})")
    add("--megabytes", type=int, default=PAGE_MEGABYTES, metavar="N", help=f"of memory (default: {PAGE_MEGABYTES:,}; Linux)")
    add("--max-bytes", type=int, default=DEFAULTS.max_bytes, metavar="N", help=f"of a page (default: {DEFAULTS.max_bytes:,})")


def run_command(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT, then answer what was asked before, and return 0.

    Raises DeclutterError where a library is missing, OSError if the address cannot be listened on.
    """
    with extra("serve"):
        import uvicorn
    workers = arguments.workers or processors()
    settings = ServeSettings(
        workers=workers,
        queue=arguments.queue or QUEUE_PAGES * workers,
        seconds=arguments.seconds,
        megabytes=arguments.megabytes,
        options=Options(max_bytes=arguments.max_bytes),
    )
    family = socket.AF_INET6 if ":" in arguments.host else socket.AF_INET
    listener = socket.create_server((arguments.host, arguments.port), family=family, backlog=BACKLOG)
    config = uvicorn.Config(
        make_app(settings), log_level="warning", access_log=False, server_header=False, backlog=BACKLOG,
        timeout_graceful_shutdown=int(settings.seconds + STOP_SECONDS),
    )  # fmt: skip
    host, port = listener.getsockname()[:2]
    print(f"declutter: listening on http://{f'[{host}]' if ':' in host else host}:{port}", file=sys.stderr, flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn raises it once more when all is answered
    with contextlib.suppress(KeyboardInterrupt):
        _server(config).run(sockets=[listener])
    return 0


def _server(config: Any) -> Any:
    """Return uvicorn's server, changed so that a stop answers all who have connected before it, not only who have asked."""
    with extra("serve"):
        import uvicorn

    class Server(uvicorn.Server):  # type: ignore[misc]
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            listeners = sockets or []
            for each in listeners:
                # From now on at most one more may connect before it is accepted, and so be closed unseen if the machine
                # lets something else run just then; the others are not let in, and learn a second later that all is over.
                each.listen(0)
            for _ in range(3):  # looks at the listeners, accepts, makes the connections
                await asyncio.sleep(0)
            late = [each for listener in listeners for each in _accept_all(listener)]
            for each in (*self.servers, *listeners):
                each.close()
            for connection in late:
                await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)
            end = time.monotonic() + DRAIN_SECONDS
            # They have no cycle until they ask; uvicorn sets no event when they do.
            while time.monotonic() < end and any(each.cycle is None for each in self.server_state.connections):  # noqa: ASYNC110
                await asyncio.sleep(DRAIN_LOOK_SECONDS)
            await super().shutdown(sockets=sockets)

        def _protocol(self) -> Any:
            return config.http_protocol_class(
                config=config, server_state=self.server_state, app_state=self.lifespan.state
            )  # fmt: skip

    return Server(config)


def _accept_all(listener: socket.socket) -> Iterator[socket.socket]:
    """Yield the connections that the kernel has made and nobody has accepted."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:  # there is none, or it is gone already
            return
        connection.setblocking(False)
        yield connection


def make_app(settings: ServeSettings) -> Any:
    """Return the Starlette application; its workers start and end with it."""
    with extra("serve"):
        from starlette.applications import Starlette
        from starlette.requests import Request
        from starlette.responses import JSONResponse, Response
        from starlette.routing import Route
    metrics = _Metrics()
    desk = _Desk(settings, metrics)

    async def extract_page(request: Request) -> Response:
        began = time.perf_counter()
        try:
            form, body = await desk.answer(request)
            response = Response(body, media_type=f"{MEDIA_TYPES[form]}; charset=utf-8")
        except Refusal as refusal:
            headers = {"Retry-After": str(RETRY_SECONDS)} if refusal.status == 503 else None
            response = JSONResponse({"error": str(refusal)}, refusal.status, headers)
            if refusal.status in {408, 413, 503} and not await _is_read_out(request):
                response.headers["Connection"] = "close"
        metrics.note(response.status_code, time.perf_counter() - began)
        return response

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok" if desk.is_well else "broken"}, 200 if desk.is_well else 503)

    async def show_metrics(_: Request) -> Response:
        return Response(metrics.text(), media_type=metrics.media_type)

    async def openapi(_: Request) -> Response:
        return JSONResponse(describe(settings.options.max_bytes))

    @contextlib.asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        desk.open()
        try:
            yield
        finally:
            await asyncio.to_thread(desk.close)

    routes = [
        Route("/extract", extract_page, methods=["POST"]), Route("/health", health), Route("/metrics", show_metrics),
        Route("/openapi.json", openapi),
    ]  # fmt: skip
    return Starlette(routes=routes, lifespan=lifespan)


class _Desk:
    """Takes pages in, as many as may wait, and has the workers extract them."""

    def __init__(self, settings: ServeSettings, metrics: _Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._pool: Pool | None = None
        self._here = 0
        self.is_well = True

    def open(self) -> None:
        """Start the workers."""
        options = self._settings.options
        worker = WorkerSettings("declutter.batch.answer:answer_task", options, options, self._settings.megabytes)
        self._pool = Pool(self._settings.workers, worker, seconds=self._settings.seconds)

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.close()

    async def answer(self, request: Any) -> tuple[AnswerFormat, bytes]:
        """Return the answer to a request, and its format. Raises Refusal."""
        if self._here >= self._settings.queue:
            raise Refusal(503, f"{self._here} pages are waiting already; come again")
        self._here += 1
        self._metrics.here.set(self._here)
        try:
            page = await self._asked_page(request)
            self._metrics.bytes.inc(page.size)
            try:
                reply = await asyncio.wrap_future(cast("Pool", self._pool).submit(page))
            except PoolBroken as error:
                self.is_well = False
                raise Refusal(503, str(error)) from error
            return page.format, _answer_of(reply)
        finally:
            self._here -= 1
            self._metrics.here.set(self._here)

    async def _asked_page(self, request: Any) -> AskedPage:
        form = _format(request)
        body = await self._body(request)
        url = request.query_params.get("url")
        kind = request.headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() == "application/json":
            html, url = _from_json(body, url)
            return AskedPage("", html, url, format=form)
        return AskedPage("", body, url, kind or None, format=form)

    async def _body(self, request: Any) -> bytes:
        limit = self._settings.options.max_bytes
        too_large = Refusal(413, f"the page is over {limit:,} bytes")
        stated = request.headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > limit:
            raise too_large
        body = bytearray()

        async def receive() -> None:
            async for chunk in request.stream():
                body.extend(chunk)
                if len(body) > limit:
                    raise too_large

        try:
            await asyncio.wait_for(receive(), BODY_SECONDS)
        except (TimeoutError, asyncio.TimeoutError):
            raise Refusal(408, f"the page did not arrive within {BODY_SECONDS:g} seconds") from None
        if not body:
            raise Refusal(400, "the body of the request is the page, and there is none")
        return bytes(body)


async def _is_read_out(request: Any) -> bool:
    """Read what is still on its way of a request that is refused, and return whether that was all.

    A client that still sends when the connection is closed may never see why. It is not waited for without end.
    """

    async def read() -> bool:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > READ_OUT_BYTES:
                return False
        return True

    try:
        return await asyncio.wait_for(read(), READ_OUT_SECONDS)
    except (TimeoutError, asyncio.TimeoutError, RuntimeError):  # the last is Starlette's word for "read already"
        return False


def _format(request: Any) -> AnswerFormat:
    """Return the format that the query names, or the first known one that Accept lists. Raises Refusal."""
    named = request.query_params.get("format")
    if named is not None:
        if named not in MEDIA_TYPES:
            raise Refusal(400, f"unknown format {named!r}; known are {', '.join(MEDIA_TYPES)}")
        return cast("AnswerFormat", named)
    accepted = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    by_media = {media: form for form, media in MEDIA_TYPES.items()}
    return next((by_media[media] for media in accepted if media in by_media), "json")


def _from_json(body: bytes, url: str | None) -> tuple[str, str | None]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"the body is no JSON: {error}") from error
    html = data.get("html") if isinstance(data, dict) else None
    if not isinstance(html, str):
        raise Refusal(400, 'the body is a JSON object with the page in "html"')
    stated = data.get("url", url)
    if stated is not None and not isinstance(stated, str):
        raise Refusal(400, '"url" is a string')
    return html, stated


def _answer_of(reply: Reply) -> bytes:
    failure: Failure | None = reply.failure
    if failure:
        raise Refusal(STATUSES[failure.kind], str(failure))
    return cast("bytes", reply.value())


class _Metrics:
    """Numbers for Prometheus, of this server alone."""

    def __init__(self) -> None:
        with extra("serve"):
            import prometheus_client as prometheus
        self._registry = prometheus.CollectorRegistry()
        self._generate = prometheus.generate_latest
        self.media_type: str = prometheus.CONTENT_TYPE_LATEST
        name = "declutter"
        self._requests = prometheus.Counter(
            f"{name}_requests", "Pages asked for, by status.", ["status"], registry=self._registry
        )
        self._seconds = prometheus.Histogram(
            f"{name}_request_seconds", "From a request to its answer.", registry=self._registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        )  # fmt: skip
        self.bytes = prometheus.Counter(f"{name}_page_bytes", "Bytes of pages received.", registry=self._registry)
        self.here = prometheus.Gauge(f"{name}_pages_here", "Pages waiting or being extracted.", registry=self._registry)

    def note(self, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(str(status)).inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """Return all numbers as Prometheus reads them."""
        return cast("bytes", self._generate(self._registry))
