"""A web page in, the article out: title, lead, body and metadata as plain dataclasses.

>>> from declutter import extract
>>> extract("<h1>Rain</h1><p>It rained on Monday, and nobody in the village was surprised by that.</p>").title
'Rain'
"""

from declutter.article import (
    Article,
    BodyBlock,
    Code,
    Heading,
    Image,
    List,
    ListItem,
    Metadata,
    PageType,
    Paragraph,
    Quote,
    Table,
)
from declutter.errors import DeclutterError, InputTooLarge, ModelMismatch
from declutter.extractor import ExplainedBlock, explain, explain_text, extract, extract_text
from declutter.options import Options

__version__ = "0.1.0"

__all__ = [
    "Article",
    "BodyBlock",
    "Code",
    "DeclutterError",
    "ExplainedBlock",
    "Heading",
    "Image",
    "InputTooLarge",
    "List",
    "ListItem",
    "Metadata",
    "ModelMismatch",
    "Options",
    "PageType",
    "Paragraph",
    "Quote",
    "Table",
    "explain",
    "explain_text",
    "extract",
    "extract_text",
]
