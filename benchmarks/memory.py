"""Measure what stays resident after thousands of pages in one process, and what one page takes at most.

Run as: python benchmarks/memory.py CORPUS… [--early 2000] [--late 20000] [--json OUT]

The corpora's pages are read from disk one after the other, in another random order each time round, and extracted with
all that a caller may ask for. What is resident after the late page may be at most 5 % over what is after the early one:
a memo or a cache that grows for ever shows here. Peaks are those of single pages, each in a process of its own, above what
is resident before and above the page's own size. Linux only.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import Case, CorpusError, read_cases
from benchmarks.peers import DECLUTTER
from benchmarks.quality import markdown_table, positive, provenance
from benchmarks.resident import can_be_read, in_child, memory_of, resident_bytes
from benchmarks.speed import everything_of_declutter, extract_with_declutter

RESULTS = Path(__file__).with_name("results") / "memory.json"
ORDER_SEED = 7
MAX_GROWTH = 1.05  # of what is resident, from the early page to the late one
LOOKS = 10  # at what is resident, between the first page and the late one
PEAK_PAGES = 60
WARM_PAGES = 40  # before peaks are taken: what is loaded once is not a page's own
LARGE = 90  # percentile of size from which a page is large
MEGABYTE = 1e6
SMALL_PAGE = b"<title>Rain</title><h1>Rain</h1>" + b"<p class=text>It rained on Monday, and nobody was surprised by that." * 9


class Peak(NamedTuple):
    """What one page took."""

    size: int  # bytes of the page
    peak: int  # bytes resident at most, above what was before, the page itself not counted


def pages_for_ever(cases: Sequence[Case]) -> Iterator[tuple[bytes, str | None]]:
    """Yield the pages again and again, in another order each time."""
    order, chance = list(cases), random.Random(ORDER_SEED)
    while True:
        chance.shuffle(order)
        for case in order:
            yield case.read_page(), case.url


def residence(cases: Sequence[Case], marks: Sequence[int]) -> list[tuple[int, int]]:
    """Return what is resident after so many pages, as (pages, bytes), with nothing of a page left to collect."""
    held = []
    for done, (page, url) in enumerate(pages_for_ever(cases), 1):
        everything_of_declutter(page, url)
        if done in marks:
            gc.collect()
            held.append((done, resident_bytes()))
            if done == marks[-1]:
                break
    return held


def growth_of(held: Sequence[tuple[int, int]], early: int, late: int) -> float:
    """Return what is resident after the late page over what is after the early one."""
    at = dict(held)
    return at[late] / at[early]


def peaks(pages: Sequence[tuple[bytes, str | None]]) -> list[Peak]:
    """Return what `extract` takes at most for each of the pages, each in a process of its own."""
    found = []
    small = functools.partial(extract_with_declutter, SMALL_PAGE, None)
    for page, url in pages:
        peak, _ = in_child(functools.partial(memory_of, functools.partial(extract_with_declutter, page, url), small))
        found.append(Peak(len(page), peak))
    return found


def marks_between(early: int, late: int) -> list[int]:
    """Return after how many pages one looks: `early` and `late` among them."""
    return sorted({early, late, *(late * step // LOOKS for step in range(1, LOOKS))} - {0})


def peak_table(found: Sequence[Peak]) -> str:
    """Return a Markdown table of the peaks of typical and of large pages."""
    bound = float(np.percentile([one.size for one in found], LARGE))
    body = []
    for name, some in (
        ("all", found),
        ("largest tenth", [one for one in found if one.size >= bound]),
    ):
        megabytes = np.array([one.peak for one in some]) / MEGABYTE
        times = np.array([one.peak / one.size for one in some])
        body.append(
            [
                name, str(len(some)), f"{np.mean([one.size for one in some]) / 1000:.0f}",
                f"{np.median(megabytes):.1f}", f"{megabytes.max():.1f}", f"{np.median(times):.1f}",
            ]
        )  # fmt: skip
    return markdown_table(["pages", "number", "kB a page", "peak MB, median", "most", "peak / size of the page, median"], body)


def residence_table(held: Sequence[tuple[int, int]]) -> str:
    """Return a Markdown table of what is resident after how many pages."""
    return markdown_table(["pages", "resident MB"], [[f"{pages:,}", f"{size / MEGABYTE:.1f}"] for pages, size in held])


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write the figures; return 1 if what is resident grew by more than MAX_GROWTH, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="CORPUS")
    parser.add_argument("--early", type=positive, default=2_000, metavar="N", help="pages after which one looks first")
    parser.add_argument("--late", type=positive, default=20_000, metavar="N", help="and last")
    parser.add_argument("--json", type=Path, default=RESULTS, metavar="OUT", help="where the figures are written")
    given = list(sys.argv[1:] if argv is None else argv)
    options = parser.parse_args(given)
    if not can_be_read():
        parser.error("this system does not say what a process holds")
    if options.early >= options.late:
        parser.error("--early is before --late")
    try:
        cases = [case for folder in options.folders for case in read_cases(folder) if case.form == "html"]
    except CorpusError as error:
        parser.error(str(error))
    drawn = random.Random(ORDER_SEED).sample(cases, min(len(cases), WARM_PAGES + PEAK_PAGES))
    pages = [(case.read_page(), case.url) for case in drawn]
    for page, url in pages[:WARM_PAGES]:
        extract_with_declutter(page, url)
    found = peaks(pages[-PEAK_PAGES:])
    print(peak_table(found), end="\n\n", flush=True)
    del pages
    held = in_child(functools.partial(residence, cases, marks_between(options.early, options.late)))
    growth = growth_of(held, options.early, options.late)
    said = provenance(["memory.py", *given], options.folders, len(cases), [DECLUTTER])
    verdict = f"after {options.late:,} pages {growth:.3f} of what was resident after {options.early:,}"
    print(f"{residence_table(held)}\n\n{verdict}{': GROWS' if growth > MAX_GROWTH else ''}\n\n{said}")
    stored = {
        "provenance": said.splitlines(), "growth": round(growth, 4), "early": options.early, "late": options.late,
        "resident": held, "peaks": [one._asdict() for one in found],
    }  # fmt: skip
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(f"{json.dumps(stored)}\n", encoding="utf-8")
    return 1 if growth > MAX_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
