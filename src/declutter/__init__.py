"""A web page in, the article out: title, lead, body and metadata as plain dataclasses.

>>> from declutter import extract
>>> extract("<h1>Rain</h1><p>It rained on Monday, and nobody in the village was surprised by that.</p>").title
'Rain'
"""

from declutter.article import Article, Image, Metadata, PageType
from declutter.body import (
    BodyBlock,
    Cell,
    Code,
    Embed,
    Figure,
    Heading,
    List,
    ListItem,
    Math,
    Paragraph,
    Quote,
    Rule,
    Span,
    SpanKind,
    Table,
)
from declutter.chunks import Chunk
from declutter.errors import DeclutterError, InputTooLarge, ModelMismatch
from declutter.extractor import ExplainedBlock, explain, explain_text, extract, extract_text
from declutter.options import Options

__version__ = "0.1.0"

__all__ = [
    "Article",
    "BodyBlock",
    "Cell",
    "Chunk",
    "Code",
    "DeclutterError",
    "Embed",
    "ExplainedBlock",
    "Figure",
    "Heading",
    "Image",
    "InputTooLarge",
    "List",
    "ListItem",
    "Math",
    "Metadata",
    "ModelMismatch",
    "Options",
    "PageType",
    "Paragraph",
    "Quote",
    "Rule",
    "Span",
    "SpanKind",
    "Table",
    "explain",
    "explain_text",
    "extract",
    "extract_text",
]
