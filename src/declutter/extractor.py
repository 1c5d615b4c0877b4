"""The stages in order, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from declutter.article import Article, Metadata, PageType
from declutter.assemble import assemble
from declutter.errors import InputTooLarge
from declutter.explanation import ExplainedBlock, Explanation
from declutter.metadata.causes import MAX_SHELL_CHARS, ONLY_FURNITURE, why_empty
from declutter.metadata.fields import find_metadata, find_site_name
from declutter.metadata.headings import with_lead
from declutter.metadata.kinds import declared_kinds
from declutter.metadata.lead import Lead, find_lead
from declutter.metadata.opener import opens, with_opener
from declutter.metadata.sources import Sources, read_sources
from declutter.metadata.stated import hydrated_body, stated_body, stated_text
from declutter.metadata.textdump import find_headline, find_standfirst
from declutter.metadata.textlines import find_text_metadata
from declutter.metadata.title import find_title
from declutter.options import BETAS, DEFAULTS, Options
from declutter.parsing.decode import as_utf8, binary_kind, encoded
from declutter.parsing.limits import parse_safely
from declutter.parsing.lines import read_lines
from declutter.parsing.page import Block, Page
from declutter.parsing.paths import css_paths
from declutter.parsing.segment import segment
from declutter.parsing.selectors import Choice, chosen_blocks
from declutter.scoring.features import Evidence, Floats, Statements, junk_phrases, measure, tell_types
from declutter.scoring.model import Model, default_model
from declutter.scoring.select import Judgement, Verdict, judge, likeliest
from declutter.template import FURNITURE, SiteTemplate
from declutter.threads import Thread, find_comments, find_thread, thread_body, with_whole_threads, without_comments

_TAG = re.compile(r"<[^<>]*>")  # of two "<" the second one begins a tag, so that none is tried against the whole rest
STATED_NOTE = "the text is that of the page's JSON-LD: the page itself shows next to none"
HYDRATED_NOTE = "the text is that of the data for the page's scripts: the page itself shows next to none"
MIN_TEXT_CHARS = 200  # text on a page below which its <noscript> and its JSON-LD are looked at for the content


class Examination(NamedTuple):
    """What the stages between segmentation and assembly found."""

    title: str | None
    lead: tuple[int, ...]
    metadata: Metadata
    evidence: Evidence
    probabilities: Floats  # shape (blocks,)
    judgement: Judgement
    sources: Sources
    page_type: PageType | None
    thread: Thread = Thread()


def extract(page: bytes | str | Any, *, url: str | None = None, encoding: str | None = None,
            options: Options = DEFAULTS, template: SiteTemplate | None = None) -> Article:  # fmt: skip
    """Return the article of a web page: bytes, str or an lxml tree.

    `url` is the page's address, for relative links; nothing is fetched. `encoding` is a hint for bytes: an encoding's
    name or a Content-Type header. `template` is what is known of the page's site: texts that its pages share are left out.
    A page without content gives an Article with an empty body, False in a condition.

    Raises TypeError for input that is no page at all and for a `url` that is no str, InputTooLarge for a page over
    `options.max_bytes`, ValueError for one of `options.keep` and `.drop` that is no CSS selector; nothing else.
    """
    read = read_page(page, url=url, encoding=encoding, options=options)
    return build(read.without(template.furniture(read)) if template else read, options=options)


def extract_text(text: str, *, url: str | None = None, options: Options = DEFAULTS,
                 template: SiteTemplate | None = None) -> Article:  # fmt: skip
    """Return the article in a text dump that still carries its page's boilerplate: lines are taken as blocks.

    Raises TypeError for anything but str, InputTooLarge for text over `options.max_bytes` characters.
    """
    read = read_text(text, url, options)
    return build(read.without(template.furniture(read)) if template else read, options=options)


def explain(page: bytes | str | Any, *, url: str | None = None, encoding: str | None = None,
            options: Options = DEFAULTS, template: SiteTemplate | None = None) -> Explanation:  # fmt: skip
    """Return every block of a page in document order, kept or dropped, with its probability, reason and place.

    What is returned is a tuple of blocks, and has the `article` and `to_html()`, the page's report, beside. Raises as
    `extract` does.
    """
    return explain_page(read_page(page, url=url, encoding=encoding, options=options), options, template)


def explain_text(text: str, *, options: Options = DEFAULTS, template: SiteTemplate | None = None) -> Explanation:
    """Return every line of a text dump, kept or dropped. Raises as `extract_text` does."""
    return explain_page(read_text(text, None, options), options, template)


def read_page(page: bytes | str | Any, *, url: str | None, encoding: str | None, options: Options) -> Page:
    """Decode, parse and segment a page."""
    _check_url(url)
    if isinstance(page, bytes) and (kind := binary_kind(page)):
        return Page(url=url).noting(f"no page: the bytes are {kind}")
    markup = _to_utf8(page, encoding, options)
    document, notes = parse_safely(markup, options.max_depth)
    read = segment(document, url, options)
    if read.noscript and _is_main_text(read.noscript, read):
        document, notes = parse_safely(markup, options.max_depth, scripting=False)
        read = segment(document, url, options, scripting=False)
    for note in notes:
        if note not in read.notes:
            read = read.noting(note)
    return read


def _is_main_text(noscript: tuple[str, ...], page: Page) -> bool:
    """Whether the <noscript> elements hold more running text than the rest of the page."""
    hidden = sum(len(_TAG.sub("", markup)) for markup in noscript)
    return hidden >= MIN_TEXT_CHARS and hidden > sum(len(block.text) - block.link_chars for block in page.blocks)


def read_text(text: str, url: str | None, options: Options) -> Page:
    """Take the lines of a text dump as blocks."""
    if not isinstance(text, str):
        raise TypeError(f"extract_text takes str, not {type(text).__name__}")
    _check_url(url)
    _check_size(len(text), options, "characters")
    return read_lines(text, url, options)


def _to_utf8(page: Any, encoding: str | None, options: Options) -> bytes:
    if isinstance(page, str):
        _check_size(len(page), options, "characters")
        return encoded(page)
    if isinstance(page, (bytes, bytearray, memoryview)):
        _check_size(len(page), options, "bytes")
        return as_utf8(bytes(page), encoding)
    from lxml import etree  # noqa: PLC0415 - needed only where the caller brings something else than text
    from lxml import html as lxml_html  # noqa: PLC0415 - likewise

    root = page.getroot() if isinstance(page, etree._ElementTree) else page  # noqa: SLF001 - lxml has no other name for it
    if isinstance(root, etree._Element):  # noqa: SLF001 - likewise
        text: str = lxml_html.tostring(root, encoding="unicode", with_tail=False)
        _check_size(len(text), options, "characters")
        return encoded(text)
    raise TypeError(f"extract takes bytes, str or an lxml tree, not {type(page).__name__}")


def _check_url(url: Any) -> None:
    if url is not None and not isinstance(url, str):
        raise TypeError(f"url is a str or None, not {type(url).__name__}")


def _check_size(size: int, options: Options, unit: str) -> None:
    if size > options.max_bytes:
        raise InputTooLarge(f"{size:,} {unit} are over Options.max_bytes = {options.max_bytes:,}")


def headline_and_statements(page: Page) -> tuple[int | None, Statements]:
    """Return what scoring takes from the metadata: the block that is the title, and what the page states of its text."""
    sources = read_sources(page.head, page.url)
    return find_title(page, sources, find_site_name(sources)).block, _statements(sources)


def _statements(sources: Sources) -> Statements:
    return Statements(sources.first("og:description", "description", "twitter:description") or "", stated_text(sources))


def examine(page: Page, model: Model | None = None, options: Options = DEFAULTS) -> Examination:
    """Run the stages from metadata to verdicts; `model` is another one than the library's, as training has."""
    model = model or default_model()
    sources = read_sources(page.head, page.url)
    lead: tuple[int, ...] = ()
    standfirst = Lead()
    if page.is_text:
        title, headline = find_headline(page, junk_phrases(block.text for block in page.blocks))
        evidence = measure(page, model.names, headline)
        scores = model.probabilities(evidence, is_text=True)
        lead = find_standfirst(page, headline, evidence.junk)
        metadata, taken = find_text_metadata(page, headline) if options.metadata else (Metadata(), {})
        types: dict[PageType, float] = {}
    else:
        title, headline = find_title(page, sources, find_site_name(sources))
        evidence = measure(page, model.names, headline, _statements(sources))
        types = model.page_types(page, evidence, declared_kinds(sources))
        if types:
            tell_types(evidence, types.values())
        scores = model.probabilities(evidence)
        metadata, taken = find_metadata(page, sources, headline, title) if options.metadata else (Metadata(), {})
        standfirst = find_lead(page, sources, headline, taken)
        lead = standfirst.blocks
    taken |= dict.fromkeys(lead, "lead")
    if headline is not None:
        taken[headline] = "title"
    judgement = judge(page, evidence, scores, taken, headline, types, BETAS[options.favor])
    page_type = likeliest(types)
    thread = find_thread(page, replies_only=page_type != "forum", language=metadata.language)
    if thread.posts and page_type == "forum":
        judgement = judgement._replace(verdicts=with_whole_threads(page, judgement.verdicts, thread, evidence.junk))
        if options.metadata and opens(page, headline, thread.posts[0].row):
            metadata = with_opener(metadata, thread.posts[0].author, thread.posts[0].published)
    elif thread.posts:
        judgement = judgement._replace(verdicts=without_comments(page, judgement.verdicts, thread))
    if options.keep or options.drop:
        chosen = chosen_blocks(page, options.keep, options.drop)
        lead = tuple(index for index in lead if index not in chosen or chosen[index].keep)
        judgement = judgement._replace(verdicts=_steered(judgement.verdicts, chosen, {headline, *lead}))
    if standfirst.blocks and lead and options.metadata:
        metadata = with_lead(metadata, page, sources, standfirst._replace(blocks=lead))
    return Examination(title, lead, metadata, evidence, scores, judgement, sources, page_type, thread)


