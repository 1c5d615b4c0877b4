"""Check on annotated pages that a body says everything once and in the page's order.

Run as: python benchmarks/body.py FOLDER… [--every N] [--shown N] [--workers N]
Counts the pages on which a sentence of eight words or more stands twice in the body but not in the gold text, by how it does,
and those on which a block stands in the body after one that follows it on the page. Exits with 1 if a body says a sentence
more often than its page, or a block is out of order: what a page itself says twice is counted, but is no fault of the body.
"""

from __future__ import annotations

import argparse
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import Case, CorpusError, read_cases
from declutter.body import Admonition, BodyBlock, Code, Embed, Figure, Footnote, List, Post, Quote, Table
from declutter.chunks import count_words, split_sentences
from declutter.extractor import HYDRATED_NOTE, STATED_NOTE, build, read_page
from declutter.options import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from declutter.article import Article

MIN_WORDS = 8  # of a sentence that may not stand twice
MIN_CHARS = 12  # visible ones of a text that is looked for on the page: shorter ones stand anywhere
PAGES_A_CHUNK = 8  # handed to a worker at once
_WORD = re.compile(r"\w+")
_NOT_SAID = re.compile(r"[^\w]+")


class Repeat(NamedTuple):
    """A sentence that a body says more often than the gold text."""

    sentence: str
    how: str  # one of HOW


# How a sentence stands twice in a body.
DOUBLED, WHOLE, LISTED, WITHIN = HOW = (
    "more often than on the page",
    "as often as on the page, in texts that are the same",
    "as often as on the page, in items, cells or code",
    "as often as on the page, in texts that differ",
)


class Finding(NamedTuple):
    """What is wrong with one page's body."""

    case_id: str
    repeated: tuple[Repeat, ...]
    misplaced: tuple[str, ...]  # texts that stand on the page before one that the body has before them
    unknown: int  # texts that do not stand on the page as the body has them, such as formulas made TeX
    texts: int


def check_page(case: Case) -> Finding:
    """Extract a page and look at its body."""
    page = read_page(case.read_page(), url=case.url, encoding=None, options=DEFAULTS)
    article = build(page)
    found_elsewhere = bool({HYDRATED_NOTE, STATED_NOTE} & set(article.notes))
    shown = _squeeze(" ".join(block.text for block in page.blocks))
    texts = () if found_elsewhere else tuple(leaf_texts(article.body))
    misplaced, unknown = out_of_order(texts, "" if found_elsewhere else shown)
    repeated = repeated_sentences(article, case.gold.text, None if found_elsewhere else shown.lower())
    return Finding(f"{case.set_name}/{case.id}", repeated, misplaced, unknown, len(texts))


def repeated_sentences(article: Article, gold: str | None, shown: str | None = None) -> tuple[Repeat, ...]:
    """Return the sentences that a body says more than once, and more often than the gold text if there is one.

    `shown` is the page's text, its letters and digits alone, in lower case; None where the body is from elsewhere.
    """
    places: dict[str, list[tuple[str, bool]]] = {}  # of each sentence: the texts it stands in, and whether among many
    for text, is_listed in _places(article.body):
        for line in text.split("\n"):
            for sentence in split_sentences(line):
                if count_words(sentence) >= MIN_WORDS:
                    places.setdefault(" ".join(_words(sentence)), []).append((text, is_listed))
    said = " ".join(_words(gold or ""))
    return tuple(
        Repeat(sentence, _how(sentence, found, shown))
        for sentence, found in places.items()
        if len(found) > max(1, said.count(sentence))
    )


def _how(sentence: str, places: Sequence[tuple[str, bool]], shown: str | None) -> str:
    if shown is not None and len(places) > max(1, shown.count(_squeeze(sentence))):
        return DOUBLED
    if any(is_listed for _, is_listed in places):
        return LISTED
    return WHOLE if len({_squeeze(text) for text, _ in places}) == 1 and len(places) > 1 else WITHIN


def _places(blocks: Iterable[BodyBlock], *, is_listed: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield the texts of a body, each with whether it is an item, a cell or code."""
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield from _places(item.blocks, is_listed=True)
        elif isinstance(block, Quote | Admonition | Footnote | Post):
            yield from _places(block.blocks, is_listed=is_listed)
        else:
            yield from ((text, is_listed or isinstance(block, Table | Code)) for text in leaf_texts((block,)))


def out_of_order(texts: Iterable[str], page: str) -> tuple[tuple[str, ...], int]:
    """Return the texts that stand on the page before one that is before them here, and how many stand nowhere on it."""
    position = unknown = 0
    misplaced: list[str] = []
    for text in texts:
        squeezed = _squeeze(text)
        if len(squeezed) < MIN_CHARS:
            continue
        found = page.find(squeezed, position)
        if found >= 0:
            position = found + len(squeezed)
        elif squeezed in page:
            misplaced.append(text)
        else:
            unknown += 1
    return tuple(misplaced), unknown


def leaf_texts(blocks: Iterable[BodyBlock]) -> Iterator[str]:
    """Yield the texts of a body, those of items, cells and blocks inside others apart, in reading order."""
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield from leaf_texts(item.blocks)
        elif isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)
        elif isinstance(block, Quote | Admonition | Footnote | Post):
            yield from leaf_texts(block.blocks)
        elif isinstance(block, Embed | Figure):
            yield from block.text.split("\n")
        else:
            yield block.text


def _squeeze(text: str) -> str:
    return _NOT_SAID.sub("", text)


def _words(text: str) -> Sequence[str]:
    return _WORD.findall(text.lower())


def main(argv: Sequence[str] | None = None) -> int:
    """Check the pages of the folders named, print counts and examples, and return 1 if a body is to blame."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="each Nth page of a set")
    parser.add_argument("--shown", type=int, default=10, help="pages shown of each kind")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args(argv)
    try:
        cases = [case for folder in arguments.folders for case in read_cases(folder) if case.form == "html"]
    except CorpusError as error:
        parser.error(str(error))
    with ProcessPoolExecutor(arguments.workers) as pool:
        findings = list(pool.map(check_page, cases[:: arguments.every], chunksize=PAGES_A_CHUNK))
    return report(findings, arguments.shown)


def report(findings: Sequence[Finding], shown: int) -> int:
    """Print what was found, the worst pages first, and return 1 if a body is to blame for any of it."""
    repeating = sorted((one for one in findings if one.repeated), key=lambda one: -len(one.repeated))
    misplacing = sorted((one for one in findings if one.misplaced), key=lambda one: -len(one.misplaced))
    texts, unknown = (sum(getattr(one, name) for one in findings) for name in ("texts", "unknown"))
    print(f"{len(findings)} pages, {texts} texts, of which {unknown} stand on their page in another form")
    print(f"a sentence of {MIN_WORDS} words or more twice: {len(repeating)} pages")
    for how in HOW:
        inside = [(one.case_id, some) for one in repeating if (some := [r.sentence for r in one.repeated if r.how == how])]
        print(f"  {how}: {len(inside)} pages, {sum(len(some) for _, some in inside)} sentences")
        for case_id, some in inside[:shown]:
            print(f"    {case_id}: {len(some)}, such as {some[0][:100]!r}")
    print(f"a block out of the page's order: {len(misplacing)} pages")
    for one in misplacing[:shown]:
        print(f"  {one.case_id}: {len(one.misplaced)}, such as {one.misplaced[0][:100]!r}")
    return 1 if misplacing or any(one.how == DOUBLED for page in findings for one in page.repeated) else 0


if __name__ == "__main__":
    sys.exit(main())
