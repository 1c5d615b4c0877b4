"""How long an article takes to be written out as Markdown and as HTML, over annotated pages.

Run as: python benchmarks/render.py FOLDER… [--every N] [--rounds 5]
Prints the median and the 90th percentile over pages of to_markdown() and to_html() together, in milliseconds: of each page the
fastest of some rounds, after one that is not timed. Exits with 1 if the median is over MAX_MEDIAN.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import CorpusError, read_cases
from declutter import Article, extract

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_MEDIAN = 0.5  # ms


def time_rendering(article: Article, rounds: int) -> float:
    """Return the milliseconds that both renderers take together, the fastest of some rounds."""
    times: list[float] = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        article.to_markdown()
        article.to_html()
        times.append(time.perf_counter() - started)
    return 1000 * min(times[1:])


def main(argv: Sequence[str] | None = None) -> int:
    """Time the pages of the folders named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="each Nth page")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args(argv)
    try:
        cases = [case for folder in arguments.folders for case in read_cases(folder) if case.form == "html"]
    except CorpusError as error:
        parser.error(str(error))
    taken = cases[:: arguments.every]
    times = [time_rendering(extract(case.read_page(), url=case.url), arguments.rounds) for case in taken]
    print(f"{len(times)} pages: median {median(times):.3f} ms, 90th percentile {quantiles(times, n=10)[-1]:.3f} ms a page")
    return 1 if median(times) > MAX_MEDIAN else 0


if __name__ == "__main__":
    sys.exit(main())
