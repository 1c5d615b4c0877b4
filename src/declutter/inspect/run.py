"""The report of a run over many pages, from the Parquet file that `declutter batch` wrote: one HTML file, no scripts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib import resources
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from declutter.errors import DeclutterError

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
MADE_LATER = "seconds"  # a column that tables of earlier versions lack
COLUMNS = ("id", "url", "title", "metadata", "page_type", "confidence", "notes", "text", "failure")
WORTH_A_LOOK = 20  # pages, those with the lowest confidence first
MOST = 15  # rows of a list
SLOWEST = 5  # pages
MIN_HOST_PAGES = 3  # of a host, below which it says little
WORD_STEPS = (0, 1, 50, 200, 500, 1_000, 2_000, 5_000)  # lower ends of the bars
TIME_STEPS = (0, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000)  # likewise, milliseconds
NO_REPORTS: Mapping[str, str] = {}


class PageFacts(NamedTuple):
    """What the report needs of a page."""

    id: str
    url: str | None
    title: str | None
    language: str | None
    page_type: str | None
    confidence: float | None
    """None for a page that failed."""
    words: int
    cause: str | None
    """Why there is nothing: a failure, or an empty result's note."""
    seconds: float | None = None
    """How long the page took, where the run was told to say so."""


def run_report_html(path: str | Path, *, reports: Mapping[str, str] = NO_REPORTS) -> str:
    """Return the report of a run as HTML. `path` is a Parquet file, or a folder of them, of `declutter batch`.

    `reports` are addresses of the reports of single pages, by the page's id: the list of pages worth a look links them.
    Raises DeclutterError if `path` is none, or pyarrow is missing.
    """
    return render_run(read_run(path), Path(path).name, reports)


def pages_worth_a_look(pages: Iterable[PageFacts]) -> list[PageFacts]:
    """Return the WORTH_A_LOOK pages of the lowest confidence, lowest first; pages that failed have none."""
    extracted = (page for page in pages if page.confidence is not None)
    return sorted(extracted, key=lambda page: (page.confidence, page.id))[:WORTH_A_LOOK]


def read_run(path: str | Path) -> list[PageFacts]:
    """Return the facts of each page of a run. Raises as `run_report_html` does."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.dataset as ds  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise DeclutterError("a run's report needs pyarrow: pip install 'declutter[report]'") from error
    try:
        dataset = ds.dataset(str(path), format="parquet")
        if missing := [name for name in COLUMNS if name not in dataset.schema.names]:
            raise DeclutterError(f"{path}: no output of declutter batch, it has no {', '.join(missing)}")
        columns = [*COLUMNS, *({MADE_LATER} & set(dataset.schema.names))]
        return [_facts(row) for batch in dataset.to_batches(columns=columns) for row in batch.to_pylist()]
    except (OSError, pa.ArrowInvalid) as error:
        raise DeclutterError(f"{path}: {error}") from error


def _facts(row: Mapping[str, Any]) -> PageFacts:
    failure, notes = row["failure"], row["notes"] or ()
    words = len((row["text"] or "").split())
    cause = f"failed: {failure['kind']}" if failure else (notes[-1] if notes else "no cause given") if not words else None
    return PageFacts(
        row["id"], row["url"], row["title"], (row["metadata"] or {}).get("language"), row["page_type"],
        None if failure else row["confidence"], words, cause, row.get(MADE_LATER),
    )  # fmt: skip


def render_run(pages: Sequence[PageFacts], name: str, reports: Mapping[str, str] = NO_REPORTS) -> str:
    """Return the report of these pages as HTML."""
    extracted = [page for page in pages if page.confidence is not None]
    confidences = [page.confidence or 0.0 for page in extracted]
    tenths = Counter(min(int(confidence * 10), 9) for confidence in confidences)
    sizes = Counter(max(step for step in WORD_STEPS if step <= page.words) for page in extracted)
    facts = {
        "Pages": f"{len(pages):,}", "Extracted": f"{len(extracted):,}", "Failed": f"{len(pages) - len(extracted):,}",
        "Empty": f"{sum(not page.words for page in extracted):,}",
        "Mean confidence": f"{sum(confidences) / len(confidences):.2f}" if confidences else "–",
    }  # fmt: skip
    languages = Counter((page.language or "not named").partition("-")[0].lower() for page in extracted)
    facts |= _times(pages)
    worth = (_page_row(page, reports.get(page.id)) for page in pages_worth_a_look(pages))
    sections = (
        ("Confidence", _bars({f"{i / 10:.1f} to {(i + 1) / 10:.1f}": tenths[i] for i in range(10)})),
        ("Words", _bars({f"from {step:,}": sizes[step] for step in WORD_STEPS})),
        ("Page types", _bars(_most(page.page_type or "not recognised" for page in extracted))),
        ("Languages", _bars(dict(languages.most_common(MOST)))),
        ("Why there is nothing", _bars(_most(page.cause for page in pages if page.cause))),
        ("Time a page", _time_bars(pages)),
        ("Slowest pages", _table(("Page", "Title", "Seconds"), _slowest(pages))),
        ("Hosts that do worst", _table(("Host", "Pages", "Mean confidence", "Failed", "Empty"), _hosts(pages))),
        ("Pages worth a look", _table(("Page", "Title", "Confidence", "Words", "Report"), worth)),
    )
    css = resources.files("declutter.inspect").joinpath("report.css").read_text(encoding="utf-8")
    listed = "".join(f"<div><dt>{key}</dt><dd>{value}</dd></div>" for key, value in facts.items())
    body = "".join(f"<section><h2>{heading}</h2>{content}</section>" for heading, content in sections)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{escape(POLICY)}"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(name)}</title><style>{css}</style></head><body><header><h1>{escape(name)}</h1><dl>{listed}</dl>"
        f"</header><main>{body}</main></body></html>\n"
    )


def _most(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common(MOST))


def _bars(counts: Mapping[str, int]) -> str:
    """Return counts as a table with a bar each: read out as numbers, seen as lengths."""
    if not any(counts.values()):
        return "<p>None.</p>"
    most = max(counts.values())
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{escape(label)}</th><td>{count:,}</td>'
        f'<td class="bar" aria-hidden="true"><div style="width:{100 * count / most:.1f}%"></div></td></tr>'
        for label, count in counts.items()
    )
    return f'<table class="bars"><tbody>{rows}</tbody></table>'


def _times(pages: Iterable[PageFacts]) -> dict[str, str]:
    """Return what there is to say of the pages' times; nothing where none is known."""
    known = [page.seconds for page in pages if page.seconds is not None]
    if not known:
        return {}
    return {"Time of all pages": f"{sum(known):,.1f} s", "Median": f"{1000 * median(known):,.1f} ms"}


