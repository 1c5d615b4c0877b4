"""trafilatura's `extract`, `bare_extraction`, `extract_with_metadata` and `extract_metadata`, with declutter inside."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any, NoReturn
from urllib.parse import urlsplit

from declutter.article import Article
from declutter.body import BodyBlock, List, Table
from declutter.compat.advice import GUIDE, refuse, refuse_value
from declutter.compat.bodies import trim_body
from declutter.compat.xml import doc_element, main_element
from declutter.errors import InputTooLarge
from declutter.extractor import extract as extract_article
from declutter.options import Favor, Options

FORMATS = ("csv", "html", "json", "markdown", "txt", "xml")
KNOWN = (
    "url", "fast", "no_fallback", "favor_precision", "favor_recall", "include_comments", "output_format", "target_language",
    "include_tables", "include_images", "include_formatting", "include_links", "deduplicate", "with_metadata",
    "only_with_metadata", "url_blacklist", "author_blacklist",
)  # fmt: skip
ADVICE = {
    "record_id": "put it beside the result yourself, or use declutter.extract_many, whose results carry an id",
    "tei_validation": "TEI is not written; output_format='xml' is",
    "date_extraction_params": "dates need no settings: metadata.published and .modified say which is which",
    "max_tree_size": "use declutter.extract(page, options=Options(max_blocks=…))",
    "settingsfile": "there are no settings files: declutter.Options holds all that can be set",
    "config": "there are no settings files: declutter.Options holds all that can be set",
    "options": "use declutter.extract(page, options=declutter.Options(…))",
    "prune_xpath": "remove the elements from an lxml tree before, and pass the tree",
    "as_dict": "bare_extraction takes it",
}
NO_COMMENTS = "comments are always left out; leave the parameter away"


@dataclass(slots=True)
class Document:
    """What `bare_extraction` gives: the fields of trafilatura's Document that have a counterpart."""

    title: str | None = None
    author: str | None = None
    url: str | None = None
    hostname: str | None = None
    description: str | None = None
    sitename: str | None = None
    date: str | None = None
    categories: list[str] | None = None
    tags: list[str] | None = None
    fingerprint: str | None = None
    id: str | None = None
    license: str | None = None
    body: Any = None
    comments: str = ""
    commentsbody: Any = None
    raw_text: str | None = None
    text: str | None = None
    language: str | None = None
    image: str | None = None
    pagetype: str | None = None
    filedate: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a dict."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Wish:
    """What of an article is asked for."""

    url: str | None = None
    favor: Favor = "balanced"
    target_language: str | None = None
    tables: bool = True
    images: bool = False
    links: bool = False
    markup: bool = False
    only_with_metadata: bool = False
    url_blacklist: Collection[str] = ()
    author_blacklist: Collection[str] = ()


def extract(
    filecontent: Any, url: str | None = None, *, output_format: str = "txt", with_metadata: bool = False, **parameters: Any
) -> str | None:
    """Return the article of a page in one of FORMATS, None if there is none.

    Raises TypeError, with advice, on a parameter that has no counterpart, ValueError on an unknown format.
    """
    if output_format not in FORMATS:
        raise ValueError(f"output_format is one of {', '.join(FORMATS)}, not {output_format!r} ({GUIDE})")
    wish = _wish("extract", url, output_format, parameters)
    article = _find(filecontent, wish)
    return None if article is None else _write(article, output_format, wish, with_metadata=with_metadata)


def bare_extraction(
    filecontent: Any, url: str | None = None, *, as_dict: bool = False, output_format: str = "python",
    **parameters: Any,
) -> Document | dict[str, Any] | None:  # fmt: skip
    """Return the article of a page as a Document, or as a dict, None if there is none. Raises as `extract` does.

    Metadata are always there, with or without `with_metadata`.
    """
    article = _find(filecontent, _wish("bare_extraction", url, output_format, parameters))
    if article is None:
        return None
    document = _document(article)
    return document.as_dict() if as_dict else document


def extract_with_metadata(filecontent: Any, url: str | None = None, **parameters: Any) -> Document | None:
    """Return the article of a page as a Document, None if there is none. Raises as `extract` does."""
    parameters.pop("output_format", None)
    article = _find(filecontent, _wish("extract_with_metadata", url, "python", parameters))
    return None if article is None else _document(article)


def extract_metadata(filecontent: Any, default_url: str | None = None, *, author_blacklist: Collection[str] = (),
                     extensive: bool = True, **parameters: Any) -> Document:  # fmt: skip
    """Return a page's metadata as a Document without body and text; `extensive` makes no difference."""
    del extensive
    advice = {"date_config": ADVICE["date_extraction_params"]}
    refuse("extract_metadata", parameters, advice, ("default_url", "author_blacklist", "extensive"))
    article = extract_article(_content(filecontent), url=default_url)
    return replace(_document(_without_authors(article, author_blacklist)), body=None, text=None, raw_text=None)


def fetch_url(*_: Any, **__: Any) -> NoReturn:
    """Raise NotImplementedError: declutter fetches nothing."""
    advice = "fetch the page with a client of yours, as in httpx.get(url).content, and pass that"
    raise NotImplementedError(f"declutter fetches nothing: {advice} ({GUIDE})")


