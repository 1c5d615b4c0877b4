"""Time declutter beside its peers on the same pages, in one process, and how long it takes to start.

Run as: python benchmarks/speed.py FOLDER… [--group NAME FOLDER…]… [--sample 240] [--rounds 7]
README.md says what is timed.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import CorpusError, read_cases
from benchmarks.peers import DECLUTTER, TOOLS, Tool, part_by_presence, resiliparse_text, trafilatura_text
from benchmarks.quality import markdown_table, positive, provenance, sample_of, silenced_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from benchmarks.measures import Floats

MILLISECONDS_A_NANOSECOND = 1e-6
ERRORS_SHOWN = 5
PARSE = Tool("lexbor parse", "selectolax.lexbor", "selectolax", frozenset())
MARKDOWN = replace(DECLUTTER, name="declutter, Markdown")
EVERYTHING = replace(DECLUTTER, name="declutter, everything")
RATIOS = (
    ("declutter", "resiliparse"),
    ("declutter, Markdown", "resiliparse"),
    ("declutter, everything", "resiliparse"),
    ("trafilatura", "declutter"),
    ("declutter", "lexbor parse"),
)
STARTS = 9  # fresh processes for the time to start
START_SCRIPT = """
import time
clock, started = time.perf_counter, time.perf_counter()
spent = time.process_time()
from declutter import extract
imported, import_spent = clock(), time.process_time()
extract("<title>Rain</title><p>It rained on Monday, and nobody in the village was surprised by that.</p>")
done, all_spent = clock(), time.process_time()
print(imported - started, import_spent - spent, done - imported, all_spent - import_spent)
"""
START_PARTS = ("import extract", "import extract, CPU", "first extract", "first extract, CPU")


@dataclass(frozen=True, slots=True)
class Page:
    """A page in memory."""

    name: str
    url: str | None
    source: bytes


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that is timed."""

    tool: Tool
    run: Callable[[bytes, str | None], object]
    pages: int
    """How many of the pages, from the first, it runs on."""


# --- what is timed


def parse_with_lexbor(source: bytes, _url: str | None) -> object:
    """Build the page's tree and do nothing with it; bytes are read as UTF-8, whatever they are."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(source)


def extract_with_declutter(source: bytes, url: str | None) -> object:
    """Give the whole article: text, title, lead and metadata."""
    from declutter import extract

    return extract(source, url=url)


def markdown_with_declutter(source: bytes, url: str | None) -> object:
    """Give the whole article with the comments below it and the evidence of its metadata, written as Markdown."""
    from declutter import extract

    article = extract(source, url=url)
    return article.comments, article.metadata.evidence, article.to_markdown()


def everything_of_declutter(source: bytes, url: str | None) -> object:
    """Give the above, and for every block of the page why it was kept or dropped."""
    from declutter import explain

    explained = explain(source, url=url)
    return explained, explained.article.to_markdown()


def extract_with_resiliparse(source: bytes, _url: str | None) -> object:
    """Give the main text alone."""
    return resiliparse_text(source)


def extract_with_trafilatura(source: bytes, url: str | None) -> object:
    """Give the main text and comments, trafilatura.extract's default."""
    return trafilatura_text(source, url)


def contenders_for(pages: int, peer_pages: int) -> tuple[list[Contender], dict[str, str]]:
    """Return what can be timed, trafilatura on so many of the pages, and what is missing with why."""
    every = (
        Contender(PARSE, parse_with_lexbor, pages),
        Contender(DECLUTTER, extract_with_declutter, pages),
        Contender(MARKDOWN, markdown_with_declutter, pages),
        Contender(EVERYTHING, everything_of_declutter, pages),
        Contender(TOOLS["resiliparse"], extract_with_resiliparse, pages),
        Contender(TOOLS["trafilatura"], extract_with_trafilatura, min(pages, peer_pages)),
    )
    present, missing = part_by_presence(tuple(contender.tool for contender in every))
    return [contender for contender in every if contender.tool in present], missing


# --- timing


def warm_up(contenders: Iterable[Contender], pages: Sequence[Page]) -> dict[str, str]:
    """Run everything once, untimed, and return why a page failed, by name of the page."""
    failures = {}
    for contender in contenders:
        for page in pages[: contender.pages]:
            try:
                contender.run(page.source, page.url)
            except Exception as error:  # noqa: BLE001  reported; the page is left out for all
                failures[page.name] = f"{contender.tool.name}: {type(error).__name__}: {error}"
    return failures


