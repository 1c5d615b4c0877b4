"""Title and lead of a text dump, from where its lines stand."""

from __future__ import annotations

from collections.abc import Sequence

from declutter.parsing.page import Page
from declutter.parsing.text import SENTENCE_ENDS, latin_length

MIN_TITLE_CHARS, MAX_TITLE_CHARS = 15, 250  # Latin letters
MIN_TITLE_WORDS = 3
MAX_LEAD_CHARS = 320  # a longer first paragraph is body
MIN_BODY_LINES = 3  # content lines that must follow a lead
REACH = 12  # lines above the first content line among which the title may stand


def find_headlines(
    page: Page, content: Sequence[bool], junk: Sequence[str | None]
) -> tuple[str | None, int | None, int | None]:
    """Return the title, its line, and the line of the lead; `content` says which lines look like content.

    The title is the longest line just above the first content line that ends no sentence and is no junk phrase; the
    lead is a short first content line, where a title stands above it and a body follows.
    """
    first = next((index for index, is_content in enumerate(content) if is_content), None)
    if first is None:
        return None, None, None
    candidates = [
        index
        for index in range(max(0, first - REACH), first)
        if junk[index] is None and _could_be_title(page.blocks[index].text)
    ]
    if not candidates:
        return None, None, None
    title = max(candidates, key=lambda index: latin_length(page.blocks[index].text))
    is_lead = latin_length(page.blocks[first].text) <= MAX_LEAD_CHARS and sum(content) > MIN_BODY_LINES
    return page.blocks[title].text, title, first if is_lead else None


def _could_be_title(text: str) -> bool:
    length = latin_length(text)
    if not MIN_TITLE_CHARS <= length <= MAX_TITLE_CHARS or (text[-1] in SENTENCE_ENDS and text[-1] not in '?!"”»’'):
        return False
    return len(text.split()) >= MIN_TITLE_WORDS or length > len(text)
