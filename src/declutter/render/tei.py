"""An article as XML after the Text Encoding Initiative (TEI P5): header, body with its sections as divisions, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from declutter.body import (
    Admonition,
    BodyBlock,
    Cell,
    Code,
    Embed,
    Figure,
    Footnote,
    Heading,
    List,
    ListItem,
    Math,
    Paragraph,
    Post,
    Quote,
    Rule,
    Span,
    Table,
)
from declutter.render.inline import Piece, inline_tree, is_safe_url, plain_text
from declutter.render.notes import tie_notes

if TYPE_CHECKING:
    from declutter.article import Article, Metadata

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
NAMESPACE = "http://www.tei-c.org/ns/1.0"
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RENDERED = {"strong": "bold", "emphasis": "italic", "strike": "strikethrough", "sub": "sub", "sup": "sup"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_NAME = re.compile(r"[^\w-]+")


def render_tei(article: Article) -> str:
    """Return the article as a TEI document; docs/tei.rng describes the part of TEI that it uses."""
    from lxml import etree  # noqa: PLC0415 - loaded only by those who want XML

    article = tie_notes(article)
    write = _Writer(etree)
    root = etree.Element("TEI", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    write.header(root, article)
    text = etree.SubElement(root, "text")
    body = etree.SubElement(text, "body")
    if article.title:
        write.inline(etree.SubElement(body, "head"), article.title.strip())
    if article.lead:
        write.inline(etree.SubElement(body, "p", rend="lead"), article.lead)
    write.sections(body, article.body)
    if all(child.tag in ("head", "milestone", "note", "figure") for child in body):
        etree.SubElement(body, "p")  # a body holds more than these
    if article.comments:
        comments = etree.SubElement(etree.SubElement(text, "back"), "div", type="comments")
        write.sections(comments, article.comments)
    found: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{found}\n'


class _Writer:
    """Appends elements to a tree of lxml, which is handed in so that nothing else loads it."""

    def __init__(self, etree: Any) -> None:
        self._etree = etree

    def element(self, parent: Any, tag: str, text: str | None = None, **attributes: str | None) -> Any:
        """Append an element with these attributes, but for those that are None or empty."""
        given = {name: _xml(value) for name, value in attributes.items() if value}
        made = self._etree.SubElement(parent, tag, given)
        if text:
            made.text = _xml(text)
        return made

    def header(self, root: Any, article: Article) -> None:
        """Append the teiHeader."""
        metadata = article.metadata
        header = self.element(root, "teiHeader")
        described = self.element(header, "fileDesc")
        titles = self.element(described, "titleStmt")
        self.element(titles, "title", _line(article.title or ""))
        for author in metadata.authors:
            self.element(titles, "author", _line(author))
        self._publication(self.element(described, "publicationStmt"), metadata)
        source = self.element(self.element(described, "sourceDesc"), "bibl")
        self.element(source, "title", _line(article.title or ""))
        if metadata.url:
            self.element(source, "ptr", type="URL", target=_address(metadata.url))
        profile = self.element(header, "profileDesc")
        if metadata.description:
            self.element(self.element(profile, "abstract"), "p", _line(metadata.description))
        if metadata.language and _LANGUAGE.fullmatch(metadata.language):
            self.element(self.element(profile, "langUsage"), "language", metadata.language, ident=metadata.language)
        if metadata.tags or article.page_type:
            words = self.element(self.element(profile, "textClass"), "keywords")
            for tag in metadata.tags:
                self.element(words, "term", _line(tag))
            if article.page_type:
                self.element(words, "term", article.page_type, type="page-type")
        if not len(profile):
            header.remove(profile)

    def _publication(self, statement: Any, metadata: Metadata) -> None:
        self.element(statement, "publisher", _line(metadata.site_name or "unknown"))
        if metadata.license:
            available = self.element(self.element(statement, "availability"), "licence")
            self.element(available, "ref", _line(metadata.license), target=_address(metadata.license))
        for kind, moment in (("published", metadata.published), ("modified", metadata.modified)):
            if moment:
                self.element(statement, "date", moment.isoformat(), type=kind, when=_when(moment))

    def sections(self, parent: Any, blocks: Sequence[BodyBlock]) -> None:
        """Append blocks; a heading opens a division inside that of the heading above, a post is one of its own."""
        open_divisions: list[tuple[int, Any]] = [(0, parent)]
        for block in blocks:
            if isinstance(block, Heading):
                if not block.text.strip():
                    continue
                while open_divisions[-1][0] >= max(block.level, 1):
                    open_divisions.pop()
                level = max(block.level, 1)
                division = self.element(open_divisions[-1][1], "div", n=str(level))
                self.inline(self.element(division, "head"), _line(block.text) if not block.spans else block.text, block.spans)
                open_divisions.append((level, division))
            elif isinstance(block, Post):
                del open_divisions[1:]
                self.post(parent, block)
            else:
                inside = open_divisions[-1][1]
                if len(inside) and inside[-1].tag == "div":  # after a division there can only be divisions
                    inside = self.element(inside, "div")
                    open_divisions.append((open_divisions[-1][0] + 99, inside))
                self.block(inside, block)

    def post(self, parent: Any, post: Post) -> None:
        """Append a post as a division."""
        score = "" if post.score is None else f"score:{post.score}"
        division = self.element(
            parent, "div", type="post", rend=" ".join(filter(None, (score, "accepted" if post.accepted else "")))
        )
        if post.author:
            self.element(self.element(division, "byline"), "docAuthor", _line(post.author))
        if post.published:
            self.element(division, "docDate", post.published.isoformat(), when=_when(post.published))
        self.sections(division, post.blocks)

    def blocks(self, parent: Any, blocks: Iterable[BodyBlock]) -> None:
        """Append blocks where there are no divisions: a heading is a block like any other."""
        for block in blocks:
            self.block(parent, block)

    def block(self, parent: Any, block: BodyBlock) -> None:
        """Append a block."""
        match block:
            case Heading():
                self.inline(self.element(parent, "ab", type="heading", n=str(block.level)), block.text, block.spans)
            case Paragraph():
                self.inline(self.element(parent, "p"), block.text, block.spans)
            case List():
                self.list(parent, block)
            case Quote():
                held = self.element(parent, "cit")
                self.blocks(self.element(held, "quote"), block.blocks)
                if block.attribution:
                    self.element(held, "bibl", _line(block.attribution))
            case Code():
                self.element(parent, "ab", block.text, type="code", subtype=_NAME.sub("-", block.language or ""))
            case Table():
                self.table(parent, block)
            case Math():
                self.element(self.element(parent, "ab", type="math"), "formula", block.text, notation="TeX")
            case Figure():
                self.figure(parent, block)
            case Embed():
                held = self.element(parent, "ab", type="embed")
                self.element(held, "ref", _line(block.provider or block.url), target=_address(block.url))
                if block.text.strip():
                    self.inline(self.element(parent, "p"), block.text)
            case Admonition():
                note = self.element(parent, "note", type=_NAME.sub("-", block.type))
                if block.title:
                    self.element(note, "label", _line(block.title))
                self.blocks(note, block.blocks)
            case Footnote():
                note = self.element(parent, "note", place="end", n=block.label)
                note.set(XML_ID, f"fn-{block.label}")
                self.blocks(note, block.blocks)
            case Post():
                self.blocks(self.element(self.element(parent, "cit"), "quote"), block.blocks)
            case Rule():
                self.element(parent, "milestone", unit="section")

    def list(self, parent: Any, block: List) -> None:
        """Append a list; one without items is none."""
        if not block.items:
            return
        start = str(block.start) if block.ordered and block.start != 1 else None
        made = self.element(parent, "list", rend="numbered" if block.ordered else "bulleted", n=start)
        for item in block.items:
            self.item(made, item)

    def item(self, parent: Any, item: ListItem) -> None:
        """Append an item; a lone paragraph stands in it bare."""
        kind = "term" if item.term else None if item.checked is None else "done" if item.checked else "open"
        made = self.element(parent, "item", rend=kind)
        if len(item.blocks) == 1 and isinstance(block := item.blocks[0], Paragraph):
            self.inline(made, block.text, block.spans)
        else:
            self.blocks(made, item.blocks)

    def table(self, parent: Any, block: Table) -> None:
        """Append a table; one without cells is none."""
        if not any(block.rows):
            return
        made = self.element(parent, "table")
        if block.caption:
            self.element(made, "head", _line(block.caption))
        for row in filter(None, block.rows):
            written = self.element(made, "row", role="label" if all(cell.header for cell in row) else "data")
            for cell in row:
                self.cell(written, cell)

    def cell(self, parent: Any, cell: Cell) -> None:
        """Append a cell."""
        columns, rows = (str(span) if span > 1 else None for span in (cell.colspan, cell.rowspan))
        made = self.element(parent, "cell", role="label" if cell.header else "data", cols=columns, rows=rows)
        self.inline(made, cell.text, cell.spans)

    def figure(self, parent: Any, block: Figure) -> None:
        """Append a figure with its image, caption, credit and alternative text."""
        made = self.element(parent, "figure")
        width, height = (f"{value}px" if value else None for value in (block.width, block.height))
        self.element(made, "graphic", url=_address(block.url), width=width, height=height)
        if block.alt:
            self.element(made, "figDesc", _line(block.alt))
        if block.caption:
            self.inline(self.element(made, "p", rend="caption"), block.caption, block.spans)
        if block.credit:
            self.element(made, "p", _line(block.credit), rend="credit")

    def inline(self, parent: Any, text: str, spans: Sequence[Span] = ()) -> None:
        """Append text with its markup; a newline is an <lb/>."""
        self._pieces(parent, inline_tree(text, spans, innermost=frozenset(("code", "math"))))

    def _pieces(self, parent: Any, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                self._text(parent, piece)
            elif piece.kind == "link":
                self._pieces(self.element(parent, "ref", target=_address(piece.url or "")), piece.pieces)
            elif piece.kind == "footnote":
                self.element(parent, "ptr", type="footnote", target=f"#fn-{piece.label}")
            elif piece.kind == "math":
                self.element(parent, "formula", plain_text(piece.pieces), notation="TeX")
            elif piece.kind == "code":
                self.element(parent, "hi", plain_text(piece.pieces), rend="code")
            else:
                self._pieces(self.element(parent, "hi", rend=_RENDERED[piece.kind]), piece.pieces)

    def _text(self, parent: Any, text: str) -> None:
        for at, line in enumerate(_xml(text).split("\n")):
            if at:
                self.element(parent, "lb")
            if not line:
                continue
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + line
            else:
                parent.text = (parent.text or "") + line


def _xml(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text) if _NOT_XML.search(text) else text


def _line(text: str) -> str:
    return " ".join(text.split())


def _address(url: str) -> str:
    """Return an address as TEI's pointers must be, without white space; "#" for one that is not safe to follow."""
    return "%20".join(url.split()) if is_safe_url(url) else "#"


def _when(moment: Any) -> str | None:
    """Return a day or moment as XML Schema writes it: whole years have four digits, zones whole minutes."""
    if not isinstance(moment, datetime):
        return str(moment.isoformat())
    offset = moment.utcoffset()
    if offset is not None and (offset.seconds % 60 or abs(offset.total_seconds()) > 14 * 3600):
        return moment.date().isoformat()
    return moment.isoformat()
