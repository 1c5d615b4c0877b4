"""The tools that are compared: declutter and installed peers, each as functions from a page to an Extraction.

A tool is imported when it is first used; one that is not installed is left out, and said. Peers run with the
settings their makers ship, since those are what a user gets.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks.measures import ALL_FIELDS, Extraction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG_LINE_CHARACTERS = 80  # what corpus makers commonly ask of a line of a text dump
NO_AUTHOR = "[no-author]"  # readability-lxml's word for it
NO_TITLE = "[no-title]"
INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)


@dataclass(frozen=True, slots=True)
class Tool:
    """An extractor under measure."""

    name: str
    module: str
    """What is imported; "" needs no import."""
    distribution: str
    """Its name on PyPI, whose version the tables state."""
    fields: frozenset[str]
    """The Extraction's fields that it can give; the others are not measured."""
    read_html: Callable[[bytes, str | None], Extraction] | None = None
    """Page and URL to extraction; None if it takes no HTML."""
    read_text: Callable[[str], Extraction] | None = None
    """Text dump to extraction; None if it takes none."""

    def version(self) -> str:
        """Return name and installed version, such as "trafilatura 2.3.1"."""
        if not self.distribution:
            return self.name
        try:
            return f"{self.name} {importlib.metadata.version(self.distribution)}"
        except importlib.metadata.PackageNotFoundError:
            return f"{self.name} (version unknown)"

    def why_missing(self) -> str | None:
        """Return why it cannot be imported, or None if it can."""
        try:
            if self.module:
                importlib.import_module(self.module)
        except ImportError as error:
            return f"{type(error).__name__}: {error}"
        return None


# --- declutter


def read_declutter(page: bytes, url: str | None) -> Extraction:
    """Extract with declutter from the page's bytes."""
    from declutter import extract

    return from_article(extract(page, url=url))


def read_declutter_text(text: str) -> Extraction:
    """Extract with declutter from a text dump."""
    from declutter import extract_text

    return from_article(extract_text(text))


def from_article(article: Any) -> Extraction:
    """Return the fields of a declutter.Article, the day of its publication alone."""
    metadata = article.metadata
    image = getattr(metadata.image, "url", metadata.image)
    return Extraction(
        text=article.text or "",
        title=article.title or "",
        lead=article.lead or "",
        authors=tuple(metadata.authors),
        date=str(metadata.published or "")[:10],
        tags=tuple(metadata.tags or ()),
        image=str(image or ""),
        page_type=article.page_type or "",
    )


# --- trafilatura


def trafilatura_text(page: bytes, url: str | None, *, fast: bool = False) -> str:
    """Return what trafilatura.extract gives by default: the main text, and comments after it."""
    import trafilatura

    return trafilatura.extract(page, url=url, fast=fast) or ""


def read_trafilatura(page: bytes, url: str | None, *, fast: bool = False) -> Extraction:
    """Extract text and metadata with trafilatura; its description stands for the lead, its nearest."""
    import trafilatura

    text = trafilatura_text(page, url, fast=fast)
    found = trafilatura.extract_metadata(page, default_url=url)
    return Extraction(
        text=text,
        title=found.title or "",
        lead=found.description or "",
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        date=found.date or "",
        tags=tuple(found.tags or ()),
        image=found.image or "",
    )


def read_trafilatura_without_comments(page: bytes, url: str | None) -> Extraction:
    """Extract the main text alone with trafilatura: what gold without comments asks of it."""
    import trafilatura

    return Extraction(text=trafilatura.extract(page, url=url, include_comments=False) or "")


def read_trafilatura_fast(page: bytes, url: str | None) -> Extraction:
    """Extract with trafilatura without its fallback algorithms."""
    return read_trafilatura(page, url, fast=True)


# --- Resiliparse


