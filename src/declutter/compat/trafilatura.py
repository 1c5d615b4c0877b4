"""trafilatura's `extract`, `bare_extraction`, `extract_with_metadata` and `extract_metadata`, with declutter inside."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, NoReturn
from urllib.parse import urlsplit

from declutter.article import Article
from declutter.body import Admonition, BodyBlock, List, Post, Table
from declutter.compat.advice import GUIDE, refuse, refuse_value
from declutter.compat.bodies import trim_body
from declutter.compat.prune import pruned
from declutter.compat.xml import comments_element, doc_element, main_element
from declutter.errors import InputTooLarge
from declutter.extractor import extract as extract_article
from declutter.options import Favor, Options

FORMATS = ("csv", "html", "json", "markdown", "txt", "xml", "xmltei")
KNOWN = (
    "url", "record_id", "fast", "no_fallback", "favor_precision", "favor_recall", "include_comments", "output_format",
    "tei_validation", "target_language", "include_tables", "include_images", "include_formatting", "include_links",
    "deduplicate", "with_metadata", "only_with_metadata", "url_blacklist", "author_blacklist", "prune_xpath",
)  # fmt: skip
IGNORED = ("fast", "no_fallback", "output_format", "tei_validation", "with_metadata")  # the guide says why
ADVICE = {
    "date_extraction_params": "dates need no settings: metadata.published and .modified say which is which",
    "max_tree_size": "use declutter.extract(page, options=Options(max_blocks=…))",
    "settingsfile": "there are no settings files: declutter.Options holds all that can be set",
    "config": "there are no settings files: declutter.Options holds all that can be set",
    "options": "use declutter.extract(page, options=declutter.Options(…))",
    "as_dict": "bare_extraction takes it",
}
NO_CACHE = "there is no cache from page to page: True drops copies inside a page, `declutter batch --dedup` those across pages"


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
    comments: str | None = ""
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
    record_id: str | None = None
    favor: Favor = "balanced"
    target_language: str | None = None
    tables: bool = True
    images: bool = False
    links: bool = False
    markup: bool = False
    comments: bool = True
    prune: tuple[str, ...] = ()
    only_with_metadata: bool = False
    url_blacklist: Collection[str] = ()
    author_blacklist: Collection[str] = ()


def extract(
    filecontent: Any, url: str | None = None, *, output_format: str = "txt", with_metadata: bool = False, **parameters: Any
) -> str | None:
    """Return the article of a page in one of FORMATS, None if there is none.

    Raises TypeError, with advice, on a parameter that has no counterpart, ValueError on an unknown format.
    """
    _check_format(output_format)
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
    wish = _wish("bare_extraction", url, output_format, parameters)
    article = _find(filecontent, wish)
    if article is None:
        return None
    document = _document(article, wish)
    return document.as_dict() if as_dict else document


def extract_with_metadata(
    filecontent: Any, url: str | None = None, *, output_format: str = "txt", **parameters: Any
) -> Document | None:
    """Return the article of a page as a Document whose `text` is what `extract` gives, None if there is none.

    Raises as `extract` does.
    """
    _check_format(output_format)
    wish = _wish("extract_with_metadata", url, output_format, parameters)
    article = _find(filecontent, wish)
    if article is None:
        return None
    return replace(_document(article, wish), text=_write(article, output_format, wish, with_metadata=True))


def extract_metadata(filecontent: Any, default_url: str | None = None, *, author_blacklist: Collection[str] = (),
                     extensive: bool = True, **parameters: Any) -> Document:  # fmt: skip
    """Return a page's metadata as a Document without body and text; `extensive` makes no difference."""
    del extensive
    advice = {"date_config": ADVICE["date_extraction_params"]}
    refuse("extract_metadata", parameters, advice, ("default_url", "author_blacklist", "extensive"))
    article = extract_article(_content(filecontent), url=default_url)
    document = _document(_without_authors(article, author_blacklist), Wish())
    return replace(document, body=None, text=None, raw_text=None, comments=None, commentsbody=None)


def fetch_url(*_: Any, **__: Any) -> NoReturn:
    """Raise NotImplementedError: declutter fetches nothing."""
    advice = "fetch the page with a client of yours, as in httpx.get(url).content, and pass that"
    raise NotImplementedError(f"declutter fetches nothing: {advice} ({GUIDE})")


def _check_format(form: str) -> None:
    if form not in FORMATS:
        raise ValueError(f"output_format is one of {', '.join(FORMATS)}, not {form!r} ({GUIDE})")


