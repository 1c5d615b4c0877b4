"""Measure how well declutter and its peers extract annotated pages.

Run as: python benchmarks/quality.py FOLDER… [--peers trafilatura resiliparse …]
README.md says which data there are, and what the rows mean.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import logging
import shlex
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import Case, CorpusError, read_cases
from benchmarks.measures import MEASURES, Extraction, Row, figure, interval, measure_page, rows_of_measures
from benchmarks.peers import DECLUTTER, PEERS, TOOLS, Tool, choose_peers, part_by_presence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import FrameType

SECONDS_A_PAGE = 30  # a tool that takes longer has failed on the page
PAGES_A_CHUNK = 8  # handed to a worker at once
ERRORS_SHOWN = 5


class PageTimeoutError(BaseException):
    """A page took too long; no Exception, so that a tool's own "except Exception" cannot swallow it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one tool gave on one page."""

    case_id: str
    set_name: str
    tool: str
    rows: Mapping[str, Row]
    error: str | None
    """Why the tool failed on the page, which then counts as an empty extraction."""


# --- one page


def score_page(case: Case, tool_names: Sequence[str]) -> list[Outcome]:
    """Run the tools that read the case's form on its page and measure what each gave."""
    page = case.read_page()
    outcomes = []
    for tool in (TOOLS[name] for name in tool_names):
        call = _call_on(tool, case, page)
        if call is not None:
            found, error = extract_or_fail(call)
            outcomes.append(
                Outcome(case.id, case.set_name, tool.name, measure_page(case.gold, found, tool.fields), error)
            )
    return outcomes


def extract_or_fail(call: Callable[[], Extraction]) -> tuple[Extraction, str | None]:
    """Return the extraction and None, or an empty one and why there is none."""
    try:
        with _time_limit(SECONDS_A_PAGE):
            return call(), None
    except (Exception, PageTimeoutError) as error:  # noqa: BLE001  a tool's failure is a result: reported
        return Extraction(), f"{type(error).__name__}: {error}"


def _call_on(tool: Tool, case: Case, page: bytes) -> Callable[[], Extraction] | None:
    if case.form == "text":
        return tool.read_text and functools.partial(tool.read_text, page.decode("utf-8", "replace"))
    return tool.read_html and functools.partial(tool.read_html, page, case.url)


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise PageTimeoutError in the body after so many seconds, where there are alarms (not on Windows)."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise PageTimeoutError(f"over {seconds} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# --- many pages


def choose_cases(folders: Iterable[Path], every: int, sample: int | None, seed: int) -> list[Case]:
    """Return the folders' cases by set: of each every so many-th, and a random sample of so many of these."""
    by_set: dict[str, list[Case]] = {}
    for folder in folders:
        for case in read_cases(folder):
            by_set.setdefault(case.set_name, []).append(case)
    chosen = []
    for cases in by_set.values():
        thinned = cases[::every]
        chosen += thinned if sample is None else sample_of(thinned, sample, seed)
    return chosen


def sample_of(cases: Sequence[Case], size: int, seed: int) -> list[Case]:
    """Return so many cases drawn without replacement, in their order; all if there are not more."""
    if size >= len(cases):
        return list(cases)
    drawn = np.random.default_rng(seed).choice(len(cases), size, replace=False)
    return [cases[index] for index in sorted(drawn)]


def score_cases(cases: Sequence[Case], tools: Sequence[Tool], workers: int) -> list[Outcome]:
    """Run every tool on every case, in so many processes, and return the outcomes in the cases' order."""
    score = functools.partial(score_page, tool_names=[tool.name for tool in tools])
    if workers == 1:
        return [outcome for case in cases for outcome in score(case)]
    with ProcessPoolExecutor(workers, initializer=_silence) as pool:
        return [outcome for page in pool.map(score, cases, chunksize=PAGES_A_CHUNK) for outcome in page]


def _silence() -> None:
    logging.disable(logging.CRITICAL)


