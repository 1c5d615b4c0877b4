"""What the pages of a site share: texts that stand on several of them, and are furniture wherever they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from declutter.data import fold
from declutter.errors import TemplateError
from declutter.options import DEFAULTS, Options
from declutter.parsing.page import Block, Page
from declutter.parsing.text import latin_length

FURNITURE = "the site's furniture"  # the reason of what a template leaves out
FORMAT = 1  # of the file; others are refused
MIN_LENGTH = 20  # Latin letters of a text that is told by its words alone: shorter ones, such as prices, recur in content
MAX_TEXTS = 20_000  # texts that a template holds, about 40 bytes each in its file
MAX_PAGES = 10_000  # texts and addresses of pages that a template knows again
MIN_SHARE = 0.02  # of the pages learned, on which a text must stand to be the site's
FULL_PARAGRAPH, MIN_PARAGRAPHS = 120, 3  # Latin letters, and how many such blocks of its own make a page an article
SURE_PAGES, SURE_SHARE = 3, 0.5  # what stands on so many pages, and so large a share of them, is furniture on any page

# A number with the word before it and those between it and the next: "on Monday 5 March 2024 at 10:15" → "on 0".
_DATE = re.compile(r"(?:[^\W\d_]+ )?0(?: [^\W\d_]+ 0)*(?![^ ])")
_DIGITS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class SiteTemplate:
    """How often each text stands on the pages of a site, numbers and dates left aside.

    A value: `update` and `merge` return new templates. It holds digests, no text; its size is bounded.
    """

    pages: tuple[int, ...] = ()  # digests of each page's text and address; the latest MAX_PAGES of them
    texts: Mapping[int, int] = field(default_factory=dict)  # digest of a folded text → pages that it stands on
    learned: int = 0  # pages, all that were ever learned

    @classmethod
    def learn(cls, pages: Iterable[bytes | str | Any], *, options: Options = DEFAULTS) -> SiteTemplate:
        """Return the template of a site by its pages, as `extract` takes them; a pair is a page and its address.

        Two pages are enough, of different articles; a page that is given twice counts once. With their addresses, versions
        of one page are known as such. Raises as `extract` does.
        """
        from declutter.extractor import read_page  # noqa: PLC0415 - the extractor uses templates

        pairs = (page if isinstance(page, tuple) else (page, None) for page in pages)
        return cls().adding(read_page(page, url=url, encoding=None, options=options) for page, url in pairs)

    @classmethod
    def learn_text(cls, texts: Iterable[str], *, options: Options = DEFAULTS) -> SiteTemplate:
        """Return the template of a site by text dumps of its pages, as `extract_text` takes them."""
        from declutter.extractor import read_text  # noqa: PLC0415 - likewise

        return cls().adding(read_text(text, None, options) for text in texts)

    def update(self, page: bytes | str | Any, *, url: str | None = None, encoding: str | None = None,
               options: Options = DEFAULTS) -> SiteTemplate:  # fmt: skip
        """Return the template with one more page learned. Takes and raises what `extract` does."""
        from declutter.extractor import read_page  # noqa: PLC0415 - likewise

        return self.adding([read_page(page, url=url, encoding=encoding, options=options)])

    def update_text(self, text: str, *, url: str | None = None, options: Options = DEFAULTS) -> SiteTemplate:
        """Return the template with one more text dump learned. Raises as `extract_text` does."""
        from declutter.extractor import read_text  # noqa: PLC0415 - likewise

        return self.adding([read_text(text, url, options)])

    def adding(self, pages: Iterable[Page]) -> SiteTemplate:
        """Return the template with more pages learned; one that is known already teaches nothing."""
        known, texts, learned = dict.fromkeys(self.pages), dict(self.texts), self.learned
        for page in pages:
            identities = page_identities(page)
            if not page.blocks or not known.keys().isdisjoint(identities):
                continue
            known |= dict.fromkeys(identities)
            learned += 1
            for key in dict.fromkeys(block_keys(page)):  # in the page's order: the same pages give the same template
                if key is not None:
                    texts[key] = texts.pop(key, 0) + 1  # at the end: what was seen last is forgotten last
            texts = _bounded(texts)
        return SiteTemplate(tuple(known)[-MAX_PAGES:], texts, learned)

    def merge(self, other: SiteTemplate) -> SiteTemplate:
        """Return what both have learned, of other pages; pages that both have count twice."""
        texts = dict(self.texts)
        for key, count in other.texts.items():
            texts[key] = texts.pop(key, 0) + count
        pages = tuple(dict.fromkeys((*self.pages, *other.pages)))[-MAX_PAGES:]
        return SiteTemplate(pages, _bounded(texts), self.learned + other.learned)

    def taught(self, lesson: SiteTemplate) -> SiteTemplate:
        """Return the template with the pages of another one learned, unless one of them is known: then it is as it was."""
        return self if not set(self.pages).isdisjoint(lesson.pages) else self.merge(lesson)

    def first_texts(self, number: int) -> SiteTemplate:
        """Return the template with so many of its texts at most: those that were learned first."""
        return SiteTemplate(self.pages, dict(islice(self.texts.items(), number)), self.learned)

    def furniture(self, page: Page) -> frozenset[int]:
        """Return the indices of the page's blocks that are the site's.

        None are where the page would be left without an article of its own: then it is another version of a page that
        was learned, or a page whose content the site repeats, as shops do. What stands on three pages, and on half of
        all, goes anyway.
        """
        if not self.texts:
            return frozenset()
        is_learned = not set(self.pages).isdisjoint(page_identities(page))
        needed = max(1, MIN_SHARE * self.learned) + is_learned
        counts = [self.texts.get(key, 0) if key is not None else 0 for key in block_keys(page)]
        shared = frozenset(index for index, count in enumerate(counts) if count >= needed)
        if _has_own_article(page, shared):
            return shared
        sure = max(SURE_PAGES, SURE_SHARE * self.learned)
        certain = frozenset(index for index in shared if counts[index] >= sure)
        return certain if len(certain) < len(page.blocks) else frozenset()

    def save(self, path: str | Path) -> None:
        """Write the template to a JSON file."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> SiteTemplate:
        """Return the template in a file that `save` has written.

        Raises TemplateError if it holds none, or one of a format that this version does not know; OSError if it cannot
        be read.
        """
        try:
            return cls.from_json(Path(path).read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise TemplateError(f"{path} holds no template: {error}") from error

    def to_json(self) -> str:
        """Return the template as JSON, the same for equal templates."""
        return json.dumps(
            {
                "declutter_template": FORMAT,
                "learned": self.learned,
                "pages": [f"{page:016x}" for page in self.pages],
                "texts": {f"{key:016x}": count for key, count in self.texts.items()},
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> SiteTemplate:
        """Return the template in JSON that `to_json` has given. Raises TemplateError for anything else."""
        try:
            stored = json.loads(text)
        except ValueError as error:
            raise TemplateError(f"no template: {error}") from error
        if not isinstance(stored, dict) or "declutter_template" not in stored:
            raise TemplateError("no template: it lacks the key declutter_template")
        if stored["declutter_template"] != FORMAT:
            raise TemplateError(f"a template of format {stored['declutter_template']!r}; this version reads {FORMAT}")
        try:
            pages = tuple(int(page, 16) for page in stored["pages"])
            texts = {int(key, 16): int(count) for key, count in stored["texts"].items()}
            return cls(pages[-MAX_PAGES:], _bounded(texts), int(stored["learned"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise TemplateError(f"a template that is damaged: {error!r}") from error


def _has_own_article(page: Page, shared: frozenset[int]) -> bool:
    """Whether what is left of a page is an article: several full paragraphs, or one, and more than what it shares."""
    own = [block for index, block in enumerate(page.blocks) if index not in shared]
    full = sum(2 * block.link_chars < len(block.text) and latin_length(block.text) >= FULL_PARAGRAPH for block in own)
    return full >= MIN_PARAGRAPHS or (full > 0 and _unlinked(own) > _unlinked(page.blocks[index] for index in shared))


def _unlinked(blocks: Iterable[Block]) -> int:
    """Return the characters of blocks that are in no link."""
    return sum(len(block.text) - block.link_chars for block in blocks)


def page_identities(page: Page) -> tuple[int, ...]:
    """Return what a page is known again by: all of its text, and its address without the fragment, if that is known."""
    text = _digest("\n".join(block.text for block in page.blocks))
    return (text, _digest(page.url.partition("#")[0])) if page.url else (text,)


def block_keys(page: Page) -> list[int | None]:
    """Return for each block the digest of its folded text, numbers and dates left aside; None for a short one."""
    return [_key(block.text) for block in page.blocks]


def _key(text: str) -> int | None:
    if len(text) < MIN_LENGTH / 3:
        return None
    folded = _DATE.sub("0", fold(text))
    return _digest(folded) if latin_length(_DIGITS.sub("", folded)) >= MIN_LENGTH else None


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _bounded(texts: dict[int, int]) -> dict[int, int]:
    """Return the texts, the rarest and oldest of them left out over MAX_TEXTS."""
    if len(texts) <= MAX_TEXTS:
        return texts
    excess = len(texts) - MAX_TEXTS * 3 // 4  # more than needed, so that it is not done for each page
    gone = set(islice((key for key, _ in sorted(texts.items(), key=lambda item: item[1])), excess))
    return {key: count for key, count in texts.items() if key not in gone}
