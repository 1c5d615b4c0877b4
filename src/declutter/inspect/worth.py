"""Reports of single pages of a run, for its own report to link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from declutter.errors import DeclutterError
from declutter.inspect.report import report_html, report_text_html
from declutter.parsing.decode import decode


class RunPage(NamedTuple):
    """A page of a run, by the id that the run gave it."""

    id: str
    page: bytes | str
    url: str | None = None
    encoding: str | None = None
    is_text: bool = False


def write_page_reports(pages: Iterable[RunPage], wanted: Sequence[str], folder: Path) -> dict[str, str]:
    """Write a report of each wanted page into the folder, and return the files' paths from the folder's parent, by id.

    `pages` is read no further than needed. Pages that are not among them, or over the limits, get none. Raises OSError.
    """
    left = {name: place for place, name in reversed(list(enumerate(wanted, 1)))}
    written: dict[str, str] = {}
    for page in pages if left else ():
        place = left.pop(page.id, None)
        if place is None:
            continue
        try:
            report = _report(page)
        except DeclutterError:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{place:02}.html"
        path.write_text(report, encoding="utf-8", errors="replace")
        written[page.id] = f"{folder.name}/{path.name}"
        if not left:
            break
    return written


def _report(page: RunPage) -> str:
    if page.is_text:
        text = page.page if isinstance(page.page, str) else decode(page.page, page.encoding)
        return report_text_html(text, url=page.url, name=page.id)
    return report_html(page.page, url=page.url, encoding=page.encoding, name=page.id)