@contextlib.contextmanager
def silenced_logs() -> Iterator[None]:
    """Keep log lines back in the body: peers write of each page's trouble, and the terminal costs time."""
    before = logging.root.manager.disable
    _silence()
    try:
        yield
    finally:
        logging.disable(before)


# --- figures


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: one measure on one set."""

    set_name: str
    measure: str
    pages: int
    """Pages that the measure is defined on."""
    figures: Mapping[str, float | None]
    """By tool; a tool without the field is absent."""
    interval: tuple[float, float] | None
    """95 % bootstrap interval of the first tool's figure."""


def lines_of(outcomes: Sequence[Outcome], tools: Sequence[Tool], seed: int) -> list[Line]:
    """Return the table's rows, set after set; a set's errors, where there are any, are its last row."""
    lines = []
    for set_name in dict.fromkeys(outcome.set_name for outcome in outcomes):
        of_set = [outcome for outcome in outcomes if outcome.set_name == set_name]
        rows = {tool.name: rows_of_measures(o.rows for o in of_set if o.tool == tool.name) for tool in tools}
        for measure in _measures_in(rows.values()):
            first = rows[tools[0].name].get(measure, [])
            lines.append(
                Line(
                    set_name=set_name,
                    measure=measure,
                    pages=max(len(of_tool.get(measure, [])) for of_tool in rows.values()),
                    figures={
                        name: figure(measure, by[measure]) for name, by in rows.items() if measure in by
                    },
                    interval=interval(measure, first, seed),
                )
            )
        if any(outcome.error for outcome in of_set):
            lines.append(_error_line(set_name, of_set))
    return lines


