"""The text of pages that show none: as their JSON-LD states it, or the data that scripts would fill them with."""

from __future__ import annotations

from declutter.body import BodyBlock, Paragraph
from declutter.metadata.hydration import hydration_texts
from declutter.metadata.sources import Sources, types_of
from declutter.options import DEFAULTS
from declutter.parsing.decode import encoded
from declutter.parsing.limits import parse_safely
from declutter.parsing.page import Page
from declutter.parsing.segment import segment
from declutter.parsing.text import normalize

MIN_CHARS = 200  # a shorter articleBody is a teaser


def stated_text(sources: Sources) -> str:
    """Return the longest articleBody or text in the page's JSON-LD, as written; "" if there is none."""
    texts = [value for item in sources.json_ld for key in ("articleBody", "text") if isinstance(value := item.get(key), str)]
    return max(texts, key=len, default="")


def stated_body(sources: Sources) -> tuple[BodyBlock, ...]:
    """Return the paragraphs of the longest text in the page's JSON-LD, or a product's description; () if that is short."""
    described = [
        value for item in sources.json_ld if "Product" in types_of(item) and isinstance(value := item.get("description"), str)
    ]
    text = stated_text(sources) or max(described, key=len, default="")
    return _paragraphs(text) if len(text) >= MIN_CHARS else ()


def hydrated_body(page: Page) -> tuple[BodyBlock, ...]:
    """Return the paragraphs of the main text in the data that a page carries for its scripts; () if there is none."""
    if not page.elements.node:
        return ()
    return tuple(block for text in hydration_texts(page.elements.node[0].css("script")) for block in _paragraphs(text))


def _paragraphs(text: str) -> tuple[BodyBlock, ...]:
    if "</" in text or "<br" in text:
        return tuple(Paragraph(block.text) for block in segment(parse_safely(encoded(text), DEFAULTS.max_depth)[0]).blocks)
    return tuple(Paragraph(clean) for line in text.splitlines() if (clean := normalize(line)))
