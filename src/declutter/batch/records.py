"""A page on its way in, and what became of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from declutter.article import Article
from declutter.errors import DeclutterError

FailureKind = Literal["crashed", "timeout", "memory", "too large", "unreadable", "error"]
Form = Literal["html", "text"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a page has no article.

    `kind` is "crashed" (its worker process died), "timeout" or "memory" (over its budget), "too large" (over
    `Options.max_bytes`), "unreadable" (no page could be had) or "error" (an exception that should not be).
    """

    kind: FailureKind
    message: str

    def __str__(self) -> str:
        """The kind and the message, in one line."""
        return f"{self.kind}: {self.message}"


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page to be extracted: its name in the results, and the page itself, or a file that holds it.

    `form` is "text" for text dumps, which `extract_text` reads. `failure` is set by a reader that has no page to give.
    """

    id: str
    page: bytes | str | Path = b""
    url: str | None = None
    encoding: str | None = None
    form: Form = "html"
    failure: Failure | None = None

    @property
    def size(self) -> int:
        """Bytes (characters for str) that the page takes in memory now; 0 for a file that is still to be read."""
        return 0 if isinstance(self.page, Path) else len(self.page)


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of a page: `article`, or `failure`; `seconds` is the time that its extraction took."""

    id: str
    url: str | None
    article: Article | None
    failure: Failure | None
    seconds: float = 0.0


class PageFailed(DeclutterError):  # noqa: N818 - an error of the public API, said as users say it
    """A page could not be extracted, and the caller asked to be told at once; `page_id` and `failure` say more."""

    def __init__(self, page_id: str, failure: Failure) -> None:
        super().__init__(page_id, failure)
        self.page_id = page_id
        self.failure = failure

    def __str__(self) -> str:
        """The page and the failure, in one line."""
        return f"{self.page_id}: {self.failure}"


def as_record(page: Any, index: int) -> PageRecord:
    """Return what the caller gave as a record: HTML, bytes, a path, `(id, page)`, `(id, page, url)` or a PageRecord.

    What is none of these becomes a record with a failure: one bad page does not stop the others.
    """
    if isinstance(page, PageRecord):
        return page
    if isinstance(page, tuple):
        if len(page) not in {2, 3}:
            return _unreadable(str(index), f"a tuple is (id, page) or (id, page, url), not {len(page)} values")
        name, content, url = page if len(page) == 3 else (*page, None)
        if url is not None and not isinstance(url, str):
            return _unreadable(str(name), f"the url of a page is str or None, not {type(url).__name__}")
        return _record(str(name), content, url)
    return _record(str(page) if isinstance(page, os.PathLike) else str(index), page, None)


def _record(name: str, content: Any, url: str | None) -> PageRecord:
    if isinstance(content, (bytes, str)):
        return PageRecord(name, content, url)
    if isinstance(content, (bytearray, memoryview)):
        return PageRecord(name, bytes(content), url)
    if isinstance(content, os.PathLike):
        return PageRecord(name, Path(content), url)
    return _unreadable(name, f"a page is str, bytes or a path, not {type(content).__name__}")


def _unreadable(name: str, message: str) -> PageRecord:
    return PageRecord(name, failure=Failure("unreadable", message))
