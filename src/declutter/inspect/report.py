"""The report of a page: one HTML file that needs no network, with the page, the article and every block's fate."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from html import escape
from importlib import resources
from typing import Any

from declutter.article import Article
from declutter.explanation import ExplainedBlock, Explanation
from declutter.extractor import explain_page, read_page, read_text
from declutter.inspect.evidence import Field, evident_fields
from declutter.inspect.frame import MARK, page_copy
from declutter.inspect.gold import Comparison, compare
from declutter.metadata.sources import read_sources
from declutter.options import DEFAULTS, Options
from declutter.parsing.page import Page

BY_PROBABILITY = frozenset(("likely content", "likely boilerplate"))
"""The reasons of blocks that another threshold would judge otherwise."""
MAX_TEXT_CHARS = 160  # of a block in the table
MAX_VALUE_CHARS = 500  # of a field's value in the table of metadata
MAX_RIVALS = 20  # of a field
MAX_SMALL = 1_000  # blocks, over which what is out of sight is laid out when it comes into sight
MAX_FEATURES = 5  # of a block: what weighed most
_ARTICLE = re.compile(r"<article[^>]*>(.*)</article>", re.DOTALL)
_IMAGE = re.compile(r'<img src="[^"]*" alt="([^"]*)"[^>]*>')

FRAME_STYLE = f"""
[{MARK}]{{outline:2px solid #8a8a8a!important;outline-offset:-1px!important;cursor:pointer!important}}
[{MARK}][data-verdict=kept]{{outline-color:#14804a!important;background-color:#14804a1a!important}}
[{MARK}][data-verdict=dropped]{{outline:1px dashed #c0392b!important;background-color:#c0392b14!important}}
[{MARK}][data-verdict=metadata]{{outline-color:#1f5fbf!important;background-color:#1f5fbf1a!important}}
[{MARK}][data-selected],[{MARK}]:focus{{outline:4px solid #e07b00!important}}
"""


def report_html(
    page: bytes | str | Any, *, url: str | None = None, encoding: str | None = None, options: Options = DEFAULTS,
    gold: str | None = None, name: str | None = None,
) -> str:  # fmt: skip
    """Return the report of a web page as HTML: one file, which loads nothing and runs nothing of the page.

    `gold` is the text that should come out, for what was missed and what was wrongly kept; `name` stands in the title.
    Raises as `declutter.extract` does.
    """
    read = read_page(page, url=url, encoding=encoding, options=options)
    return explanation_html(explain_page(read, options), read, gold=gold, name=name or url)


def report_text_html(
    text: str, *, url: str | None = None, options: Options = DEFAULTS, gold: str | None = None, name: str | None = None
) -> str:
    """Return the report of a text dump, whose blocks are lines. Raises as `declutter.extract_text` does."""
    read = read_text(text, url, options)
    return explanation_html(explain_page(read, options), read, gold=gold, name=name or url)


def explanation_html(blocks: Explanation, page: Page, *, gold: str | None, name: str | None) -> str:
    """Return the report of a page that was explained."""
    article = blocks.article
    compared = compare(blocks, article.text, gold) if gold is not None else None
    title = " · ".join(filter(None, (article.title, name))) or "A page"
    script, style = _asset("report.js"), _asset("report.css")
    policy = (
        f"default-src 'none'; script-src 'sha256-{_digest(script)}'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {
        "policy": escape(policy),
        "title": escape(title),
        "style": style,
        "size": " class=large" if len(blocks) > MAX_SMALL else "",
        "script": script,
        "data": _json(_columns(blocks, compared)),
        "heading": escape(article.title or "No title found"),
        "summary": _summary(article, blocks, compared),
        "page": escape(page_copy(page, FRAME_STYLE)),
        "article": _article(article),
        "fields": _fields(evident_fields(article, read_sources(page.head, page.url))),
        "reasons": "".join(f"<option>{escape(reason)}" for reason in sorted({block.reason for block in blocks})),
        "gold": "<option value=missed>missed<option value=wrong>wrongly kept" if compared else "",
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _asset("report.html"))


def _asset(name: str) -> str:
    return resources.files("declutter.inspect").joinpath(name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _json(data: Any) -> str:
    """Return JSON that no markup begins in, for a <script> that is data."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _columns(blocks: Sequence[ExplainedBlock], compared: Comparison | None) -> dict[str, Any]:
    """Return what the report's script needs of the blocks, a list a column, names once: large pages stay small."""
    reasons = sorted({block.reason for block in blocks})
    names = sorted({name for block in blocks for name, _ in block.features[:MAX_FEATURES]})
    number = {name: i for i, name in enumerate(names)}
    return {
        "text": [block.text[:MAX_TEXT_CHARS] for block in blocks],  # the rest is in the page's copy
        "chars": [len(block.text) for block in blocks],
        "words": [len(block.text.split()) for block in blocks],
        "tag": [block.tag or "line" for block in blocks],
        "p": [round(block.probability, 3) for block in blocks],
        "verdict": [verdict_of(block) for block in blocks],
        "reasons": reasons,
        "reason": [reasons.index(block.reason) for block in blocks],
        "free": [int(block.reason in BY_PROBABILITY) for block in blocks],
        "gold": list(compared.in_gold) if compared else None,
        "names": names,
        "why": [[(number[name], round(weight, 2)) for name, weight in block.features[:MAX_FEATURES]] for block in blocks],
    }


def verdict_of(block: ExplainedBlock) -> str:
    """Return "kept", "dropped" or "metadata"."""
    if block.reason.startswith("metadata:"):
        return "metadata"
    return "kept" if block.keep else "dropped"


def _summary(article: Article, blocks: tuple[ExplainedBlock, ...], compared: Comparison | None) -> str:
    counts = {verdict: sum(verdict_of(block) == verdict for block in blocks) for verdict in ("kept", "metadata", "dropped")}
    facts = [
        ("Blocks", f"{len(blocks):,}"), ("Kept", f"{counts['kept']:,}"), ("Metadata", f"{counts['metadata']:,}"),
        ("Dropped", f"{counts['dropped']:,}"), ("Words", f"{len(article.text.split()):,}"),
        ("Confidence", f"{article.confidence:.2f}"), ("Page type", article.page_type or "–"),
    ]  # fmt: skip
    if compared:
        measures = {"Precision": compared.precision, "Recall": compared.recall, "F1": compared.f1}
        facts += [(name, f"{value:.2f}") for name, value in measures.items()]
    listed = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    notes = "".join(f"<p class=note>{escape(note)}</p>" for note in article.notes)
    return f"<dl>{listed}</dl>{notes}"


def _article(article: Article) -> str:
    """Return the article's own HTML, which escapes every text, its images as their descriptions."""
    match = _ARTICLE.search(article.to_html())
    inside = _IMAGE.sub(r"<span class=image>image: \1</span>", match[1]) if match else ""
    # The report has headings of its own above these.
    inside = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(int(m[2]) + 2, 6)}>", inside)
    return inside.strip() or "<p>Nothing was kept.</p>"


def _fields(fields: tuple[Field, ...]) -> str:
    """Return a row for each field that was found, or for which there are rivals, and one that names the others."""
    rows = []
    for field in fields:
        if not (field.value or field.evidence):
            continue
        value = f"<span dir=auto>{escape(field.value[:MAX_VALUE_CHARS])}</span>" if field.value else "<i>not found</i>"
        rows.append(f"<tr><th scope=row>{field.name}</th><td>{value}</td>{_evidence(field)}</tr>")
    missing = ", ".join(field.name for field in fields if not (field.value or field.evidence))
    rows += [f"<tr><th scope=row>not found</th><td colspan=3>{missing}</td></tr>"] if missing else []
    return "".join(rows)


def _evidence(field: Field) -> str:
    """Return the cells of the place that was believed, with what stands there, and of its rivals."""
    if field.evidence is None:
        return "<td>–</td><td>–</td>"
    source, value, rivals = field.evidence.source, field.evidence.value, field.evidence.rivals
    there = f": <span dir=auto>{escape(value[:MAX_VALUE_CHARS])}</span>" if value not in ("", field.value) else ""
    listed = "".join(
        f"<li><b>{escape(rival.source)}</b> <span dir=auto>{escape(rival.value[:MAX_VALUE_CHARS])}</span> "
        f"<i>{escape(rival.reason)}</i></li>"
        for rival in rivals[:MAX_RIVALS]
    )
    more = f"<li>and {len(rivals) - MAX_RIVALS} more</li>" if len(rivals) > MAX_RIVALS else ""
    return f"<td><b>{escape(source)}</b>{there}</td><td>{f'<ul>{listed}{more}</ul>' if listed else '–'}</td>"
