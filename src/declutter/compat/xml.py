"""An article as the XML that trafilatura writes: <doc> with <main> and an empty <comments>."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from declutter.body import BodyBlock, Code, Embed, Figure, Heading, List, Quote, Rule, Table

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML 1.0 cannot hold


def doc_element(attributes: Mapping[str, str | None], title: str | None, lead: str | None, body: Iterable[BodyBlock]) -> Any:
    """Return the <doc> element, an lxml tree; attributes without a value are left out."""
    from lxml import etree  # noqa: PLC0415 - only this format needs it

    doc = etree.Element("doc", {name: _text(value) for name, value in attributes.items() if value})
    doc.append(main_element(title, lead, body))
    etree.SubElement(doc, "comments")
    return doc


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
                _add(parent, "head", block.text, rend=f"h{block.level}")
            case List():
                whole = _add(parent, "list", rend="ol" if block.ordered else "ul")
                for item in block.items:
                    if len(item.blocks) == 1 and not isinstance(item.blocks[0], List):
                        _add(whole, "item", item.text)
                    else:
                        _fill(_add(whole, "item"), item.blocks)
            case Quote():
                _fill(_add(parent, "quote"), block.blocks)
            case Code():
                _add(parent, "code", block.text)
            case Table():
                table = _add(parent, "table")
                for row in block.rows:
                    line = _add(table, "row")
                    for cell in row:
                        _add(line, "cell", cell.text, **({"role": "head"} if cell.header else {}))
            case Figure():
                _add(parent, "graphic", src=block.url, **({"alt": block.alt} if block.alt else {}))
                if block.text:
                    _add(parent, "p", block.text)
            case Embed():
                _add(parent, "media", block.text or None, src=block.url)
            case Rule():
                pass
            case _:
                _add(parent, "p", block.text)


def _add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    from lxml import etree  # noqa: PLC0415 - likewise

    element = etree.SubElement(parent, tag, {name: _text(value) for name, value in attributes.items()})
    element.text = None if text is None else _text(text)
    return element


def _text(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
