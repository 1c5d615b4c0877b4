"""An article as the XML that trafilatura writes: <doc> with <main> and <comments>."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from declutter.body import (
    Admonition,
    BodyBlock,
    Code,
    Embed,
    Figure,
    Heading,
    List,
    Paragraph,
    Post,
    Quote,
    Rule,
    Span,
    Table,
)
from declutter.render.inline import Piece, inline_tree, plain_text

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML 1.0 cannot hold
_MARKUP = {"strong": "#b", "emphasis": "#i", "sub": "#sub", "sup": "#sup"}


def doc_element(
    attributes: Mapping[str, str | None], title: str | None, lead: str | None, body: Iterable[BodyBlock],
    comments: Iterable[BodyBlock] = (),
) -> Any:  # fmt: skip
    """Return the <doc> element, an lxml tree; attributes without a value are left out."""
    from lxml import etree  # noqa: PLC0415 - only this format needs it

    doc = etree.Element("doc", {name: _text(value) for name, value in attributes.items() if value})
    doc.append(main_element(title, lead, body))
    doc.append(comments_element(comments))
    return doc


def comments_element(comments: Iterable[BodyBlock]) -> Any:
    """Return the <comments> element: the texts, in the order of the page, without who wrote them."""
    from lxml import etree  # noqa: PLC0415 - likewise

    element = etree.Element("comments")
    _fill(element, comments)
    return element


def main_element(title: str | None, lead: str | None, body: Iterable[BodyBlock]) -> Any:
    """Return the <main> element with title, lead and body."""
    from lxml import etree  # noqa: PLC0415 - likewise

    main = etree.Element("main")
    if title:
        _add(main, "head", title, rend="h1")
    if lead:
        _add(main, "p", lead)
    _fill(main, body)
    return main


def _fill(parent: Any, body: Iterable[BodyBlock]) -> None:
    for block in body:
        match block:
            case Heading():
                _mark(_add(parent, "head", rend=f"h{block.level}"), block.text, block.spans)
            case List():
                whole = _add(parent, "list", rend="ol" if block.ordered else "ul")
                for item in block.items:
                    if len(item.blocks) == 1 and isinstance(only := item.blocks[0], Paragraph):
                        _mark(_add(whole, "item"), only.text, only.spans)
                    else:
                        _fill(_add(whole, "item"), item.blocks)
            case Quote():
                _fill(_add(parent, "quote"), block.blocks)
            case Admonition() | Post():
                if isinstance(block, Admonition) and block.title:
                    _add(parent, "p", block.title)
                _fill(parent, block.blocks)
            case Code():
                _add(parent, "code", block.text)
            case Table():
                table = _add(parent, "table")
                for row in block.rows:
                    line = _add(table, "row")
                    for cell in row:
                        _mark(_add(line, "cell", **({"role": "head"} if cell.header else {})), cell.text, cell.spans)
            case Figure():
                _add(parent, "graphic", src=block.url, **({"alt": block.alt} if block.alt else {}))
                if block.text:
                    _add(parent, "p", block.text)
            case Embed():
                _add(parent, "media", block.text or None, src=block.url)
            case Rule():
                pass
            case Paragraph():
                _mark(_add(parent, "p"), block.text, block.spans)
            case _:
                _add(parent, "p", block.text)


def _mark(parent: Any, text: str, spans: Sequence[Span]) -> None:
    """Append text with the markup of its spans."""
    _pieces(parent, inline_tree(text, spans, innermost=frozenset(("code", "math"))))


def _pieces(parent: Any, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        if isinstance(piece, str):
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + _text(piece)
            else:
                parent.text = (parent.text or "") + _text(piece)
        elif piece.kind == "link":
            _pieces(_add(parent, "ref", target=piece.url or ""), piece.pieces)
        elif piece.kind == "strike":
            _pieces(_add(parent, "del", rend="overstrike"), piece.pieces)
        elif piece.kind in _MARKUP:
            _pieces(_add(parent, "hi", rend=_MARKUP[piece.kind]), piece.pieces)
        else:  # code and formulas, which hold no other markup
            _add(parent, "code", plain_text(piece.pieces))


def _add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    from lxml import etree  # noqa: PLC0415 - likewise

    element = etree.SubElement(parent, tag, {name: _text(value) for name, value in attributes.items()})
    element.text = None if text is None else _text(text)
    return element


def _text(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
