"""Resiliparse's `extract_plain_text`, with declutter inside."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from declutter.article import Article
from declutter.body import Admonition, BodyBlock, Figure, List, Post, Quote
from declutter.compat.advice import refuse, refuse_value
from declutter.extractor import build, read_page
from declutter.options import Options
from declutter.parsing.page import Flag
from declutter.parsing.selectors import chosen_blocks

_MARKUP = "use declutter.extract(html).to_markdown() or .to_html(), which have them"
_ALL = "it is not shown by the page; declutter.explain(html) has what is hidden"
ADVICE = {
    "links": _MARKUP,
    "form_fields": "form controls hold no text of the article",
    "noscript": "<noscript> is read where it holds the page's main text",
    "post_meta": "use declutter.extract(html).metadata",
    "hidden_elements": _ALL,
}
KNOWN = ("html", "preserve_formatting", "main_content", "list_bullets", "alt_texts", "comments", "skip_elements")
_ARTICLE = re.compile(r"<article[^>]*>\n?(.*)</article>", re.DOTALL)


def extract_plain_text(
    html: str | Any, preserve_formatting: bool | str = True, main_content: bool = False, list_bullets: bool = True,
    alt_texts: bool = True, **parameters: Any,
) -> str:  # fmt: skip
    """Return the text of a page: with `main_content` title, lead and body, without it all that a reader sees.

    `html` is str, or Resiliparse's HTMLTree. Raises TypeError on anything else and, with advice, on parameters that have
    no counterpart; those that have none but are False are taken. Raises ValueError for one of `skip_elements` that is no CSS
    selector.
    """
    for name in [name for name, value in parameters.items() if name in ADVICE and not value]:
        del parameters[name]
    comments, skipped = bool(parameters.pop("comments", True)), parameters.pop("skip_elements", None) or ()
    refuse("extract_plain_text", parameters, ADVICE, KNOWN)
    if type(html).__name__ == "HTMLTree":
        html = str(html)
    if not isinstance(html, str):
        raise TypeError(f"html is a str or HTMLTree, not {type(html).__name__}; bytes are decoded by declutter.extract")
    options = Options(drop=tuple(skipped))
    page = read_page(html, url=None, encoding=None, options=options)
    if preserve_formatting == "minimal_html":
        if not main_content:
            advice = "with main_content=True it gives the article's HTML"
            refuse_value("extract_plain_text", "preserve_formatting", preserve_formatting, advice)
        inside = _ARTICLE.search(build(page, options=options).to_html())
        return inside[1].strip() if inside else ""
    if main_content:
        article = build(page, options=options)
        text = _text(article if comments else replace(article, comments=()), bullets=list_bullets, alt_texts=alt_texts)
    else:
        chosen = chosen_blocks(page, (), options.drop)
        shown = (block for i, block in enumerate(page.blocks) if i not in chosen and not block.flags & Flag.HIDDEN)
        text = "\n\n".join(block.text for block in shown)
    return text if preserve_formatting else " ".join(text.split())


def _text(article: Article, *, bullets: bool, alt_texts: bool) -> str:
    blocks = (_block(block, bullets=bullets, alt_texts=alt_texts) for block in (*article.body, *article.comments))
    return "\n\n".join(filter(None, (article.title, article.lead, *blocks)))


def _block(block: BodyBlock, *, bullets: bool, alt_texts: bool) -> str:
    if isinstance(block, List) and bullets:
        marks = (f"  {block.start + i}. " if block.ordered else "  • " for i in range(len(block.items)))
        return "\n".join(mark + item.text for mark, item in zip(marks, block.items, strict=True))
    if isinstance(block, Quote | Admonition | Post):
        return "\n\n".join(_block(inner, bullets=bullets, alt_texts=alt_texts) for inner in block.blocks)
    if isinstance(block, Figure) and alt_texts:
        return "\n".join(filter(None, (block.alt, block.text)))
    return block.text
