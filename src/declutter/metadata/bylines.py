"""The bylines that a reader sees: near the headline by words, classes and links, and anywhere by a label."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from declutter.metadata.bywords import (
    BY_NICK,
    INNER_BY,
    LABEL_BEGINNINGS,
    LABELLED,
    LABELLED_AT_END,
    MAX_LABEL_CHARS,
    OTHERS_BY,
    STRONG_BY,
    WRITTEN_BEGINNINGS,
    WRITTEN_BY,
    find_others,
    is_by_alone,
    may_be_labelled,
    may_be_written,
    may_begin_byline,
)
from declutter.metadata.names import MAX_NAME_CHARS, is_name, is_nick, is_role, split_names
from declutter.metadata.places import in_comment, is_named_near
from declutter.parsing.classes import BITS_OF_WORDS, MAX_CHARS, STRONG, Memo
from declutter.parsing.page import Block, Flag, Page
from declutter.parsing.text import SENTENCE_ENDS
from declutter.parsing.tree import Node

ABOVE, BELOW = 8, 24  # blocks around the headline among which a byline may stand
MAX_LINE_CHARS = 220
MAX_INLINE_NODES = 60
MAX_LABEL_BLOCKS = 2_000  # from the top of the page that are searched for a label such as "Text:"
MAX_NEAR_BLOCKS = 3  # in an element whose class words are about each of them
MAX_INNER_CHARS = 140  # a longer line with a "by" in it is prose
MAX_GAP = 3  # blocks between the names in a row of authors' boxes
_OF_OTHERS = re.compile(  # before a "by": it is not the author who follows
    r"(?:photo\w*|foto\w*|images?|bild(?:er)?|illustration\w*|video|zitat|quote|fact[- ]?checked|reviewed|geprüft|verified|"
    r"artikel|articles?|posts?|beiträge)\W*$"
)
_CLOSING = frozenset(")）】")
_NO_BYLINE = Flag.NAV | Flag.HIDDEN | Flag.CAPTION
_BOUNDARY = "\x1f"
_GLUED = re.compile(rf"([^\s(]){_BOUNDARY}+([^\s,.;:)])")
_LABEL_MARK = re.compile(r"[:：]|[记記者员生]\s")
# What stands in a line with a "by" inside, in small letters: most lines hold none, and these are looked up in no time.
_INNER_WORDS = (
    "by", "von", "par", "por", "di", "door", "av", "af", "przez", "от", "aut", "text", "作者", "记者", "記者", "文", "编",
)  # fmt: skip
_DATED = re.compile(r"\d{1,2}\D{1,20}\d{4}|\d{4}\D\d|\d{1,2}[.:]\d{2}|\|")
_DIGIT_OR_BAR = re.compile(r"\d|\|")
_AUTHOR_CLASS = re.compile(
    r"author|byline|(?:^|[^a-z])by(?:$|[^a-z])|autor|auteur|autore|verfasser|writer|journalist|redakteur|redacteur|"
    r"redactor|"
    r"contributor|creator|firma(?:$|[^a-z])|posted-?by|articulista|periodista|giornalist|skribent|kirjoittaja|yazar|"
    r"muhabir|"
    r"reporter|signature|(?:^|[^a-z])fn(?:$|[^a-z])|byl(?:$|[^a-z])"
)  # in small letters, which costs a third
_NOT_AUTHOR_CLASS = re.compile(
    r"avatar|image|photo|bio|desc|social|follow|share|twitter|comment|related|date|time|role|title|position"
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|a|i|e|in)?|auteurs?|by|people|person|profiles?|journalists?|writers?|contributors?|staff|"
    r"columnists?|redaktion|redakteure?|user|users|members?|team|yazar(?:lar)?|autores|firmas|reporters?|experts?|u|@\w+|"
    r"correspondents|journaliste|giornalisti|redactie|avtor|author/.*)(?:[/.]|-|$)|[?&]author=", re.IGNORECASE,
)  # fmt: skip


class Byline(NamedTuple):
    """A place that names authors."""

    source: str
    names: tuple[str, ...]
    raw: str
    block: int | None = None
    end: int | None = None  # the last block of a row of names
    organizations: frozenset[str] = frozenset()
    most: float = math.inf  # trust at most, because the page does not show the name
    is_news: bool = False  # stated by an object that says that it is news


def shown_authors(page: Page, headline: int | None) -> Iterator[Byline]:
    """Yield the bylines that a reader sees near the headline; names in boxes side by side are one byline."""
    blocks = page.blocks
    start, stop = (max(0, headline - ABOVE), headline + BELOW) if headline is not None else (0, ABOVE + BELOW)
    expected = False  # the block before was a "By" and nothing else
    skipped = -1  # the block after a "Reviewed by" and nothing else
    last: Byline | None = None
    for index in range(start, min(stop, len(blocks))):
        block = blocks[index]
        text = block.text
        if index == headline or len(text) > MAX_LINE_CHARS or block.flags & _NO_BYLINE:
            expected = False
            continue
        if _is_of_others_alone(text):
            skipped = index + 1
            continue
        if index == skipped and not may_begin_byline(text):
            continue
        if is_by_alone(text):
            expected = not block.link_chars  # "Authors" in a menu is followed by its next entry
            continue
        byline = _byline(page, index, expected)
        expected = False
        if byline is None or in_comment(page, index, headline):
            continue
        if last is not None and last.block is not None and _is_continued(page, last, byline, index):
            last = last._replace(names=tuple(dict.fromkeys((*last.names, *byline.names))), block=last.block, end=index)
            continue
        if last is not None:
            yield last
        last = byline
    if last is not None:
        yield last


def _is_continued(page: Page, last: Byline, byline: Byline, index: int) -> bool:
    """Whether a byline is the next box of a row of authors."""
    elements = page.elements
    if index - (last.end or index) > MAX_GAP or last.block is None:
        return False
    one, other = (elements.attributes(page.blocks[at].element).get("class") for at in (last.block, index))
    return one == other and bool(one) and last.source.split()[0] == byline.source.split()[0]


def _byline(page: Page, index: int, expected: bool) -> Byline | None:
    """Return the names in a block if anything says that it is a byline: its words, its classes, its links."""
    elements, block = page.elements, page.blocks[index]
    named = is_named_near(page, block.element, MAX_NEAR_BLOCKS, _NAMES_AUTHOR)
    others = find_others(block.text)
    if not others:
        return None
    is_prose = len(block.text) > MAX_INNER_CHARS or block.text[-1] in SENTENCE_ENDS
    by = expected or _begins_with_by(block.text)
    if is_prose and not named and not by:
        return None
    alone = elements.end_block[block.element] - elements.first_block[block.element] == 1
    has_inline = _has_inline(elements.node[block.element], block, alone)
    marked, linked = _marked_names(page, index, alone) if has_inline else ((), ())
    if others > 0:  # "By Ada Quill. Reviewed by Ben Marsh"
        own = block.text[:others]
        marked, linked = (tuple(name for name in names if name in own) for names in (marked, linked))
    if not (by or named or marked or linked) and not (
        ((has_inline and alone) or _DIGIT_OR_BAR.search(block.text)) and _may_hold_by(block.text)
    ):
        return None
    text = _parted_text(elements.node[block.element]) if has_inline and alone else block.text
    if block.flags & Flag.FOOTER and not (by or named or marked):
        return None
    tells = bool(marked or linked or named) or _DATED.search(text) is not None  # else a "by" inside is not believed
    inner = INNER_BY.search(text) if tells and not by and not is_prose else None
    if inner is not None and _OF_OTHERS.search(text[: inner.start() + 1].lower()):
        return None
    if is_prose and not by and not named:
        linked = ()
    if marked:
        return Byline("marked" + (" by" if by or inner else ""), marked, text, index, index)
    linked = tuple(name for name in linked if " " in name or by or inner or named)
    if linked and (by or inner or named or len(text) <= MAX_NAME_CHARS):
        return Byline("link" + (" by" if by or inner else "") + (" named" if named else ""), linked, text, index, index)
    if not by and not named and not inner:
        return None
    names = split_names(inner["rest"] if inner else text)
    names = [name for name in names if is_name(name) or ((by or inner) and is_nick(name))]
    if named and not by and not inner:
        names = [name for name in names if " " in name or not name.isascii()]
    if not names:
        return None
    source = "by" if by else "within" if inner else "class"
    return Byline(source + (" named" if named and source != "class" else ""), tuple(names), text, index, index)


def _is_of_others_alone(text: str) -> bool:
    return len(text) <= MAX_LABEL_CHARS and not find_others(text) and OTHERS_BY.fullmatch(text.rstrip(" :")) is not None


def _may_hold_by(text: str) -> bool:
    """Whether a "by" may stand inside of a line: False is certain, True is not."""
    folded = text.casefold()
    return any(word in folded for word in _INNER_WORDS)


def _begins_with_by(text: str) -> bool:
    if not may_begin_byline(text):
        return may_be_written(text) and WRITTEN_BY.match(text) is not None
    return STRONG_BY.match(text) is not None or BY_NICK.fullmatch(text) is not None


def _has_inline(holder: Node, block: Block, alone: bool) -> bool:
    """Whether the block may hold inline elements beside its text."""
    if block.link_chars or block.node is None:
        return True
    if not alone:
        return block.node.parent is not None and block.node.parent.mem_id != holder.mem_id
    first = holder.first_child
    return first is None or first.mem_id != block.node.mem_id or first.next is not None


def _parted_text(node: Node) -> str:
    """Return an element's text, with a bar where two inline boxes meet without a space."""
    return " ".join(_GLUED.sub(r"\1 | \2", node.text(separator=_BOUNDARY)).replace(_BOUNDARY, "").split())


