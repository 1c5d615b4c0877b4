"""Texts that are clean already: how many of their words stay when they are taken for dumps.

python benchmarks/clean_texts.py ../shared/corpus [--every 3]

Takes the gold texts of annotated pages as input, as they are and wrapped at 72 columns. Prints for each set the share of
words that stay in title and text, and in the text alone: what was taken for the title is no part of the text.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import Case, read_cases
from benchmarks.measures import words
from declutter import extract_text, keep_lines

SETS = ("fundus", "aed", "zh", "wcxb")
PAGE_TYPE = "article"  # of wcxb; what other pages deliver is no running text
COLUMNS = 72


class Kept(NamedTuple):
    """Words of texts, and how many of them stay."""

    words: int = 0
    anywhere: int = 0  # in title and text
    in_text: int = 0
    by_lines: int = 0  # by keep_lines

    def plus(self, other: Kept) -> Kept:
        """Return the sums."""
        return Kept(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def kept_of(text: str) -> Kept:
    """Return what stays of a text."""
    gold = Counter(words(text))
    article = extract_text(text)
    found = Counter(words(article.text))
    lines = (line for line, keep in zip(text.splitlines(), keep_lines(text), strict=True) if keep)
    return Kept(
        gold.total(), (gold & (found + Counter(words(article.title or "")))).total(), (gold & found).total(),
        (gold & Counter(words("\n".join(lines)))).total(),
    )  # fmt: skip


def texts_of(folder: Path, every: int) -> dict[str, list[str]]:
    """Return the gold texts of each set."""
    found: dict[str, list[str]] = {name: [] for name in SETS}
    cases: Sequence[Case] = [case for case in read_cases(folder) if case.set_name in SETS and case.gold.text]
    for case in cases[::every]:
        if case.set_name != "wcxb" or case.gold.page_type == PAGE_TYPE:
            found[case.set_name].append(case.gold.text or "")
    return found


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--every", type=int, default=1, help="use every n-th page alone")
    args = parser.parse_args()
    print(f"{'set':<16}{'texts':>6}{'words':>10}  {'title and text':>14}  {'text':>7}  {'keep_lines':>10}")
    for name, texts in texts_of(args.corpus, args.every).items():
        wrapped = ["\n".join(textwrap.fill(line, COLUMNS) for line in text.splitlines()) for text in texts]
        for label, given in ((name, texts), (f"{name}, wrapped", wrapped)):
            total = Kept()
            for text in given:
                total = total.plus(kept_of(text))
            shares = [part / max(total.words, 1) for part in total[1:]]
            print(f"{label:<16}{len(given):>6}{total.words:>10}  {shares[0]:>14.4f}  {shares[1]:>7.4f}  {shares[2]:>10.4f}")


if __name__ == "__main__":
    main()
