"""Authors whom no word calls so: a name alone under the headline, with which a note on its bearer begins further down."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from declutter.metadata.bylines import Byline
from declutter.metadata.names import is_name, is_role
from declutter.parsing.page import Flag, Page

BELOW = 4  # blocks below the headline among which such a name may stand
MIN_APART = 8  # blocks between the name and the note
MIN_NOTE_CHARS = 60
NOTE_LINES = 3  # blocks after the name in a box of its own, of which one must be the note
_NOT_A_NAME = Flag.NAV | Flag.HIDDEN | Flag.CAPTION | Flag.FOOTER | Flag.HEADING | Flag.BUTTON
_FULL_NAME = regex.compile(
    r"\p{Lu}[\p{L}'’.-]*(?:\s\p{Lu}[\p{L}'’.-]*|\s(?:de|da|di|van|von|der|del|la|le|bin|al)){0,3}\s\p{Lu}[\p{L}'’-]+"
)
_GOES_ON = regex.compile(r"\s*(?:,|\s\p{Ll})")  # "Ada Quill is …"


def introduced_authors(page: Page, headline: int | None) -> Iterator[Byline]:
    """Yield the name that stands alone below the headline and that a note on its bearer begins with."""
    if headline is None:
        return
    blocks = page.blocks
    for index in range(headline + 1, min(headline + 1 + BELOW, len(blocks))):
        block = blocks[index]
        name = block.text
        if block.link_chars or block.flags & _NOT_A_NAME or not _FULL_NAME.fullmatch(name):
            continue
        if name.isupper() or is_role(name) or not is_name(name) or not _has_note(page, name, index + MIN_APART):
            continue
        yield Byline("introduced", (name,), name, index, index)
        return


def _has_note(page: Page, name: str, start: int) -> bool:
    blocks, first = page.blocks, name.split(maxsplit=1)[0]
    for at in range(start, len(blocks)):
        text = blocks[at].text
        if not text.startswith(name) or blocks[at].flags & Flag.NAV:
            continue
        if len(text) >= len(name) + MIN_NOTE_CHARS and _GOES_ON.match(text, len(name)):
            return True
        notes = (block.text for block in blocks[at + 1 : at + 1 + NOTE_LINES] if len(block.text) >= MIN_NOTE_CHARS)
        if text == name and any(note.startswith(first) or name in note for note in notes):
            return True
    return False
