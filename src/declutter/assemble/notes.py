"""Footnotes: the marks in a text, the notes that they lead to, and what in a note only leads back."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from declutter.parsing.page import Elements, Flag, Page

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

MAX_NOTE_BLOCKS = 12  # a longer one is a chapter with a numbered link to it
MAX_MARK_CHARS = 16
MAX_LEVELS = 3  # of elements around a mark or a note that may be named so

# Names of notes and their lists, by which a page without any is told at little cost: MediaWiki's, Sphinx's, Word's,
# pandoc's, WordPress's, Substack's and those of most converters of Markdown.
NOTE_HINTS = ("footnote", "cite_note", "ftn", "endnote", "-fn-", "\nfn", " fn", "reference", "reflist")
FIRST_MARKS = ("[1]", "[i]", "[*]")  # where no element is named: texts that were pasted from a word processor
_MARK = re.compile(
    r"[\[(（【]?\s*((?:(?:note|nb|fn|anm|n)\.?\s*)?\d{1,4}[a-z]?|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶⁂]{1,4})\s*[\])）】]?[.:]?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[(（【].+[\])）】]")
_NAMES_NOTES = re.compile(
    r"foot-?note|end-?note|cite[_-]?(?:note|ref)|note-?ref|_?ftn|_?edn\d|sdfootnote|(?:^|[\s:_-])fn(?:ref)?(?:[:_-]|\d|$|\s)"
    r"|(?:^|[\s_-])(?:references?|reflist|notes)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMES_BACK = re.compile(
    r"back-?(?:link|ref)|note-?back|fn-?back|return-?(?:to|link)|footnote-number|to-top|reversefootnote", re.IGNORECASE
)
_BRACKETS = "[]() \xa0"
_LABELS = frozenset("label brackets backrefs mw-cite-backlink footnote-number fn-bracket footnote-label".split())
_ARROWS = re.compile(r"[\s^↩↑↵⏎⤴⇑←\ufe0e\ufe0f]+|(?:jump )?(?:back|up)|return|zurück", re.IGNORECASE)
_NOT_IN_LABEL = re.compile(r"[\W_]+")
_INLINE = frozenset("sup span b strong i em small a cite".split())


class Notes(NamedTuple):
    """The footnotes of a page whose mark and whose text were both kept."""

    marks: Mapping[int, str] = {}  # of each mark's element, by its id in the tree: the label of its note
    rows: Mapping[int, str] = {}  # of each element that is a note: its label
    back: frozenset[int] = frozenset()  # ids in the tree of what is no text: labels, links back, marks of dropped notes


class _Mark(NamedTuple):
    """A link that may be a footnote's mark."""

    node: Node
    row: int
    target: Node
    text: str
    is_named: bool


NONE = Notes()


def find_notes(page: Page, kept: Sequence[int], outside: frozenset[int] = frozenset()) -> Notes:
    """Return the notes of kept marks: short links into the page, to what is named a note or leads back.

    Elements in those of the rows `outside`, such as tables of data, are none.
    """
    elements = page.elements
    rows = {node.mem_id: row for row, node in enumerate(elements.node)}
    targets: dict[str, Node] = {}
    for node in elements.node[0].css("[id], a[name]"):
        for name in ("id", "name"):
            if value := node.attributes.get(name):
                targets.setdefault(value, node)
    with_text = {page.blocks[index].element for index in kept}
    found: dict[int, list[_Mark]] = {}  # by the note's row
    ambiguous: set[int] = set()
    for mark in _marks(page, rows, targets, with_text):
        row = _note_row(elements, rows, mark.target)
        if row > mark.row and _may_be_note(page, mark, row, outside):
            others = found.setdefault(row, [])
            if others and others[0].target.mem_id != mark.target.mem_id:
                ambiguous.add(row)  # several notes in one element
            others.append(mark)
        elif row < 0:
            ambiguous.add(_row_of(rows, mark.target))
    for row in tuple(found):
        ambiguous.update(around for around in islice(elements.ancestors(row), 1, None) if around in found)
    labels: dict[int, str] = {}
    marks: dict[int, str] = {}
    back: set[int] = set()
    for row, leading in found.items():
        if row in ambiguous:
            continue
        links_back = _back(elements.node[row], rows, targets, {mark.row for mark in leading})
        if not (links_back or any(mark.is_named for mark in leading)):
            continue
        if not _is_kept(elements, kept, row):
            back.update(mark.node.mem_id for mark in leading)
            continue
        label = labels[row] = _label(leading[0].text, set(labels.values()))
        marks.update((mark.node.mem_id, label) for mark in leading)
        back |= links_back
        if elements.tag[row] == "dd":  # its label is the term before it
            back.add(leading[0].target.mem_id)
    return Notes(marks, labels, frozenset(back))


def _marks(page: Page, rows: Mapping[int, int], targets: Mapping[str, Node], with_text: set[int]) -> Iterator[_Mark]:
    """Yield the links in kept text that look like marks, in document order."""
    elements = page.elements
    own = (page.url or "").split("#", 1)[0]
    for link in elements.node[0].css('a[href*="#"]'):
        address, _, fragment = (link.attributes.get("href") or "").strip().partition("#")
        if not fragment or (address and address != own):
            continue
        target = targets.get(fragment) or targets.get(unquote(fragment))
        if target is None:
            continue
        text = _short_text(link)
        if text is None or not _MARK.fullmatch(text):
            continue
        node, raised = _whole_mark(link, text)
        row = _row_of(rows, link)
        if row not in with_text:
            continue
        whole = (_short_text(node) or text).strip()
        named = _is_named(link) or (link.parent is not None and _is_named(link.parent))
        if raised or named or _BRACKETED.fullmatch(whole):
            is_named = _is_named(target) or any(
                _NAMES_NOTES.search(elements.names[around])
                for around in islice(elements.ancestors(_row_of(rows, target)), MAX_LEVELS)
            )
            yield _Mark(node, row, target, text, is_named)


