"""Measure junk phrases alone: how often a block that is one is boilerplate, and how many short junk blocks are caught.

Run as: python benchmarks/phrases.py FOLDER… [--false-hits] [--time]
No scores and no page structure take part. A block is content if gold holds it: as a line of its own, as a run of at
least four words, or together with the words of the block before or after it. This favours content: a menu's "Home" on
a page whose gold has a line "Home" counts as content as well.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import Case, read_cases
from benchmarks.measures import words
from benchmarks.quality import markdown_table
from declutter.data import junk_category
from declutter.data.junk import load
from declutter.errors import DeclutterError
from declutter.extractor import read_page
from declutter.options import DEFAULTS
from declutter.parsing.lines import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from declutter.parsing.page import Page

SHORT_CHARS = 60  # a longer junk block is told by other evidence
UNMISTAKABLE_WORDS = 4  # in a row: that many are no coincidence, wherever gold has them
CONTEXT_WORDS = 2  # of the neighbour, by which a shorter block is found in gold
MIN_LANGUAGE_BLOCKS = 100  # short junk blocks from which a language has a row of its own
UNKNOWN = "?"


class LabelledBlock(NamedTuple):
    """A block's text, and whether gold holds it."""

    text: str
    is_content: bool


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page's blocks that hold words, in document order."""

    case: Case
    language: str
    blocks: tuple[LabelledBlock, ...]


@dataclass(slots=True)
class Tally:
    """Counts of blocks."""

    short_junk: int = 0  # boilerplate of fewer than SHORT_CHARS characters
    short_caught: int = 0  # of these, those that are a phrase
    right: int = 0  # phrases that are boilerplate, of any length
    wrong: int = 0  # phrases that are content

    def add(self, block: LabelledBlock, category: str | None) -> None:
        """Count a block."""
        if category is not None:
            self.right += not block.is_content
            self.wrong += block.is_content
        if not block.is_content and len(block.text) < SHORT_CHARS:
            self.short_junk += 1
            self.short_caught += category is not None

    @property
    def precision(self) -> float | None:
        """The share of phrases that are boilerplate, or None if there is no phrase."""
        hits = self.right + self.wrong
        return self.right / hits if hits else None

    @property
    def caught(self) -> float | None:
        """The share of short junk blocks that are phrases, or None if there are none."""
        return self.short_caught / self.short_junk if self.short_junk else None


def labelled_pages(cases: Iterable[Case]) -> Iterator[LabelledPage]:
    """Yield the pages that have gold text, each block labelled."""
    for case in cases:
        if not case.gold.text:
            continue
        try:
            page = _page_of(case)
        except DeclutterError:
            continue
        language = (page.head.language or "").strip()[:2].lower() or UNKNOWN
        yield LabelledPage(case, language, tuple(label_blocks([block.text for block in page.blocks], case.gold.text)))


def _page_of(case: Case) -> Page:
    data = case.read_page()
    if case.form == "text":
        return read_lines(data.decode("utf-8", "replace"))
    return read_page(data, url=case.url, encoding=None, options=DEFAULTS)


def label_blocks(texts: Sequence[str], gold: str) -> Iterator[LabelledBlock]:
    """Yield each text that has words, and whether the gold text holds it."""
    spelled = [(text, _spell(text)) for text in texts]
    spelled = [(text, plain) for text, plain in spelled if plain]
    lines = {_spell(line) for line in gold.splitlines()}
    whole = f" {_spell(gold)} "
    for at, (text, plain) in enumerate(spelled):
        before = spelled[at - 1][1] if at else ""
        after = spelled[at + 1][1] if at + 1 < len(spelled) else ""
        yield LabelledBlock(text, plain in lines or _stands_in(whole, plain, before, after))


def _spell(text: str) -> str:
    return " ".join(words(text))


def _stands_in(gold: str, plain: str, before: str, after: str) -> bool:
    if f" {plain} " not in gold:
        return False
    if plain.count(" ") + 1 >= UNMISTAKABLE_WORDS:
        return True
    ahead, behind = before.split()[-CONTEXT_WORDS:], after.split()[:CONTEXT_WORDS]
    return (len(behind) == CONTEXT_WORDS and f" {plain} {' '.join(behind)} " in gold) or (
        len(ahead) == CONTEXT_WORDS and f" {' '.join(ahead)} {plain} " in gold
    )


def tally_by_language(pages: Iterable[LabelledPage]) -> tuple[dict[str, Tally], list[tuple[str, LabelledPage]]]:
    """Return the counts of each language, and each text that is a phrase and content, with its page."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    false_hits = []
    for page in pages:
        for block in page.blocks:
            category = junk_category(block.text)
            tallies[page.language].add(block, category)
            if category is not None and block.is_content:
                false_hits.append((block.text, page))
    return dict(tallies), false_hits


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of the counts."""
    out = Tally()
    for tally in tallies:
        out.short_junk += tally.short_junk
        out.short_caught += tally.short_caught
        out.right += tally.right
        out.wrong += tally.wrong
    return out


def table(tallies: dict[str, Tally]) -> str:
    """Return a Markdown table: a row a language with enough blocks, the others together, and all."""
    large = {name: tally for name, tally in tallies.items() if tally.short_junk >= MIN_LANGUAGE_BLOCKS and name != UNKNOWN}
    rest = total(tally for name, tally in tallies.items() if name not in large)
    rows = sorted(large.items(), key=lambda item: -item[1].short_junk)
    rows += [("other, unknown", rest), ("all", total(tallies.values()))]
    body = [
        [name, f"{t.right + t.wrong:,}", _shown(t.precision, 4), f"{t.short_junk:,}", _shown(t.caught, 3)] for name, t in rows
    ]
    return markdown_table(["language", "phrases", "precision", "short junk blocks", "share caught"], body)


def _shown(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def time_matching(texts: Sequence[str], rounds: int = 5) -> tuple[float, float]:
    """Return the milliseconds that loading takes, and the best round's mean microseconds a block."""
    start = time.process_time()
    junk_category("Home")
    loading = time.process_time() - start
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            junk_category(text)
        best = min(best, time.process_time() - start)
    return 1e3 * loading, 1e6 * best / max(len(texts), 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table for the cases in the folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each N-th page only")
    parser.add_argument("--false-hits", action="store_true", help="list every phrase that is content, with its page")
    parser.add_argument("--time", action="store_true", help="time loading and matching")
    chosen = parser.parse_args(arguments)
    cases = [case for folder in chosen.folders for case in read_cases(folder)][:: chosen.every]
    if chosen.time:
        texts = [block.text for page in labelled_pages(cases[::10]) for block in page.blocks]
        loading, matching = time_matching(texts)
        print(f"loading {loading:.1f} ms, matching {matching:.2f} µs a block over {len(texts):,} blocks\n")
    tallies, false_hits = tally_by_language(labelled_pages(cases))
    print(table(tallies))
    loaded = load()
    print(f"\n{len(loaded.exact) + len(loaded.slotted):,} phrases; {len(cases):,} pages; {len(false_hits):,} false hits")
    if chosen.false_hits:
        for text, page in sorted(false_hits, key=lambda hit: hit[0]):
            print(f"{text!r}\t{page.language}\t{page.case.set_name}/{page.case.id}")


if __name__ == "__main__":
    main()