def _measures_in(rows_of_tools: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the measures that any tool has, in the order of MEASURES, then by page type."""
    present = {measure for rows in rows_of_tools for measure in rows}
    return [*(measure for measure in MEASURES if measure in present), *sorted(present.difference(MEASURES))]


def _error_line(set_name: str, outcomes: Sequence[Outcome]) -> Line:
    failed = {outcome.tool: 0.0 for outcome in outcomes}
    for outcome in outcomes:
        failed[outcome.tool] += outcome.error is not None
    pages = len({outcome.case_id for outcome in outcomes})
    return Line(set_name=set_name, measure="errors", pages=pages, figures=failed, interval=None)


def worst_pages(outcomes: Iterable[Outcome], tool: str, count: int) -> list[tuple[float, Outcome]]:
    """Return the tool's pages of the lowest score, lowest first; pages that allow none are left out."""
    scored = [(page_score(outcome.rows), outcome) for outcome in outcomes if outcome.tool == tool]
    return sorted(((score, o) for score, o in scored if score is not None), key=lambda pair: pair[0])[:count]


def page_score(rows: Mapping[str, Row]) -> float | None:
    """Return a page's word F1, else the F1 of its snippets, else None."""
    for measure in ("wordF1", "snip"):
        if measure in rows and (value := figure(measure, [rows[measure]])) is not None:
            return value
    return None


# --- the report


def table(lines: Sequence[Line], tools: Sequence[Tool]) -> str:
    """Return the lines as a Markdown table; a dash where a tool does not give the field."""
    first, *others = tools
    heads = ["set", "measure", "pages", first.name, f"{first.name} 95 %", *(tool.name for tool in others)]
    body = [
        [
            line.set_name,
            line.measure,
            str(line.pages),
            _shown(line, first),
            "–" if line.interval is None else f"{line.interval[0]:.3f}–{line.interval[1]:.3f}",
            *(_shown(line, tool) for tool in others),
        ]
        for line in lines
    ]
    return markdown_table(heads, body, text_columns=2)


def markdown_table(heads: Sequence[str], body: Sequence[Sequence[str]], text_columns: int = 1) -> str:
    """Return an aligned Markdown table; the columns after the text columns are set to the right."""
    widths = [max(len(row[column]) for row in (heads, *body)) for column in range(len(heads))]

    def joined(row: Sequence[str]) -> str:
        cells = (
            cell.ljust(width) if column < text_columns else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return f"| {' | '.join(cells)} |"

    rule = [
        "-" * width if column < text_columns else f"{'-' * (width - 1)}:"
        for column, width in enumerate(widths)
    ]
    return "\n".join(joined(row) for row in (heads, rule, *body))


def provenance(command: Sequence[str], folders: Iterable[Path], pages: int, tools: Iterable[Tool]) -> str:
    """Return the lines that say which data, tools, command and day the figures come from."""
    return "\n".join(
        (
            f"data: {pages} pages of {', '.join(str(folder) for folder in folders)}",
            f"tools: {', '.join(tool.version() for tool in tools)}; Python {sys.version.split()[0]}",
            f"command: python benchmarks/{shlex.join(command)}",
            f"date: {datetime.now(tz=timezone.utc).date().isoformat()}",
        )
    )


def _shown(line: Line, tool: Tool) -> str:
    value = line.figures.get(tool.name)
    if value is None:
        return "–"
    return f"{value:.0f}" if line.measure == "errors" else f"{value:.3f}"


def as_json(lines: Sequence[Line], outcomes: Iterable[Outcome], said: str, indent: int | None = None) -> str:
    """Return figures by set and measure, and each page's terms and error, as JSON."""
    figures: dict[str, dict[str, object]] = {}
    for line in lines:
        entry = {"pages": line.pages, "interval": line.interval, "figures": line.figures}
        figures.setdefault(line.set_name, {})[line.measure] = entry
    pages = [
        {"set": o.set_name, "id": o.case_id, "tool": o.tool, "error": o.error, "terms": o.rows}
        for o in outcomes
    ]
    whole = {"provenance": said.splitlines(), "sets": figures, "pages": pages}
    return json.dumps(whole, ensure_ascii=False, indent=indent)


def positive(digits: str) -> int:
    """Return the whole number above zero that an argument gives."""
    number = int(digits)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{digits} is not a whole number above zero")
    return number


def argument_parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="a corpus of a layout in corpora.py"
    )
    parser.add_argument("--every", type=positive, default=1, metavar="N", help="every N-th page of each set")
    parser.add_argument("--sample", type=positive, metavar="N", help="N pages of each set, drawn at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the sample and the bootstrap")
    parser.add_argument(
        "--peers",
        nargs="+",
        default=["all"],
        metavar="PEER",
        help=f"{', '.join(tool.name for tool in PEERS)}, all (the default) or none",
    )
    parser.add_argument("--workers", type=positive, default=2, metavar="N", help="processes")
    parser.add_argument(
        "--json", type=Path, metavar="OUT", help="write figures and every page's terms to this file"
    )
    parser.add_argument(
        "--figures", type=Path, metavar="OUT", help="write the figures alone, as results/quality.json has them"
    )
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N pages that lose most")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print table, failures and provenance."""
    parser = argument_parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser.parse_args(given)
    try:
        tools, missing = part_by_presence((DECLUTTER, *choose_peers(options.peers)))
        cases = choose_cases(options.folders, options.every, options.sample, options.seed)
    except (CorpusError, ValueError) as error:
        parser.error(str(error))
    for name, reason in missing.items():
        print(f"{name} is left out: {reason}")
    if not tools:
        parser.error("no tool can be imported")
    with silenced_logs():
        outcomes = score_cases(cases, tools, options.workers)
    lines = lines_of(outcomes, tools, options.seed)
    said = provenance(["quality.py", *given], options.folders, len(cases), tools)
    print(table(lines, tools))
    for tool in tools:
        failed = [outcome for outcome in outcomes if outcome.tool == tool.name and outcome.error]
        for outcome in failed[:ERRORS_SHOWN]:
            print(
                f"{tool.name} failed on {outcome.set_name}/{outcome.case_id}: {(outcome.error or '')[:150]}"
            )
    for score, outcome in worst_pages(outcomes, tools[0].name, options.worst):
        print(f"{score:.3f}  {outcome.set_name}/{outcome.case_id}")
    print(f"\n{said}")
    if options.json:
        options.json.write_text(as_json(lines, outcomes, said), encoding="utf-8")
    if options.figures:
        options.figures.write_text(f"{as_json(lines, (), said, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