def resiliparse_text(page: bytes) -> str:
    """Return the main text by Resiliparse: encoding detected, decoded, parsed, extracted."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(_resiliparse_tree(page), main_content=True))


def read_resiliparse(page: bytes, _url: str | None) -> Extraction:
    """Extract text and the title element with Resiliparse."""
    return Extraction(text=resiliparse_text(page), title=(_resiliparse_tree(page).title or "").strip())


def _resiliparse_tree(page: bytes) -> Any:
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    return HTMLTree.parse(bytes_to_str(page, detect_encoding(page) or "utf-8"))


# --- readability-lxml


def read_readability_lxml(page: bytes, url: str | None) -> Extraction:
    """Extract with readability-lxml; its summary is HTML, whose text is taken with a line for each block."""
    from readability import Document

    document = Document(page, url=url)
    title, author = document.short_title(), document.author()
    return Extraction(
        text=text_by_block(document.summary(html_partial=True)),
        title="" if title == NO_TITLE else title,
        authors=() if author == NO_AUTHOR else (author,),
    )


def text_by_block(html: str) -> str:
    """Return the text of an HTML fragment, a line for each run between boundaries of block elements."""
    from lxml import html as lxml_html

    pieces = "".join(_pieces(lxml_html.fragment_fromstring(html, create_parent="div")))
    return "\n".join(line for line in (" ".join(line.split()) for line in pieces.split("\f")) if line)


def _pieces(root: Any) -> Iterator[str]:
    """Yield the text pieces in document order, with form feeds at block boundaries."""
    from lxml import etree

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            yield "" if element.tag in INLINE_TAGS else "\f"
            yield element.text or ""
        else:
            yield "\f" if event == "end" and element.tag not in INLINE_TAGS else ""
            yield element.tail or ""


# --- jusText


def read_justext(page: bytes, _url: str | None) -> Extraction:
    """Extract with jusText; the stop words are those of all its languages, since none is named to it.

    That suits it: by the declared language's list, or the English one, it scores lower on every set measured.
    """
    import justext

    paragraphs = justext.justext(page, _all_stop_words())
    return Extraction(
        text="\n\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)
    )


@cache
def _all_stop_words() -> frozenset[str]:
    import justext

    return frozenset().union(*(justext.get_stoplist(name) for name in justext.get_stoplists()))


# --- text dumps


def keep_long_lines(text: str) -> Extraction:
    """Keep the lines of a text dump that are longer than 80 characters: the usual rule of thumb."""
    return Extraction(
        text="\n\n".join(line for line in text.splitlines() if len(line) > LONG_LINE_CHARACTERS)
    )


TRAFILATURA_FIELDS = ALL_FIELDS - {"page_type"}
DECLUTTER = Tool("declutter", "declutter", "declutter", ALL_FIELDS, read_declutter, read_declutter_text)
PEERS = (
    Tool("trafilatura", "trafilatura", "trafilatura", TRAFILATURA_FIELDS, read_trafilatura),
    Tool(
        "trafilatura-no-comments",
        "trafilatura",
        "trafilatura",
        frozenset({"text"}),
        read_trafilatura_without_comments,
    ),
    Tool("trafilatura-fast", "trafilatura", "trafilatura", TRAFILATURA_FIELDS, read_trafilatura_fast),
    Tool("resiliparse", "resiliparse", "Resiliparse", frozenset({"text", "title"}), read_resiliparse),
    Tool(
        "readability-lxml",
        "readability",
        "readability-lxml",
        frozenset({"text", "title", "authors"}),
        read_readability_lxml,
    ),
    Tool("justext", "justext", "jusText", frozenset({"text"}), read_justext),
    Tool("long-lines", "", "", frozenset({"text"}), read_text=keep_long_lines),
)
TOOLS = {tool.name: tool for tool in (DECLUTTER, *PEERS)}


def choose_peers(names: list[str]) -> tuple[Tool, ...]:
    """Return the peers of these names in the order of PEERS; "all" is every one, "none" is none.

    Raises ValueError for a name that no peer has.
    """
    known = [tool.name for tool in PEERS]
    if unknown := sorted(set(names) - {*known, "all", "none"}):
        raise ValueError(f"no such peer: {', '.join(unknown)}; there are {', '.join(known)}, all, none")
    if "none" in names:
        return ()
    return tuple(tool for tool in PEERS if "all" in names or tool.name in names)


def part_by_presence(tools: tuple[Tool, ...]) -> tuple[tuple[Tool, ...], dict[str, str]]:
    """Return the tools that can be imported, and for each of the others its name and why not."""
    missing = {tool.name: reason for tool in tools if (reason := tool.why_missing()) is not None}
    return tuple(tool for tool in tools if tool.name not in missing), missing