def _steered(verdicts: list[Verdict], chosen: dict[int, Choice], apart: set[int | None]) -> list[Verdict]:
    """Return the verdicts with those that the caller's selectors decide; title and lead stand apart from the body anyway."""
    out = list(verdicts)
    for index, (keep, selector) in chosen.items():
        if index not in apart:
            out[index] = Verdict(keep=keep, reason=f"selector: {selector}")
    return out


def build(page: Page, model: Model | None = None, options: Options = DEFAULTS) -> Article:
    """Return the article of a segmented page."""
    return _article(page, examine(page, model, options), model or default_model())


def _article(page: Page, found: Examination, model: Model) -> Article:
    kept = [index for index, verdict in enumerate(found.judgement.verdicts) if verdict.keep]
    is_thread = found.page_type == "forum" and bool(found.thread.posts)
    body = thread_body(page, kept, found.thread) if is_thread else assemble(page, kept)
    comments = () if is_thread or not found.thread.posts else find_comments(page, found.thread, _unwanted(found))
    notes, confidence = page.notes, model.confidence(found.judgement.expected)
    lead = "\n".join(page.blocks[index].text for index in found.lead) or None
    if sum(len(page.blocks[index].text) for index in kept) < MIN_TEXT_CHARS and not page.is_text:
        if stated := stated_body(found.sources):
            body, notes = stated, (*notes, STATED_NOTE)
        elif _shows_nothing(page) and (hydrated := hydrated_body(page)):
            body, notes = hydrated, (*notes, HYDRATED_NOTE)
        elif (cause := why_empty(page, found.sources, found.title)) != ONLY_FURNITURE:
            notes = (*notes, cause)
    if not body and not lead:
        notes = notes if notes != page.notes else (*notes, ONLY_FURNITURE)
        confidence = 0.0
    return Article(
        title=found.title, lead=lead, body=body, metadata=found.metadata, page_type=found.page_type, notes=notes,
        confidence=round(confidence, 3), comments=comments,
    )  # fmt: skip