def _wish(function: str, url: str | None, form: str, parameters: dict[str, Any]) -> Wish:
    """Return what the parameters ask for. Raises TypeError on those that have no counterpart."""
    # What has no counterpart may be named as off.
    given = {name: value for name, value in parameters.items() if name not in ADVICE or not (value is None or value is False)}
    for name in IGNORED:
        given.pop(name, None)
    if given.get("deduplicate") not in (None, True, False):
        refuse_value(function, "deduplicate", value=given["deduplicate"], advice=NO_CACHE)
    given.pop("deduplicate", None)
    prune = given.pop("prune_xpath", None) or ()
    precision, recall = given.pop("favor_precision", False), given.pop("favor_recall", False)
    formatting = given.pop("include_formatting", None)
    wish = Wish(
        url=url,
        record_id=given.pop("record_id", None),
        comments=bool(given.pop("include_comments", True)),
        prune=(prune,) if isinstance(prune, str) else tuple(prune),
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
    page, options = _content(filecontent), Options(favor=wish.favor)
    try:
        article = extract_article(page, url=wish.url, options=options)
        if wish.prune:  # as in the original, what the page says of itself is read before anything is taken out
            rest = extract_article(pruned(page, wish.prune), url=wish.url, options=options)
            article = replace(rest, title=article.title, metadata=article.metadata)
    except InputTooLarge:
        return None
    metadata = article.metadata
    language = (metadata.language or "").lower().partition("-")[0]
    comments = article.comments if wish.comments else ()
    if (
        not (article or comments)
        or (wish.target_language and language and language != wish.target_language.lower())
        or (metadata.url and metadata.url in wish.url_blacklist)
        or (wish.only_with_metadata and not (article.title and metadata.url and metadata.published))
    ):
        return None
    wanted = {"tables": wish.tables, "images": wish.images, "links": wish.links, "markup": wish.markup}
    body = trim_body(article.body, **wanted)
    posts = tuple(post for post in trim_body(comments, **wanted) if isinstance(post, Post))
    if not (body or article.lead or posts):
        return None
    return _without_authors(replace(article, body=body, comments=posts), wish.author_blacklist)


def _without_authors(article: Article, names: Collection[str]) -> Article:
    unwanted = {name.casefold() for name in names}
    authors = tuple(author for author in article.metadata.authors if author.casefold() not in unwanted)
    return replace(article, metadata=replace(article.metadata, authors=authors))


def _document(article: Article, wish: Wish) -> Document:
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
        id=wish.record_id,
        license=metadata.license,
        body=main_element(None, article.lead, article.body),
        comments=_plain_blocks(article.comments) if wish.comments else None,
        commentsbody=comments_element(article.comments) if wish.comments else None,
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
    return "\n".join(filter(None, (article.lead, _plain_blocks(article.body))))


def _plain_blocks(blocks: Iterable[BodyBlock]) -> str:
    return "\n".join(filter(None, map(_plain_block, blocks)))


def _plain_block(block: BodyBlock) -> str:
    if isinstance(block, List):
        marks = (f"{block.start + i}. " if block.ordered else "- " for i in range(len(block.items)))
        return "\n".join(mark + item.text for mark, item in zip(marks, block.items, strict=True))
    if isinstance(block, Table):
        return "\n".join(f"| {' | '.join(cell.text for cell in row)} |" for row in block.rows)
    if isinstance(block, Admonition | Post):
        title = block.title if isinstance(block, Admonition) else None
        return "\n".join(filter(None, (title, _plain_blocks(block.blocks))))
    return block.text


def _write(article: Article, form: str, wish: Wish, *, with_metadata: bool) -> str:
    document = _document(article, wish)
    if form == "html":
        return replace(article, comments=()).to_html()
    if form == "xmltei":
        return article.to_xml()
    if form == "json":
        return _json(document, with_metadata=with_metadata)
    if form == "xml":
        from lxml import etree  # noqa: PLC0415 - only this format needs it

        facts = {name: getattr(document, name) for name in _ATTRIBUTES} | {"tags": ";".join(document.tags or ())}
        doc = doc_element(facts if with_metadata else {}, article.title, article.lead, article.body, article.comments)
        etree.indent(doc)
        return str(etree.tostring(doc, encoding="unicode"))
    if form == "csv":
        out = io.StringIO()
        row = (document.url, document.id, document.fingerprint, document.hostname, document.title, document.image,
               document.date, document.text, document.comments, document.license, document.pagetype)  # fmt: skip
        csv.writer(out, delimiter="\t", lineterminator="\n").writerow("null" if value is None else value for value in row)
        return out.getvalue().rstrip("\n")
    if form == "markdown" or wish.markup or wish.links or wish.images:
        below = (replace(Article(), body=post.blocks).to_markdown().strip() for post in article.comments)
        text = "\n\n".join(filter(None, (replace(article, comments=()).to_markdown().rstrip("\n"), *below)))
    else:
        text = "\n".join(filter(None, (document.text, document.comments)))
    return _header(document) + text if with_metadata else text


_ATTRIBUTES = (
    "sitename", "title", "author", "date", "url", "hostname", "description", "license", "id", "language", "image", "pagetype",
)  # fmt: skip
_HEADER = ("title", "author", "url", "hostname", "description", "sitename", "date", "categories", "tags", "id", "license")
# What YAML reads as the very text: it starts with a letter, and no colon or hash in it ends it.
_PLAIN_YAML = re.compile(r"(?!(?:true|false|yes|no|on|off|y|n|null)\Z)[^\W\d_](?:[^:#\x00-\x1f\x7f]|:(?=\S)|(?<=\S)#)*(?<!\s)",
                         re.IGNORECASE)  # fmt: skip


def _header(document: Document) -> str:
    """Return the metadata as YAML between lines of hyphens; JSON, which is YAML, where a value needs quotes."""
    lines = ["---"]
    for name in _HEADER:
        value = getattr(document, name)
        if not value:
            continue
        is_plain = isinstance(value, str) and _PLAIN_YAML.fullmatch(value)
        lines.append(f"{name}: {value if is_plain else json.dumps(value, ensure_ascii=False)}")
    return "\n".join((*lines, "---", ""))


def _json(document: Document, *, with_metadata: bool) -> str:
    if not with_metadata:
        return json.dumps({"text": document.text, "comments": document.comments or ""}, ensure_ascii=False)
    data = document.as_dict() | {"comments": document.comments or ""}
    for name in ("body", "commentsbody"):
        del data[name]
    for name, own in (("source", "url"), ("source-hostname", "sitename"), ("excerpt", "description")):
        data[name] = data.pop(own)
    data["categories"], data["tags"] = "", ";".join(document.tags or ())
    return json.dumps(data, ensure_ascii=False)
