"""An article's footnotes as renderers write them: labels that any format can hold, and marks of notes that there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from declutter.body import (
    Admonition,
    BodyBlock,
    Figure,
    Footnote,
    Heading,
    List,
    Paragraph,
    Post,
    Quote,
    Span,
    Table,
)

if TYPE_CHECKING:
    from declutter.article import Article

_PLAIN_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")


def tie_notes(article: Article) -> Article:
    """Return the article with labels of ASCII letters, digits and hyphens, each note its own, and no mark without a note.

    An article without footnotes, as most are, is returned as it is.
    """
    wholes = (article.body, article.comments)
    if not any(map(_has_notes, wholes)):
        return article
    labels = [note.label for blocks in wholes for note in _notes(blocks)]
    names = _names(labels)
    first: dict[str, str] = {}
    for label, name in zip(labels, names, strict=True):
        first.setdefault(label, name)
    following = iter(names)
    body, comments = (_all_tied(blocks, first, following) for blocks in wholes)
    return replace(article, body=body, comments=comments)


def _names(labels: Iterable[str]) -> list[str]:
    """Return for each label itself, or a number where it cannot be written or another note has it, in any case.

    >>> _names(["1", "a", "A", "*", "1"])
    ['1', 'a', '3', '4', '5']
    """
    names: list[str] = []
    taken: set[str] = set()
    for label in labels:
        name, count = label, len(names) + 1
        if not _PLAIN_LABEL.fullmatch(label) or label.lower() in taken:
            while (name := str(count)) in taken:
                count += 1
        names.append(name)
        taken.add(name.lower())
    return names


def _has_notes(blocks: Iterable[BodyBlock]) -> bool:
    """Whether there is a footnote or the mark of one."""
    for block in blocks:
        if isinstance(block, Paragraph | Heading | Figure):
            if block.spans and any(span.kind == "footnote" for span in block.spans):
                return True
        elif isinstance(block, Footnote):
            return True
        elif isinstance(block, List):
            if any(_has_notes(item.blocks) for item in block.items):
                return True
        elif isinstance(block, Table):
            if any(span.kind == "footnote" for row in block.rows for cell in row for span in cell.spans):
                return True
        elif isinstance(block, Quote | Admonition | Post) and _has_notes(block.blocks):
            return True
    return False


def _notes(blocks: Iterable[BodyBlock]) -> Iterator[Footnote]:
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield from _notes(item.blocks)
        elif isinstance(block, Quote | Admonition | Post | Footnote):
            if isinstance(block, Footnote):
                yield block
            yield from _notes(block.blocks)


def _tied(block: BodyBlock, names: Mapping[str, str], of_notes: Iterator[str]) -> BodyBlock:
    if isinstance(block, Paragraph | Heading | Figure):
        return replace(block, spans=_spans(block.spans, names)) if block.spans else block
    if isinstance(block, List):
        items = (replace(item, blocks=_all_tied(item.blocks, names, of_notes)) for item in block.items)
        return replace(block, items=tuple(items))
    if isinstance(block, Table):
        rows = (tuple(replace(cell, spans=_spans(cell.spans, names)) for cell in row) for row in block.rows)
        return replace(block, rows=tuple(rows))
    if isinstance(block, Footnote):
        label = next(of_notes)
        return Footnote(_all_tied(block.blocks, names, of_notes), label)
    if isinstance(block, Quote | Admonition | Post):
        return replace(block, blocks=_all_tied(block.blocks, names, of_notes))
    return block


def _all_tied(blocks: Iterable[BodyBlock], names: Mapping[str, str], of_notes: Iterator[str]) -> tuple[Any, ...]:
    return tuple([_tied(block, names, of_notes) for block in blocks])


def _spans(spans: Iterable[Span], names: Mapping[str, str]) -> tuple[Span, ...]:
    return tuple(
        replace(span, label=names[span.label or ""]) if span.kind == "footnote" else span
        for span in spans
        if span.kind != "footnote" or span.label in names
    )
