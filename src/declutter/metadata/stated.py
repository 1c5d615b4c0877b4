"""The text of pages that show none: the article as their JSON-LD states it."""

from __future__ import annotations

from declutter.body import BodyBlock, Paragraph
from declutter.metadata.sources import Sources
from declutter.options import DEFAULTS
from declutter.parsing.limits import thin
from declutter.parsing.segment import segment
from declutter.parsing.text import normalize
from declutter.parsing.tree import parse

MIN_CHARS = 200  # a shorter articleBody is a teaser


def stated_text(sources: Sources) -> str:
    """Return the longest articleBody or text in the page's JSON-LD, as written; "" if there is none."""
    texts = [value for item in sources.json_ld for key in ("articleBody", "text") if isinstance(value := item.get(key), str)]
    return max(texts, key=len, default="")


def stated_body(sources: Sources) -> tuple[BodyBlock, ...]:
    """Return the paragraphs of the longest articleBody or text in the page's JSON-LD; () if there is none to speak of."""
    text = stated_text(sources)
    if len(text) < MIN_CHARS:
        return ()
    if "</" in text or "<br" in text:
        return tuple(Paragraph(block.text) for block in segment(parse(thin(text, DEFAULTS.max_depth)[0])).blocks)
    return tuple(Paragraph(clean) for line in text.splitlines() if (clean := normalize(line)))
