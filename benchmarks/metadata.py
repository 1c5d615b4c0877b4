"""What the metadata cost: the time of a page with them and with Options(metadata=False), in the same round.

Run as: python benchmarks/metadata.py CORPUS… [--sample 120] [--rounds 5]

Of each page and way the least processor time of the rounds counts, and the two ways take turns, so that what else the
machine does matters little. The metadata of a page cost the difference; the table has its median over the pages, and
that of their share of the whole.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if not __package__:  # run as a file: the folder of this file is where Python looks first, and it has a profile of its own
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.quality import markdown_table, positive
from benchmarks.speed import Page, forget_pages, load_pages
from declutter import Options, extract

if TYPE_CHECKING:
    from benchmarks.measures import Floats

WAYS = (Options(), Options(metadata=False))
SEED = 7


def measure(pages: Sequence[Page], rounds: int) -> Floats:
    """Return the milliseconds of each page, with the metadata and without, of shape (pages, 2)."""
    least = np.full((len(pages), len(WAYS)), np.inf)
    for turn in range(rounds):
        forget_pages()
        for index, page in enumerate(pages):
            for way in (0, 1) if (turn + index) % 2 else (1, 0):
                gc.collect(0)
                start = time.thread_time_ns()
                extract(page.source, url=page.url, options=WAYS[way])
                least[index, way] = min(least[index, way], (time.thread_time_ns() - start) / 1e6)
    return least


def report(times: Floats) -> str:
    """Return the table: medians over the pages."""
    cost = times[:, 0] - times[:, 1]
    rows = [
        ["whole page, ms", f"{np.median(times[:, 0]):.2f}"],
        ["without metadata, ms", f"{np.median(times[:, 1]):.2f}"],
        ["the metadata, ms", f"{np.median(cost):.2f} ({np.quantile(cost, 0.25):.2f}–{np.quantile(cost, 0.75):.2f})"],
        ["their share of the page", f"{100 * np.median(cost / times[:, 0]):.1f} %"],
    ]
    return markdown_table(["median over the pages", "(quartiles)"], rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS", help="a folder of annotated pages")
    parser.add_argument("--sample", type=positive, default=120, help="pages, drawn at random (default: %(default)s)")
    parser.add_argument("--rounds", type=positive, default=5, help="rounds (default: %(default)s)")
    given = parser.parse_args(arguments)
    print(report(measure(load_pages(given.corpora, given.sample, SEED, None), given.rounds)))


if __name__ == "__main__":
    main()
