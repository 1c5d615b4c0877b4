"""A web page in, the article out: title, lead, body and metadata as plain dataclasses."""

__version__ = "0.1.0"