def time_rounds(contenders: Sequence[Contender], pages: Sequence[Page], rounds: int) -> Floats:
    """Return milliseconds, shape (rounds, contenders, pages), NaN where a contender does not run.

    A round lets every contender run over its pages; each round starts with the next contender, so that none
    always follows the same one. Garbage collection is on, as users have it; what another contender left is
    collected first. What declutter remembers from page to page is forgotten before each turn: a round is to it what
    the first pass over a crawl is, and it gains by these pages' own repetition alone.
    """
    times = np.full((rounds, len(contenders), len(pages)), np.nan)
    for number in range(rounds):
        for turn in range(len(contenders)):
            index = (number + turn) % len(contenders)
            forget_pages()
            gc.collect()
            times[number, index, : contenders[index].pages] = _milliseconds(contenders[index], pages)
    return times


def forget_pages() -> None:
    """Empty what declutter remembers from page to page: its memos and bounded caches, not what it loads once."""
    from declutter.parsing.classes import Memo

    for thing in gc.get_objects():
        if isinstance(thing, Memo):
            thing.clear()
        elif isinstance(thing, _lru_cache_wrapper) and str(thing.__module__).startswith("declutter.") and is_bounded(thing):
            thing.cache_clear()


def is_bounded(cached: _lru_cache_wrapper[object]) -> bool:
    """Whether a cached function remembers values for pages; those with one value are loaded once."""
    return cached.cache_parameters()["maxsize"] != 1


def _milliseconds(contender: Contender, pages: Sequence[Page]) -> list[float]:
    run, clock = contender.run, time.perf_counter_ns
    nanoseconds = []
    for page in pages[: contender.pages]:
        start = clock()
        run(page.source, page.url)  # the result is dropped at once: freeing it is part of the cost
        nanoseconds.append(clock() - start)
    return [spent * MILLISECONDS_A_NANOSECOND for spent in nanoseconds]


def totals(times: Floats, contender: int) -> Floats:
    """Return the contender's milliseconds over its pages, shape (rounds,)."""
    return np.asarray(np.nansum(times[:, contender], axis=-1))


def ratios(times: Floats, over: int, under: int) -> Floats:
    """Return the quotient of two contenders' times on the pages that both ran, shape (rounds,)."""
    both = ~np.isnan(times[0, over]) & ~np.isnan(times[0, under])
    return np.asarray(times[:, over, both].sum(axis=-1) / times[:, under, both].sum(axis=-1))


# --- pages


def load_pages(folders: Iterable[Path], sample: int | None, seed: int, max_bytes: int | None) -> list[Page]:
    """Return the folders' HTML pages, none longer than so many bytes, or so many of them drawn at random.

    They are in random order, so that the first few are themselves a fair sample.
    """
    cases = [case for folder in folders for case in read_cases(folder) if case.form == "html"]
    if max_bytes is not None:
        cases = [case for case in cases if len(case.read_page()) <= max_bytes]
    drawn = cases if sample is None else sample_of(cases, sample, seed)
    order = np.random.default_rng(seed).permutation(len(drawn))
    shuffled = [drawn[index] for index in order]
    return [Page(f"{case.set_name}/{case.id}", case.url, case.read_page()) for case in shuffled]


# --- the report


def spread(values: Floats) -> str:
    """Return median and range, such as "1.52 (1.49–1.58)"."""
    return f"{np.median(values):.2f} ({values.min():.2f}–{values.max():.2f})"


def time_table(contenders: Sequence[Contender], times: Floats) -> str:
    """Return a Markdown table of each contender's median total and time a page."""
    body = []
    for index, contender in enumerate(contenders):
        of_rounds = totals(times, index)
        body.append(
            [
                contender.tool.name,
                str(contender.pages),
                f"{np.median(of_rounds):.1f}",
                spread(of_rounds / contender.pages),
            ]
        )
    return markdown_table(["tool", "pages", "total ms", "ms a page (min–max over rounds)"], body)


def ratios_by_name(contenders: Sequence[Contender], times: Floats) -> dict[str, Floats]:
    """Return the RATIOS whose two sides were timed, by "over / under", each of shape (rounds,)."""
    place = {contender.tool.name: index for index, contender in enumerate(contenders)}
    return {
        f"{over} / {under}": ratios(times, place[over], place[under])
        for over, under in RATIOS
        if over in place and under in place
    }


def figures_of(contenders: Sequence[Contender], times: Floats) -> dict[str, object]:
    """Return total milliseconds and ratios of every round, as they are stored."""
    measured = {
        contender.tool.name: {"pages": contender.pages, "total_ms": totals(times, index).round(2).tolist()}
        for index, contender in enumerate(contenders)
    }
    quotients = {name: values.round(4).tolist() for name, values in ratios_by_name(contenders, times).items()}
    return {"tools": measured, "ratios": quotients}


# --- start


def start_times(starts: int = STARTS) -> dict[str, list[float]]:
    """Return the milliseconds of START_PARTS in so many fresh processes, the interpreter's own start not counted."""
    rows = []
    for _ in range(starts):
        ran = subprocess.run([sys.executable, "-c", START_SCRIPT], capture_output=True, text=True, check=True)  # noqa: S603  our own
        rows.append([float(seconds) * 1000 for seconds in ran.stdout.split()])
    return {name: [round(row[at], 2) for row in rows] for at, name in enumerate(START_PARTS)}