def _has_author_class(attributes: Mapping[str, str | None]) -> bool:
    if attributes.get("rel") == "author" or "author" in (attributes.get("itemprop") or ""):
        return True
    names, own_id = attributes.get("class"), attributes.get("id")
    return bool((names and _NAMES_AUTHOR[names]) or (own_id and _NAMES_AUTHOR[own_id]))


def _is_author_word(word: str) -> int:
    word = word.lower()
    return _AUTHOR_CLASS.search(word) is not None and _NOT_AUTHOR_CLASS.search(word) is None


_IS_AUTHOR_WORD = Memo(_is_author_word, 8192)
_NAMES_AUTHOR = Memo(lambda value: any(map(_IS_AUTHOR_WORD.__getitem__, value[:MAX_CHARS].split())), 8192)


def _marked_names(page: Page, index: int, alone: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names in a block's inline elements that say they are the author's, and those in links to authors' pages."""
    elements, block = page.elements, page.blocks[index]
    row = block.element
    marked: dict[str, None] = {}
    linked: dict[str, None] = {}
    for node in _inline_nodes(elements.node[row], block.node, alone):
        attributes = node.attributes
        is_marked = _has_author_class(attributes)
        if not is_marked and not (node.tag == "a" and _AUTHOR_LINK.search(attributes.get("href") or "")):
            continue
        text = _parted_text(node)
        if len(text) > MAX_LINE_CHARS or "".join(node.text().split()) not in "".join(block.text.split()):
            continue
        names = [name for name in split_names(text) if is_name(name) or is_nick(name)]
        (marked if is_marked else linked).update(dict.fromkeys(names))
    people = [name for name in marked if not is_role(name)]  # "Ada Quill" and "Print Editor", in boxes side by side
    return tuple(people or marked), tuple(linked)


def _inline_nodes(holder: Node, first: Node | None, alone: bool) -> Iterator[Node]:
    """Yield the inline elements of a block: all in its element if no other block is there, else those around its start."""
    if alone:
        for count, node in enumerate(holder.traverse(include_text=False)):
            if count > MAX_INLINE_NODES:
                return
            if count and not (node.tag or "!").startswith(("-", "!")):  # of processing instructions it is None
                yield node
        return
    at: Node | None = first.parent if first is not None else None
    while at is not None and at.mem_id != holder.mem_id:
        yield at
        at = at.parent


def labelled_authors(page: Page, headline: int | None) -> Iterator[Byline]:
    """Yield the authors that a label names anywhere else on the page, as at the end of the text."""
    classes = page.elements.names
    for index, block in enumerate(page.blocks[:MAX_LABEL_BLOCKS]):
        text = block.text
        start = text[:2]
        is_written = start in WRITTEN_BEGINNINGS and len(text) <= MAX_LINE_CHARS and may_be_written(text)
        if not (is_written or start in LABEL_BEGINNINGS or start[:1] in LABEL_BEGINNINGS or text[-1:] in _CLOSING):
            continue
        if is_written and (written := _written(page, index, headline)):
            yield written
            continue
        if len(text) <= MAX_NAME_CHARS:
            match = LABELLED.fullmatch(text) if _may_be_label(text) else None
            if match is None and BITS_OF_WORDS[classes[block.element]] & STRONG and may_begin_byline(text):
                byline = _byline(page, index, expected=False)
                is_by = byline is not None and byline.source.split()[0] in ("by", "within")
                is_whole = byline is not None and all(" " in name or not name.isascii() for name in byline.names)
                if byline and is_by and is_whole and not in_comment(page, index, headline):
                    yield byline._replace(source="after")
                continue
        elif text[-1] in _CLOSING:
            match = LABELLED_AT_END.search(text, max(0, len(text) - MAX_NAME_CHARS))
        else:
            continue
        if match is None or block.flags & (Flag.NAV | Flag.CAPTION) or in_comment(page, index, headline):
            continue
        names = tuple(name for name in split_names(match["names"]) if is_name(name))
        if names:
            yield Byline("label", names, text[-MAX_NAME_CHARS:], index, index)


def _written(page: Page, index: int, headline: int | None) -> Byline | None:
    """Return the names in a line that says "Written by" or the like, wherever it stands, but in comments and menus."""
    block = page.blocks[index]
    match = WRITTEN_BY.match(block.text)
    if match is None or block.flags & (Flag.NAV | Flag.CAPTION) or in_comment(page, index, headline):
        return None
    names = tuple(
        name for name in split_names(block.text[match.end() :]) if is_name(name) and (" " in name or not name.isascii())
    )
    return Byline("written", names, block.text, index, index) if names else None


def _may_be_label(text: str) -> bool:
    return (":" in text or not text.isascii()) and may_be_labelled(text) and _LABEL_MARK.search(text) is not None
