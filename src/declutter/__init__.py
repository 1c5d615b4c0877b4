"""A web page in, the article out: title, lead, body and metadata as plain dataclasses.

>>> from declutter import extract
>>> extract("<h1>Rain</h1><p>It rained on Monday, and nobody in the village was surprised by that.</p>").title
'Rain'
"""

import importlib
import typing

if typing.TYPE_CHECKING:
    from declutter.article import Alternate, Article, Direction, Evidence, Image, Metadata, PageType, Rival
    from declutter.batch.many import extract_many, extract_many_async
    from declutter.batch.records import PageFailed, PageResult
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
        SpanKind,
        Table,
    )
    from declutter.chunks import Chunk
    from declutter.errors import DeclutterError, InputTooLarge, ModelMismatch, TemplateError
    from declutter.explanation import ExplainedBlock, Explanation
    from declutter.extractor import explain, explain_text, extract, extract_text
    from declutter.options import Options
    from declutter.scoring.linewise import keep_lines
    from declutter.template import SiteTemplate

__version__ = "0.1.0"

__all__ = [
    "Admonition",
    "Alternate",
    "Article",
    "BodyBlock",
    "Cell",
    "Chunk",
    "Code",
    "DeclutterError",
    "Direction",
    "Embed",
    "Evidence",
    "ExplainedBlock",
    "Explanation",
    "Figure",
    "Footnote",
    "Heading",
    "Image",
    "InputTooLarge",
    "List",
    "ListItem",
    "Math",
    "Metadata",
    "ModelMismatch",
    "Options",
    "PageFailed",
    "PageResult",
    "PageType",
    "Paragraph",
    "Post",
    "Quote",
    "Rival",
    "Rule",
    "SiteTemplate",
    "Span",
    "SpanKind",
    "Table",
    "TemplateError",
    "explain",
    "explain_text",
    "extract",
    "extract_many",
    "extract_many_async",
    "extract_text",
    "keep_lines",
]
_HOMES = {
    "article": "Alternate Article Direction Evidence Image Metadata PageType Rival",
    "batch.many": "extract_many extract_many_async",
    "batch.records": "PageFailed PageResult",
    "body": "Admonition BodyBlock Cell Code Embed Figure Footnote Heading List ListItem Math Paragraph Post Quote Rule Span "
    "SpanKind Table",
    "chunks": "Chunk",
    "errors": "DeclutterError InputTooLarge ModelMismatch TemplateError",
    "explanation": "ExplainedBlock Explanation",
    "extractor": "explain explain_text extract extract_text",
    "options": "Options",
    "scoring.linewise": "keep_lines",
    "template": "SiteTemplate",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> typing.Any:
    """Return a public name from where it lives, which is loaded when the first of its names is asked for (PEP 562).

    So who wants one thing, or the version, does not wait for all.
    """
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
