"""Bodies without what a caller did not ask for: tables, images, links, markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from declutter.body import Admonition, BodyBlock, Embed, Figure, List, Paragraph, Post, Quote, Span, Table


def trim_body(body: Iterable[BodyBlock], *, tables: bool, images: bool, links: bool, markup: bool) -> tuple[BodyBlock, ...]:
    """Return the blocks without tables, images and embeds, links or other markup; the caption of an image stays as text."""
    return tuple(_trimmed(body, tables=tables, images=images, links=links, markup=markup))


def _trimmed(body: Iterable[BodyBlock], **wanted: bool) -> Iterator[BodyBlock]:
    for block in body:
        if isinstance(block, Table) and not wanted["tables"]:
            continue
        if isinstance(block, Figure | Embed) and not wanted["images"]:
            if block.text:
                yield Paragraph(block.text)
            continue
        if isinstance(block, List):
            items = (replace(item, blocks=trim_body(item.blocks, **wanted)) for item in block.items)
            if kept := tuple(item for item in items if item.blocks):
                yield replace(block, items=kept)
        elif isinstance(block, Quote | Admonition | Post):
            if inside := trim_body(block.blocks, **wanted):
                yield replace(block, blocks=inside)
        elif isinstance(block, Table):
            rows = tuple(tuple(_without_spans(cell, **wanted) for cell in row) for row in block.rows)
            yield replace(block, rows=rows)
        else:
            yield _without_spans(block, **wanted)


def _without_spans(holder: Any, *, links: bool, markup: bool, **_: bool) -> Any:
    spans: tuple[Span, ...] = getattr(holder, "spans", ())
    kept = tuple(span for span in spans if (links if span.kind == "link" else markup))
    return holder if kept == spans else replace(holder, spans=kept)