def _whole_mark(link: Node, text: str) -> tuple[Node, bool]:
    """Return the outermost element that holds nothing but the mark, and whether the mark is raised above its line."""
    child = link.first_child
    while child is not None and child.tag == "-text" and child.text_content.isspace():
        child = child.next
    raised = child is not None and child.tag == "sup"
    node = link
    for _ in range(MAX_LEVELS):
        around = node.parent
        if around is None or around.tag not in _INLINE:
            break
        if (_short_text(around) or "").strip(_BRACKETS) != text.strip(_BRACKETS):
            break
        node = around
        raised = raised or node.tag == "sup"
    around = node.parent
    return node, raised or (around is not None and around.tag == "sup")  # several marks, parted by commas


def _is_named(node: Node) -> bool:
    attributes = node.attributes
    if attributes.get("role") in ("doc-noteref", "doc-footnote", "doc-endnote") or attributes.get("rel") == "footnote":
        return True
    if "data-footnote-ref" in attributes or "data-fn" in attributes:
        return True
    return any(_NAMES_NOTES.search(value) for name in ("class", "id", "name") if (value := attributes.get(name)))


def _note_row(elements: Elements, rows: Mapping[int, int], target: Node) -> int:
    """Return the row of the note that starts with a mark's target, -1 if it does not start one."""
    at = target
    while at.mem_id not in rows:
        before = at.prev
        while before is not None:
            if (before.text_content or "").strip() if before.tag == "-text" else before.text().strip():
                return -1
            before = before.prev
        if at.parent is None:
            return -1
        at = at.parent
    row = rows[at.mem_id]
    if elements.tag[row] == "dt":
        following = row + 1
        while following < len(elements) and elements.parent[following] >= row:
            following += 1
        is_note = following < len(elements) and elements.tag[following] == "dd"
        return following if is_note and elements.parent[following] == elements.parent[row] else -1
    above = elements.parent[row]
    if elements.tag[row] == "p" and above >= 0 and elements.tag[above] in ("li", "dd"):
        first = elements.first_block[row] == elements.first_block[above]
        return above if first else row
    return row


def _may_be_note(page: Page, mark: _Mark, row: int, outside: frozenset[int]) -> bool:
    """Whether an element is as short as a note, and beside the mark's own."""
    elements = page.elements
    first, end = elements.first_block[row], elements.end_block[row]
    if not 0 < end - first <= MAX_NOTE_BLOCKS or elements.tag[row] in ("body", "main", "article", "tr", "td", "th"):
        return False
    if any(block.flags & Flag.HEADING for block in page.blocks[first:end]):
        return False
    return row not in elements.ancestors(mark.row) and not any(around in outside for around in elements.ancestors(row))


def _is_kept(elements: Elements, kept: Sequence[int], row: int) -> bool:
    at = bisect_left(kept, elements.first_block[row])
    return at < len(kept) and kept[at] < elements.end_block[row]


def _back(note: Node, rows: Mapping[int, int], targets: Mapping[str, Node], from_rows: set[int]) -> frozenset[int]:
    """Return what in a note leads back to its marks, or is its label."""
    found: set[int] = set()
    for node in note.css("a, span, td, dt, div, sup"):
        names = node.attributes.get("class") or ""
        if not _LABELS.isdisjoint(names.split()):
            found.add(node.mem_id)
        elif node.tag == "a":
            fragment = (node.attributes.get("href") or "").strip().partition("#")[2]
            target = targets.get(fragment) or targets.get(unquote(fragment)) if fragment else None
            text = _short_text(node)
            named = _NAMES_BACK.search(names) or node.attributes.get("role") == "doc-backlink"
            if text is not None and (
                named
                or (fragment and _ARROWS.fullmatch(text))
                or (target is not None and _MARK.fullmatch(text) and _row_of(rows, target) in from_rows)
            ):
                found.add(_whole_mark(node, text)[0].mem_id)
    return frozenset(found)


def _row_of(rows: Mapping[int, int], node: Node) -> int:
    at: Node | None = node
    while at is not None:
        if (row := rows.get(at.mem_id)) is not None:
            return row
        at = at.parent
    return -1


def _short_text(node: Node) -> str | None:
    """Return an element's text, None if it is longer than a mark is."""
    text = node.text().strip()
    return text if len(text) <= MAX_MARK_CHARS else None


def _label(mark: str, taken: set[str]) -> str:
    """Return a label for a note, as its mark shows it, or a number where that shows a sign.

    >>> _label("[Note 3]", set()), _label("*", {"1"}), _label("1", {"1"})
    ('Note-3', '2', '1-2')
    """
    shown = _NOT_IN_LABEL.sub("-", mark).strip("-")
    label, count = shown or str(len(taken) + 1), 2
    while label in taken:
        label, count = (f"{shown}-{count}" if shown else str(len(taken) + count)), count + 1
    return label