def _time_bars(pages: Iterable[PageFacts]) -> str:
    known = (1000 * page.seconds for page in pages if page.seconds is not None)
    steps = Counter(max(step for step in TIME_STEPS if step <= milliseconds) for milliseconds in known)
    if not steps:
        return "<p>Not measured: <code>declutter batch --timings</code> does.</p>"
    return _bars({f"from {step:,} ms": steps[step] for step in TIME_STEPS})


def _slowest(pages: Iterable[PageFacts]) -> list[tuple[str, ...]]:
    known = sorted((page for page in pages if page.seconds is not None), key=lambda page: (-(page.seconds or 0.0), page.id))
    return [(page.url or page.id, page.title or page.cause or "", f"{page.seconds:.3f}") for page in known[:SLOWEST]]


def _hosts(pages: Iterable[PageFacts]) -> list[tuple[str, ...]]:
    """Return the hosts that do worst: pages, mean confidence, failed and empty ones; a page that failed counts as 0."""
    found: dict[str, list[PageFacts]] = defaultdict(list)
    for page in pages:
        found[_host(page.url)].append(page)
    means = [(sum(page.confidence or 0.0 for page in of_host) / len(of_host), host) for host, of_host in found.items()
             if host and len(of_host) >= MIN_HOST_PAGES]  # fmt: skip
    rows: list[tuple[str, ...]] = []
    for mean, host in sorted(means)[:MOST]:
        failed = sum(page.confidence is None for page in found[host])
        empty = sum(page.confidence is not None and not page.words for page in found[host])
        rows.append((host, f"{len(found[host]):,}", f"{mean:.2f}", f"{failed:,}", f"{empty:,}"))
    return rows


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


class Link(NamedTuple):
    """A cell that leads somewhere: an address, relative to the report's own."""

    address: str
    text: str


def _page_row(page: PageFacts, report: str | None) -> tuple[str | Link, ...]:
    name, title = page.url or page.id, page.title or page.cause or ""
    return name, title, f"{page.confidence:.2f}", f"{page.words:,}", Link(report, "report") if report else "–"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str | Link]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td dir=auto>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    whole = f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="wide">{whole}</div>' if lines else "<p>None.</p>"


def _cell(text: str | Link) -> str:
    """Return a text, an address as a link."""
    if isinstance(text, Link):
        return f'<a href="{escape(quote(text.address))}">{escape(text.text)}</a>'
    if text.startswith(("http://", "https://")) and " " not in text:
        return f'<a href="{escape(text)}" rel="noopener noreferrer">{escape(text)}</a>'
    return escape(text)
