"""jusText's `justext` and its stop lists, with declutter inside: every paragraph, content or boilerplate."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from declutter.compat.advice import refuse, refuse_value
from declutter.extractor import examine, read_page
from declutter.options import DEFAULTS
from declutter.parsing.page import Flag
from declutter.parsing.paths import css_paths

DEFAULT_THRESHOLDS = {
    "length_low": 70, "length_high": 200, "stopwords_low": 0.3, "stopwords_high": 0.32, "max_link_density": 0.2,
    "max_heading_distance": 200,
}  # fmt: skip
KNOWN = ("html_text", "stoplist", "no_headings", "encoding")
ADVICE = {
    "preprocessor": "pass an lxml tree that you have prepared",
    "default_encoding": "encodings are detected",
    "enc_errors": "bytes that are no text become U+FFFD",
}
_STEP = re.compile(r"^([^:]+)(?::nth-child\((\d+)\))?$")
_ESCAPE = re.compile(r"\\(?:[0-9a-f]+ |.)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the page, content or boilerplate."""

    text: str
    class_type: str
    """"good" or "bad"; the original's "short" and "neargood" are steps on its way there."""
    probability: float
    """That it is content, in [0, 1]; the original has none."""
    reason: str
    """Why it is content or not; the original has none."""
    dom_path: str
    xpath: str
    chars_count_in_links: int
    heading: bool

    @property
    def is_boilerplate(self) -> bool:
        """Whether it is no content."""
        return self.class_type != "good"

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.heading

    @property
    def cf_class(self) -> str:
        """As `class_type`: there is one verdict."""
        return self.class_type

    @property
    def words_count(self) -> int:
        """Words, parted by white space."""
        return len(self.text.split())

    def __len__(self) -> int:
        return len(self.text)

    def links_density(self) -> float:
        """Return the share of characters in links."""
        return self.chars_count_in_links / len(self.text) if self.text else 0.0

    def stopwords_count(self, stopwords: Collection[str]) -> int:
        """Return how many words are among `stopwords`."""
        return sum(word.lower() in stopwords for word in self.text.split())

    def stopwords_density(self, stopwords: Collection[str]) -> float:
        """Return the share of words that are among `stopwords`."""
        return self.stopwords_count(stopwords) / self.words_count if self.words_count else 0.0


def justext(html_text: str | bytes | Any, stoplist: Collection[str] = (), *thresholds: Any, no_headings: bool = False,
            encoding: str | None = None, **parameters: Any) -> list[Paragraph]:  # fmt: skip
    """Return every paragraph of a page; title and lead are content, and so are headings unless `no_headings`.

    `stoplist` is not needed. Raises TypeError, with advice, on thresholds other than the original's and on parameters that
    have no counterpart.
    """
    del stoplist
    given = dict(zip((*DEFAULT_THRESHOLDS, "no_headings", "encoding"), thresholds, strict=False))
    no_headings = given.pop("no_headings", no_headings)
    encoding = given.pop("encoding", encoding)
    for name, default in DEFAULT_THRESHOLDS.items():
        value = given.get(name, parameters.pop(name, default))
        if value != default:
            advice = "there are no thresholds; use declutter.explain(page, options=Options(favor='precision' or 'recall'))"
            refuse_value("justext", name, value, advice)
    refuse("justext", parameters, ADVICE, (*KNOWN, *DEFAULT_THRESHOLDS))
    page = read_page(html_text, url=None, encoding=encoding, options=DEFAULTS)
    found = examine(page)
    paths = css_paths(page.elements.node)
    paragraphs = []
    for index, block in enumerate(page.blocks):
        verdict = found.judgement.verdicts[index]
        heading = bool(block.flags & Flag.HEADING)
        good = verdict.keep or index in found.lead or verdict.reason == "metadata: title"
        path = paths[block.element] or ""
        paragraphs.append(
            Paragraph(
                text=block.text,
                class_type="good" if good and not (heading and no_headings) else "bad",
                probability=float(found.probabilities[index]),
                reason=verdict.reason,
                dom_path=".".join(step.partition(":")[0] for step in path.split(" > ")),
                xpath=_xpath(path),
                chars_count_in_links=block.link_chars,
                heading=heading,
            )
        )
    return paragraphs


def get_stoplist(language: str) -> frozenset[str]:
    """Return nothing: stop words are not needed, whatever the language."""
    if not isinstance(language, str):
        raise TypeError(f"language is a str, not {type(language).__name__}")
    return frozenset()


def get_stoplists() -> frozenset[str]:
    """Return nothing: there are no lists to choose from, and no language has to be named."""
    return frozenset()


def _xpath(path: str) -> str:
    """Return a CSS selector of elements and their places as XPath.

    >>> _xpath("html > body > p:nth-child(2)")
    '/html/body/*[2][self::p]'
    """
    steps = []
    for step in path.split(" > ") if path else ():
        match = _STEP.match(step)
        name, place = (match[1], match[2]) if match else (step, None)
        test = f"name()='{_ESCAPE.sub(':', name)}'" if "\\" in name else f"self::{name}"
        steps.append(f"*[{place}][{test}]" if place else name)
    return "".join(f"/{step}" for step in steps)