def start_table(found: Mapping[str, Sequence[float]]) -> str:
    """Return a Markdown table of the times to start."""
    body = [[name, f"{np.median(values):.0f}", f"{min(values):.0f}"] for name, values in found.items()]
    return markdown_table(["start", "median ms", "least ms"], body)


def argument_parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="a corpus of a layout in corpora.py"
    )
    parser.add_argument(
        "--group",
        nargs="+",
        action="append",
        default=[],
        metavar=("NAME", "FOLDER"),
        help="corpora that are timed together, beside other groups of the same run; may be repeated",
    )
    parser.add_argument("--sample", type=positive, metavar="N", help="N pages of each group, drawn at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the sample and the pages' order")
    parser.add_argument("--rounds", type=positive, default=7, metavar="N")
    parser.add_argument("--pages-max-bytes", type=positive, metavar="N", help="leave longer pages out")
    parser.add_argument(
        "--peer-pages",
        type=positive,
        default=sys.maxsize,
        metavar="N",
        help="run trafilatura on N of the pages only",
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every round's figures to this file")
    parser.add_argument("--no-start", action="store_true", help="do not time how long it takes to start")
    return parser


def groups_of(options: argparse.Namespace) -> dict[str, list[Path]]:
    """Return the folders of each group by its name; those outside of groups are one, named by their folders.

    Raises CorpusError for a group without a folder, and where there is none at all.
    """
    groups = {}
    if options.folders:
        groups[" + ".join(folder.name for folder in options.folders)] = list(options.folders)
    for name, *folders in options.group:
        if not folders:
            raise CorpusError(f"--group {name} names no folder")
        groups[name] = [Path(folder) for folder in folders]
    if not groups:
        raise CorpusError("no FOLDER and no --group")
    return groups


def time_group(
    folders: Sequence[Path], options: argparse.Namespace
) -> tuple[list[Page], list[Contender], Floats]:
    """Time one group, and return its pages, the contenders, and their times as of `time_rounds`.

    Raises CorpusError where nothing is to be timed.
    """
    pages = load_pages(folders, options.sample, options.seed, options.pages_max_bytes)
    contenders, missing = contenders_for(len(pages), options.peer_pages)
    for name, reason in missing.items():
        print(f"{name} is left out: {reason}")
    with silenced_logs():
        failures = warm_up(contenders, pages)
    print(f"{len(failures)} of {len(pages)} pages are left out since a tool failed on them")
    for name, reason in list(failures.items())[:ERRORS_SHOWN]:
        print(f"  {name}: {reason[:150]}")
    pages = [page for page in pages if page.name not in failures]
    if not pages or not contenders:
        raise CorpusError("nothing to time")
    contenders, _ = contenders_for(len(pages), options.peer_pages)
    with silenced_logs():
        return pages, contenders, time_rounds(contenders, pages, options.rounds)


def main(arguments: Sequence[str] | None = None) -> None:
    """Time, and print times, ratios and provenance."""
    parser = argument_parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser.parse_args(given)
    stored: dict[str, object] = {}
    tools: dict[str, Tool] = {}
    all_pages = 0
    try:
        groups = groups_of(options)
        for name, folders in groups.items():
            print(f"## {name}")
            pages, contenders, times = time_group(folders, options)
            all_pages += len(pages)
            tools |= {contender.tool.version(): contender.tool for contender in contenders}
            kilobytes = round(sum(len(page.source) for page in pages) / len(pages) / 1000)
            stored[name] = {"pages": len(pages), "kilobytes_a_page": kilobytes, **figures_of(contenders, times)}
            print(f"{kilobytes} kB a page\n\n{time_table(contenders, times)}")
            if quotients := ratios_by_name(contenders, times):
                body = [[ratio, spread(values)] for ratio, values in quotients.items()]
                print(f"\n{markdown_table(['ratio of times', 'median (min–max over rounds)'], body)}")
            print(flush=True)
    except CorpusError as error:
        parser.error(str(error))
    start = {} if options.no_start else start_times()
    if start:
        print(f"{start_table(start)}\n")
    every_folder = [folder for folders in groups.values() for folder in folders]
    said = "\n".join(
        (
            provenance(["speed.py", *given], every_folder, all_pages, tools.values()),
            f"machine: {platform.machine()} {platform.system()}; one process, {options.rounds} rounds",
        )
    )
    print(said)
    if options.json:
        written = {"provenance": said.splitlines(), "groups": stored, "start": start}
        options.json.parent.mkdir(exist_ok=True)
        options.json.write_text(f"{json.dumps(written, ensure_ascii=False, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
