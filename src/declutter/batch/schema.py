"""The Article as an Arrow schema: derived from the dataclasses, so that a new field is a new column by itself.

A block of the body is a struct. Blocks inside of it, of a list's items and of a quote, are JSON text each: Arrow has no
type that holds itself, and a bounded number of levels would lose what is deeper.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from declutter.article import Article
from declutter.batch.extras import extra
from declutter.batch.records import Failure
from declutter.body import BODY_CLASSES, BODY_KINDS, plain_block

SCHEMA_VERSION = 1
"""Raised when a column changes its type or meaning, or goes. New columns do not raise it."""
VERSION_KEY = b"declutter.schema_version"
SCALARS = {str: "string", bool: "bool_", int: "int64", float: "float64"}  # Python's types, and pyarrow's names for them


class Codec(NamedTuple):
    """How values of a type are held in Arrow."""

    arrow: Any
    """The pyarrow.DataType."""
    encode: Callable[[Any], Any]
    """From the value to what pyarrow takes."""
    decode: Callable[[Any], Any]
    """From what pyarrow gives to what `Article.from_dict` takes."""


class Columns(NamedTuple):
    """The schema, and the codecs of the Article's own columns."""

    schema: Any
    codecs: Mapping[str, Codec]


@lru_cache(maxsize=1)
def columns() -> Columns:
    """Return the columns of a table of articles, and how they are made.

    `id` and `url` come from the input; then the Article's fields, `text`, `failure` (null where there is an article),
    `duplicate_of` (the id of an earlier page, where duplicates are looked for), and `seconds` (the time that the page took,
    where that is asked for: it is not the same in every run).
    """
    with extra("batch"):
        import pyarrow as pa
    hints = get_type_hints(Article)
    codecs = {field.name: codec_of(hints[field.name]) for field in fields(Article)}
    listed = [
        pa.field("id", pa.string()),
        pa.field("url", pa.string()),
        *(pa.field(name, codec.arrow) for name, codec in codecs.items()),
        pa.field("text", pa.string()),
        pa.field("failure", codec_of(Failure).arrow),
        pa.field("duplicate_of", pa.string()),
        pa.field("seconds", pa.float64()),
    ]
    return Columns(pa.schema(listed, metadata={VERSION_KEY: str(SCHEMA_VERSION)}), codecs)


def article_schema() -> Any:
    """Return the `pyarrow.Schema` of a table of articles; its metadata hold the schema's version."""
    return columns().schema


def row_of(
    record_id: str, url: str | None, article: Article | None, failure: Failure | None = None, duplicate_of: str | None = None
) -> dict[str, Any]:
    """Return the row of a page, as `pyarrow` takes it: plain dicts, lists, strings and numbers."""
    encoded = {
        name: codec.encode(getattr(article, name)) if article is not None else None
        for name, codec in columns().codecs.items()
    }
    return {
        "id": record_id,
        "url": url,
        **encoded,
        "text": article.text if article is not None else None,
        "failure": {"kind": failure.kind, "message": failure.message} if failure else None,
        "duplicate_of": duplicate_of,
        "seconds": None,
    }


def article_of(row: Mapping[str, Any]) -> Article | None:
    """Return the article of a row, as `to_pylist` gives it; None for a page that failed."""
    if row["failure"] is not None:
        return None
    return Article.from_dict({name: codec.decode(row[name]) for name, codec in columns().codecs.items()})


def codec_of(hint: Any, inside: tuple[type, ...] = ()) -> Codec:
    """Return how values of a type are held; `inside` are the dataclasses around it.

    A type that holds itself, and one that Arrow has no name for, becomes JSON text.
    """
    with extra("batch"):
        import pyarrow as pa
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in SCALARS:
        return Codec(getattr(pa, SCALARS[hint])(), _same, _same)
    if origin is Literal and all(isinstance(value, str) for value in arguments):
        return Codec(pa.string(), _same, _same)
    if origin in {Union, types.UnionType}:
        return _union(tuple(part for part in arguments if part is not type(None)), inside)
    if isinstance(hint, type) and issubclass(hint, date):
        return Codec(pa.string(), _iso, _same)
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        item = codec_of(arguments[0], inside)
        return Codec(
            pa.list_(item.arrow),
            lambda values: None if values is None else [item.encode(value) for value in values],
            lambda values: None if values is None else [item.decode(value) for value in values],
        )
    if isinstance(hint, type) and is_dataclass(hint) and hint not in inside:
        return _struct((hint,), inside, has_kind=False)
    return Codec(pa.string(), _json, lambda text: None if text is None else json.loads(text))


def _union(parts: tuple[Any, ...], inside: tuple[type, ...]) -> Codec:
    if len(parts) == 1:
        return codec_of(parts[0], inside)
    if set(parts) == {date, datetime}:  # a day, or a moment with its zone: ISO 8601 tells them apart, no Arrow type does
        return codec_of(date, inside)
    if all(part in BODY_CLASSES and part not in inside for part in parts):
        return _struct(parts, inside, has_kind=True)
    return codec_of(object, inside)


def _struct(classes: tuple[type, ...], inside: tuple[type, ...], *, has_kind: bool) -> Codec:
    """Return the codec of a dataclass, or of one of several: a struct of all their fields, with `kind` where it tells them.

    What has a `text`, as a field or worked out, has it in its struct: it is for reading, and not read back.
    """
    with extra("batch"):
        import pyarrow as pa
    own: dict[type, dict[str, Codec]] = {}
    has_text = all(hasattr(each, "text") for each in classes)
    merged: dict[str, Any] = {"kind": pa.string()} if has_kind else {}
    if has_text:
        merged["text"] = pa.string()
    for each in classes:
        hints = get_type_hints(each)
        own[each] = {field.name: codec_of(hints[field.name], (*inside, *classes)) for field in fields(each)}
        for name, codec in own[each].items():
            if merged.setdefault(name, codec.arrow) != codec.arrow:
                raise TypeError(f"{each.__name__}.{name} has another type than in the other kinds of block")

    def encode(value: Any) -> dict[str, Any] | None:
        if value is None:
            return None
        row = {"kind": value.kind} if has_kind else {}
        if has_text:
            row["text"] = value.text
        return row | {name: codec.encode(getattr(value, name)) for name, codec in own[type(value)].items()}

    def decode(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if row is None:
            return None
        kind = {"kind": row["kind"]} if has_kind else {}
        each = BODY_KINDS[row["kind"]] if has_kind else classes[0]
        return kind | {name: codec.decode(row[name]) for name, codec in own[each].items()}

    return Codec(pa.struct(list(merged.items())), encode, decode)


def _same(value: Any) -> Any:
    return value


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _json(value: Any) -> str | None:
    return None if value is None else _TO_JSON(value)


def _plain(value: Any) -> Any:
    """Return what JSON has no form for as what it has: a block as `plain_block` does, a date as ISO 8601."""
    if isinstance(value, BODY_CLASSES):
        return plain_block(value)
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_TO_JSON = json.JSONEncoder(ensure_ascii=False, default=_plain).encode  # json.dumps would make an encoder for each value
