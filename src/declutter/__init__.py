"""A web page in, the article out: title, lead, body and metadata as plain dataclasses.

>>> from declutter import extract
>>> extract("<h1>Rain</h1><p>It rained on Monday, and nobody in the village was surprised by that.</p>").title
'Rain'
"""

import typing

from declutter.article import Alternate, Article, Direction, Evidence, Image, Metadata, PageType, Rival
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

if typing.TYPE_CHECKING:
    from declutter.batch.many import extract_many, extract_many_async
    from declutter.batch.records import PageFailed, PageResult

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
_BATCH = {
    "PageFailed": "records", "PageResult": "records", "extract_many": "many", "extract_many_async": "many",
}  # fmt: skip


def __getattr__(name: str) -> typing.Any:
    """Return what is about many pages, which is loaded when it is first asked for."""
    if name not in _BATCH:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - as above

    return getattr(import_module(f"declutter.batch.{_BATCH[name]}"), name)
