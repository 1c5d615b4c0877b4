"""Where pages come from: files, standard input, and addresses that are fetched."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from declutter import __version__
from declutter.commands.errors import CommandError
from declutter.options import DEFAULTS

if TYPE_CHECKING:
    import httpx

FETCH_SECONDS = 20.0  # from the first connection to the last byte, redirects included
MAX_REDIRECTS = 5
READABLE_TYPES = ("text/", "html", "xml")  # parts of the content types that may be pages
# Content-Encodings that unpack a chunk to a size that memory holds; several at once, or newer ones, need not.
SAFE_CODINGS = frozenset(("", "identity", "gzip", "deflate"))

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


class Source(NamedTuple):
    """A page as it was read, and what is known of it."""

    data: bytes
    url: str | None
    encoding: str | None  # a hint: an encoding's name or a Content-Type header


def label(name: str) -> str:
    """Return how an input is called in messages."""
    return "standard input" if name == "-" else name


def read_source(name: str, url: str | None, encoding: str | None) -> Source:
    """Return the page of that name; what the user says of it goes before what its server says. Raises CommandError."""
    if _ADDRESS.match(name):
        source = fetch(name)
        return Source(source.data, url or source.url, encoding or source.encoding)
    return Source(read_file(name), url, encoding)


def read_file(name: str) -> bytes:
    """Return the bytes of a file, or of standard input. Raises CommandError where there are none, or too many."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise CommandError("standard input is closed")
            return _read_all(sys.stdin.buffer, label(name))
        with Path(name).open("rb") as file:
            return _read_all(file, name)
    except OSError as error:
        raise CommandError(f"{label(name)}: {error.strerror or error}") from error
    except ValueError as error:  # a name that no file can have
        raise CommandError(f"{name!r}: {error}") from error


def _read_all(file: IO[bytes], name: str) -> bytes:
    data = file.read(DEFAULTS.max_bytes + 1)
    if len(data) > DEFAULTS.max_bytes:
        raise CommandError(_too_large(name))
    return data


def _too_large(name: str) -> str:
    return f"{name}: larger than the limit of {DEFAULTS.max_bytes:,} bytes"


def is_web_address(name: str) -> bool:
    """Whether a name is an http(s) address."""
    match = _ADDRESS.match(name)
    return match is not None and match[1].lower() in {"http", "https"}


def fetch(address: str) -> Source:
    """Return the page at an http(s) address, with its final address and its Content-Type.

    Raises CommandError where there is none, or it is no text, too large or too slow, or httpx is missing.
    """
    if not is_web_address(address):
        raise CommandError(f"{address}: only http and https addresses are fetched")
    try:
        import asyncio  # noqa: PLC0415 - only fetching needs it

        import httpx  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise CommandError(f"{address}: fetching needs httpx: pip install 'declutter[fetch]'") from error
    try:
        return asyncio.run(asyncio.wait_for(_get(address), FETCH_SECONDS))
    except (TimeoutError, asyncio.TimeoutError, httpx.TimeoutException) as error:
        raise CommandError(f"{address}: no complete answer within {FETCH_SECONDS:g} seconds") from error
    # The last three come from proxies and certificates that the environment names wrongly.
    except (httpx.HTTPError, httpx.InvalidURL, ImportError, OSError, ValueError) as error:
        raise CommandError(f"{address}: {str(error) or type(error).__name__}") from error


async def _get(address: str) -> Source:
    import httpx  # noqa: PLC0415 - an extra; fetch() has seen that it is there

    headers = {"User-Agent": f"declutter/{__version__}", "Accept-Encoding": "gzip, deflate"}
    async with (
        httpx.AsyncClient(
            headers=headers, timeout=FETCH_SECONDS, follow_redirects=True, max_redirects=MAX_REDIRECTS
        ) as client,
        client.stream("GET", address) as response,
    ):
        _check_answer(address, response)
        data = bytearray()
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > DEFAULTS.max_bytes:
                raise CommandError(_too_large(address))
        url = response.url.copy_with(userinfo=b"", fragment=None)
        return Source(bytes(data), str(url), response.headers.get("Content-Type"))


def _check_answer(address: str, response: httpx.Response) -> None:
    if not response.is_success:
        raise CommandError(f"{address}: the server answered {response.status_code} {response.reason_phrase}")
    kind = response.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if not any(part in kind for part in READABLE_TYPES):
        raise CommandError(f"{address}: no page, but {kind}")
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in SAFE_CODINGS:
        raise CommandError(f"{address}: sent in the coding {coding!r}, which was not asked for")