def _wish(function: str, url: str | None, form: str, parameters: dict[str, Any]) -> Wish:
    """Return what the parameters ask for. Raises TypeError on those that have no counterpart."""
    given = dict(parameters)
    for name in ("fast", "no_fallback", "output_format", "with_metadata"):  # without effect, as the guide says
        given.pop(name, None)
    if given.pop("include_comments", False):
        refuse_value(function, "include_comments", value=True, advice=NO_COMMENTS)
    if given.pop("deduplicate", False):
        advice = "copies in a page are dropped anyway; `declutter batch --dedup` finds those across pages"
        refuse_value(function, "deduplicate", value=True, advice=advice)
    precision, recall = given.pop("favor_precision", False), given.pop("favor_recall", False)
    formatting = given.pop("include_formatting", None)
    wish = Wish(
        url=url,
        favor="recall" if recall else "precision" if precision else "balanced",
        target_language=given.pop("target_language", None),
        tables=given.pop("include_tables", True),
        images=given.pop("include_images", False),
        links=given.pop("include_links", False),
        markup=form in {"markdown", "html"} if formatting is None else bool(formatting),
        only_with_metadata=given.pop("only_with_metadata", False),
        url_blacklist=given.pop("url_blacklist", None) or (),
        author_blacklist=given.pop("author_blacklist", None) or (),
    )
    refuse(function, given, ADVICE, KNOWN)
    return wish


def _content(filecontent: Any) -> Any:
    """Return the page in what may be a response of urllib3 or of trafilatura, both of which hold it in `data`."""
    if filecontent is None:
        return ""
    data = getattr(filecontent, "data", None)
    return data if isinstance(data, bytes) else filecontent


def _find(filecontent: Any, wish: Wish) -> Article | None:
    """Return the article with what is wished of it, None if there is none or it does not qualify."""
    try:
        article = extract_article(_content(filecontent), url=wish.url, options=Options(favor=wish.favor))
    except InputTooLarge:
        return None
    metadata = article.metadata
    language = (metadata.language or "").lower().partition("-")[0]
    if (
        not article
        or (wish.target_language and language and language != wish.target_language.lower())
        or (metadata.url and metadata.url in wish.url_blacklist)
        or (wish.only_with_metadata and not (article.title and metadata.url and metadata.published))
    ):
        return None
    body = trim_body(article.body, tables=wish.tables, images=wish.images, links=wish.links, markup=wish.markup)
    return _without_authors(replace(article, body=body), wish.author_blacklist) if body or article.lead else None


def _without_authors(article: Article, names: Collection[str]) -> Article:
    unwanted = {name.casefold() for name in names}
    authors = tuple(author for author in article.metadata.authors if author.casefold() not in unwanted)
    return replace(article, metadata=replace(article.metadata, authors=authors))


def _document(article: Article) -> Document:
    metadata = article.metadata
    text = _plain(article)
    return Document(
        title=article.title,
        author="; ".join(metadata.authors) or None,
        url=metadata.url,
        hostname=_host(metadata.url),
        description=metadata.description or article.lead,
        sitename=metadata.site_name,
        date=metadata.published.isoformat()[:10] if metadata.published else None,
        categories=[],
        tags=list(metadata.tags),
        license=metadata.license,
        body=main_element(None, article.lead, article.body),
        raw_text=" ".join(text.split()),
        text=text,
        language=(metadata.language or "").partition("-")[0] or None,
        image=metadata.image.url if metadata.image else None,
        pagetype=article.page_type,
    )


def _host(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


def _plain(article: Article) -> str:
    """Return lead and body a line a block, list items behind a hyphen, cells between bars."""
    lines = [article.lead] if article.lead else []
    return "\n".join([*lines, *filter(None, map(_plain_block, article.body))])


def _plain_block(block: BodyBlock) -> str:
    if isinstance(block, List):
        marks = (f"{block.start + i}. " if block.ordered else "- " for i in range(len(block.items)))
        return "\n".join(mark + item.text for mark, item in zip(marks, block.items, strict=True))
    if isinstance(block, Table):
        return "\n".join(f"| {' | '.join(cell.text for cell in row)} |" for row in block.rows)
    return block.text


def _write(article: Article, form: str, wish: Wish, *, with_metadata: bool) -> str:
    document = _document(article)
    facts = {name: getattr(document, name) for name in _HEADER}
    if form == "html":
        return article.to_html()
    if form == "json":
        return _json(document, with_metadata=with_metadata)
    if form == "xml":
        from lxml import etree  # noqa: PLC0415 - only this format needs it

        shown = facts | {"tags": ";".join(document.tags or ())} if with_metadata else {}
        doc = doc_element(shown, article.title, article.lead, article.body)
        etree.indent(doc)
        return str(etree.tostring(doc, encoding="unicode"))
    if form == "csv":
        out = io.StringIO()
        row = (document.url, document.id, document.fingerprint, document.hostname, document.title, document.image,
               document.date, document.text, "", document.license, document.pagetype)  # fmt: skip
        csv.writer(out, delimiter="\t", lineterminator="\n").writerow("null" if value is None else value for value in row)
        return out.getvalue().rstrip("\n")
    marked = form == "markdown" or wish.markup or wish.links or wish.images
    text = article.to_markdown().rstrip("\n") if marked else document.text or ""
    if not with_metadata:
        return text
    header = "\n".join(f"{name}: {' '.join(str(value).split())}" for name, value in facts.items() if value)
    return f"---\n{header}\n---\n{text}"


_HEADER = ("title", "author", "url", "hostname", "description", "sitename", "date", "license", "language", "image", "pagetype")


def _json(document: Document, *, with_metadata: bool) -> str:
    if not with_metadata:
        return json.dumps({"text": document.text, "comments": ""}, ensure_ascii=False)
    data = document.as_dict()
    for name in ("body", "commentsbody"):
        del data[name]
    for name, own in (("source", "url"), ("source-hostname", "sitename"), ("excerpt", "description")):
        data[name] = data.pop(own)
    data["categories"], data["tags"] = "", ";".join(document.tags or ())
    return json.dumps(data, ensure_ascii=False)