def _unwanted(found: Examination) -> list[str | None]:
    """Return why a block is no part of a comment, None for those that may be: a junk phrase, or the caller's selectors."""
    return [
        phrase if phrase or verdict.keep or not verdict.reason.startswith("selector: ") else verdict.reason
        for phrase, verdict in zip(found.evidence.junk, found.judgement.verdicts, strict=True)
    ]


def _shows_nothing(page: Page) -> bool:
    """Whether the page itself holds so little text that scripts must be meant to fill it."""
    return sum(len(block.text) for block in page.blocks) < MAX_SHELL_CHARS


def explain_page(page: Page, options: Options, template: SiteTemplate | None = None) -> Explanation:
    """Return every block of a segmented page, what became of it, and the article."""
    paths = css_paths(page.elements.node)
    furniture = template.furniture(page) if template else frozenset()
    rest = page.without(furniture)
    model = default_model()
    found = examine(rest, model, options)
    own = iter(_explain_own(rest, found, model, paths))
    blocks = (
        _explained(page, paths, block, 0.0, keep=False, reason=FURNITURE) if index in furniture else next(own)
        for index, block in enumerate(page.blocks)
    )
    return Explanation(blocks, _article(rest, found, model), page)


def _explained(page: Page, paths: Sequence[str | None], block: Block, probability: float, *, keep: bool, reason: str,
               features: tuple[tuple[str, float], ...] = ()) -> ExplainedBlock:  # fmt: skip
    tag, path = (page.elements.tag[block.element], paths[block.element]) if block.element >= 0 else (None, None)
    return ExplainedBlock(block.text, tag, path, probability, keep, reason, features)


def _explain_own(page: Page, found: Examination, model: Model, paths: Sequence[str | None]) -> Iterator[ExplainedBlock]:
    weights = model.weights_of(found.evidence, is_text=page.is_text) if page.blocks else []
    for index, (block, probability, verdict, weighed) in enumerate(
        zip(page.blocks, found.probabilities.tolist(), found.judgement.verdicts, weights, strict=True)
    ):
        keep = verdict.keep or index in found.lead
        yield _explained(page, paths, block, probability, keep=keep, reason=verdict.reason, features=weighed)
