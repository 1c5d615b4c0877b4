"""The stages in order, and nothing else."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from declutter.article import Article, Metadata
from declutter.assemble import assemble
from declutter.errors import InputTooLarge
from declutter.metadata.fields import find_metadata, find_site_name
from declutter.metadata.lead import find_lead
from declutter.metadata.sources import Sources, read_sources
from declutter.metadata.stated import stated_body
from declutter.metadata.textdump import find_headlines
from declutter.metadata.title import find_title
from declutter.options import DEFAULTS, Options
from declutter.parsing.decode import binary_kind, decode
from declutter.parsing.limits import thin
from declutter.parsing.lines import read_lines
from declutter.parsing.page import Page
from declutter.parsing.paths import css_paths
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.scoring.features import measure
from declutter.scoring.model import line_probabilities, probabilities
from declutter.scoring.select import KEEP_FROM, Verdict, judge

_TAG = re.compile(r"<[^<>]*>")  # of two "<" the second one begins a tag, so that none is tried against the whole rest
CONFIDENT_CHARS = 600  # kept text below which an extraction is the less sure, the shorter it is
MIN_TEXT_CHARS = 200  # text on a page below which its <noscript> and its JSON-LD are looked at for the content


class ExplainedBlock(NamedTuple):
    """A block of the page, and what became of it."""

    text: str
    tag: str | None  # of the block-level element that holds it; None in text dumps
    path: str | None  # a CSS selector that finds that element in the page; None in text dumps, shadow roots, over 256 deep
    probability: float  # that it is content, in [0, 1]
    keep: bool
    reason: str


class _Examination(NamedTuple):
    """What the stages between segmentation and assembly found."""

    title: str | None
    lead: int | None
    metadata: Metadata
    probabilities: tuple[float, ...]
    verdicts: tuple[Verdict, ...]
    sources: Sources


def extract(page: bytes | str | Any, *, url: str | None = None, encoding: str | None = None,
            options: Options = DEFAULTS) -> Article:  # fmt: skip
    """Return the article of a web page: bytes, str or an lxml tree.

    `url` is the page's address, for relative links; nothing is fetched. `encoding` is a hint for bytes: an encoding's
    name or a Content-Type header. A page without content gives an Article with an empty body, False in a condition.

    Raises TypeError for input that is no page at all and for a `url` that is no str, InputTooLarge for a page over
    `options.max_bytes`; nothing else.
    """
    return _build(read_page(page, url=url, encoding=encoding, options=options))


def extract_text(text: str, *, url: str | None = None, options: Options = DEFAULTS) -> Article:
    """Return the article in a text dump that still carries its page's boilerplate: lines are taken as blocks.

    Raises TypeError for anything but str, InputTooLarge for text over `options.max_bytes` characters.
    """
    return _build(_read_text(text, url, options))


def explain(page: bytes | str | Any, *, url: str | None = None, encoding: str | None = None,
            options: Options = DEFAULTS) -> tuple[ExplainedBlock, ...]:  # fmt: skip
    """Return every block of a page in document order, kept or dropped, with its probability, reason and place.

    Raises as `extract` does.
    """
    return _explain(read_page(page, url=url, encoding=encoding, options=options))


def explain_text(text: str, *, options: Options = DEFAULTS) -> tuple[ExplainedBlock, ...]:
    """Return every line of a text dump, kept or dropped. Raises as `extract_text` does."""
    return _explain(_read_text(text, None, options))


def read_page(page: bytes | str | Any, *, url: str | None, encoding: str | None, options: Options) -> Page:
    """Decode, parse and segment a page."""
    _check_url(url)
    if isinstance(page, bytes) and (kind := binary_kind(page)):
        return Page(url=url).noting(f"no page: the bytes are {kind}")
    html = _to_str(page, encoding, options)
    thinned, notes = thin(html, options.max_depth)
    read = segment(parse(thinned), url, options)
    if read.noscript and _is_main_text(read.noscript, read):
        thinned, notes = thin(html, options.max_depth, scripting=False)
        read = segment(parse(thinned, scripting=False), url, options, scripting=False)
    for note in notes:
        if note not in read.notes:
            read = read.noting(note)
    return read


def _is_main_text(noscript: tuple[str, ...], page: Page) -> bool:
    """Whether the <noscript> elements hold more running text than the rest of the page."""
    hidden = sum(len(_TAG.sub("", markup)) for markup in noscript)
    return hidden >= MIN_TEXT_CHARS and hidden > sum(len(block.text) - block.link_chars for block in page.blocks)


def _read_text(text: str, url: str | None, options: Options) -> Page:
    if not isinstance(text, str):
        raise TypeError(f"extract_text takes str, not {type(text).__name__}")
    _check_url(url)
    _check_size(len(text), options, "characters")
    return read_lines(text, url, options)


def _to_str(page: Any, encoding: str | None, options: Options) -> str:
    if isinstance(page, str):
        _check_size(len(page), options, "characters")
        return page
    if isinstance(page, (bytes, bytearray, memoryview)):
        _check_size(len(page), options, "bytes")
        return decode(bytes(page), encoding)
    from lxml import etree  # noqa: PLC0415 - needed only where the caller brings something else than text
    from lxml import html as lxml_html  # noqa: PLC0415 - likewise

    root = page.getroot() if isinstance(page, etree._ElementTree) else page  # noqa: SLF001 - lxml has no other name for it
    if isinstance(root, etree._Element):  # noqa: SLF001 - likewise
        text: str = lxml_html.tostring(root, encoding="unicode", with_tail=False)
        _check_size(len(text), options, "characters")
        return text
    raise TypeError(f"extract takes bytes, str or an lxml tree, not {type(page).__name__}")


def _check_url(url: Any) -> None:
    if url is not None and not isinstance(url, str):
        raise TypeError(f"url is a str or None, not {type(url).__name__}")


def _check_size(size: int, options: Options, unit: str) -> None:
    if size > options.max_bytes:
        raise InputTooLarge(f"{size:,} {unit} are over Options.max_bytes = {options.max_bytes:,}")


def _examine(page: Page) -> _Examination:
    """Run the stages from metadata to verdicts."""
    sources = read_sources(page.head)
    if page.is_text:
        evidence = measure(page)
        scores = line_probabilities(evidence.matrix)
        title, headline, lead = find_headlines(page, (scores >= KEEP_FROM).tolist(), evidence.junk)
        metadata = Metadata()
        taken: dict[int, str] = {}
    else:
        title, headline = find_title(page, sources, find_site_name(sources))
        evidence = measure(page, headline)
        scores = probabilities(evidence.matrix)
        metadata, taken = find_metadata(page, sources, headline)
        lead = find_lead(page, headline)
    if lead is not None:
        taken[lead] = "lead"
    if headline is not None:
        taken[headline] = "title"
    verdicts = judge(page, evidence, scores, taken, headline)
    return _Examination(title, lead, metadata, tuple(scores.tolist()), tuple(verdicts), sources)


def _build(page: Page) -> Article:
    found = _examine(page)
    kept = [index for index, verdict in enumerate(found.verdicts) if verdict.keep]
    body = assemble(page, kept)
    notes = page.notes
    if sum(len(page.blocks[index].text) for index in kept) < MIN_TEXT_CHARS and (stated := stated_body(found.sources)):
        body, notes = stated, (*notes, "the text is that of the page's JSON-LD: the page itself shows next to none")
    lead = page.blocks[found.lead].text if found.lead is not None else None
    chars = sum(len(page.blocks[index].text) for index in kept)
    mean = sum(len(page.blocks[i].text) * found.probabilities[i] for i in kept) / chars if chars else 0.0
    if not body and not lead:
        notes = (*notes, "no text was found that looks like content")
    return Article(
        title=found.title, lead=lead, body=body, metadata=found.metadata, notes=notes,
        confidence=round(mean * min(1.0, chars / CONFIDENT_CHARS), 3),
    )  # fmt: skip


def _explain(page: Page) -> tuple[ExplainedBlock, ...]:
    found = _examine(page)
    paths = css_paths(page.elements.node)
    return tuple(
        ExplainedBlock(
            block.text,
            page.elements.tag[block.element] if block.element >= 0 else None,
            paths[block.element] if block.element >= 0 else None,
            probability,
            verdict.keep or index == found.lead,
            verdict.reason,
        )
        for index, (block, probability, verdict) in enumerate(
            zip(page.blocks, found.probabilities, found.verdicts, strict=True)
        )
    )
