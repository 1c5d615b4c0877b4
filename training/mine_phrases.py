"""Propose junk phrases: short blocks of annotated pages that recur on several sites and are content on none of them.

Run as: python training/mine_phrases.py FOLDER… [--sites 3] [--language de]
It prints candidates, most sites first: sites, pages, sites on which the block is content, languages, text. A person
decides on each one and writes it into src/declutter/data/phrases/; nothing is taken over by itself. docs/phrases.md
says what to ask of a candidate.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import read_cases
from benchmarks.phrases import SHORT_CHARS, LabelledPage, labelled_pages
from declutter.data import fold, junk_category

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MIN_SITES = 3  # a block on fewer sites may be one maker's own
CONTENT_SHARE = 0.02  # of its sites on which a candidate may be content: annotators err as well; the list shows the count


@dataclass(slots=True)
class Candidate:
    """Where a folded text stands."""

    spellings: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    junk_sites: set[str] = field(default_factory=set)
    content_sites: set[str] = field(default_factory=set)
    pages: int = 0


def candidates(pages: Iterable[LabelledPage], min_sites: int = MIN_SITES) -> list[Candidate]:
    """Return what recurs as boilerplate and is no phrase yet, most sites first."""
    found: dict[str, Candidate] = defaultdict(Candidate)
    for page in pages:
        site = site_of(page.case.url) or page.case.id
        for text, is_content in {(block.text, block.is_content) for block in page.blocks}:
            if len(text) >= SHORT_CHARS or junk_category(text) is not None:
                continue
            candidate = found[fold(text)]
            candidate.spellings[text] += 1
            candidate.languages[page.language] += 1
            candidate.pages += 1
            (candidate.content_sites if is_content else candidate.junk_sites).add(site)
    chosen = [
        candidate
        for candidate in found.values()
        if len(candidate.junk_sites) >= min_sites and len(candidate.content_sites) <= CONTENT_SHARE * len(candidate.junk_sites)
    ]
    return sorted(chosen, key=lambda candidate: (-len(candidate.junk_sites), min(candidate.spellings)))


def site_of(url: str | None) -> str:
    """Return an address's host without "www.", or "" where there is none."""
    return (urlsplit(url or "").hostname or "").removeprefix("www.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the candidates of the cases in the folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--sites", type=int, default=MIN_SITES, metavar="N", help="on at least so many sites")
    parser.add_argument("--language", metavar="CODE", help="of pages in this language alone")
    chosen = parser.parse_args(arguments)
    cases = (case for folder in chosen.folders for case in read_cases(folder))
    pages = (page for page in labelled_pages(cases) if chosen.language in (None, page.language))
    for candidate in candidates(pages, chosen.sites):
        languages = " ".join(language for language, _ in candidate.languages.most_common(3))
        text = candidate.spellings.most_common(1)[0][0].replace("\n", " / ")
        print(len(candidate.junk_sites), candidate.pages, len(candidate.content_sites), languages, text, sep="\t")


if __name__ == "__main__":
    main()
