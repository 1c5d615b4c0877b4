"""Tables in, tables out: a column of pages becomes the columns of their articles. The core of all engines' adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from declutter.batch.extras import extra
from declutter.batch.records import Failure, PageRecord
from declutter.batch.schema import article_schema, row_of
from declutter.batch.worker import ArticleSettings, article_task, run_task
from declutter.options import DEFAULTS, Options
from declutter.template import SiteTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE_COLUMNS = ("html", "content", "page", "body", "raw_content", "warc", "text")  # names guessed, in this order
URL_COLUMNS = ("url", "uri", "link", "address", "warc_target_uri")
ID_COLUMNS = ("id", "doc_id", "record_id", "uuid", "key", "warc_record_id")


def extract_table(
    table: Any, *, html: str | None = None, url: str | None = None, id: str | None = None,  # noqa: A002 - a column's name
    options: Options = DEFAULTS, template: SiteTemplate | None = None,
) -> Any:  # fmt: skip
    """Return a `pyarrow.RecordBatch` with a row for each row of a `pyarrow.Table` or `RecordBatch`, in its order.

    `html`, `url` and `id` name its columns; without a name they are guessed ("html", "content", …). Without a column of
    ids, they are the numbers of the rows. The result's schema is `article_schema()`, whatever the input. It runs in
    this process: engines bring their own. A page that cannot be extracted gives a row with a `failure`.

    Raises ValueError if there is no column of pages, or a column that was named is not there.
    """
    names = columns_of(table.schema.names, html=html, url=url, id=id)
    pages = _column(table, names[0])
    urls = _column(table, names[1]) if names[1] else [None] * len(pages)
    ids = _column(table, names[2]) if names[2] else range(len(pages))
    task = article_task(ArticleSettings(options, template))
    return batch_of(
        _row(task, str(key), page, address) for key, page, address in zip(ids, pages, urls, strict=True)
    )  # fmt: skip


def columns_of(
    names: Sequence[str], *, html: str | None = None, url: str | None = None, id: str | None = None  # noqa: A002 - likewise
) -> tuple[str, str | None, str | None]:
    """Return the names of the columns of pages, addresses and ids, named by the caller or guessed.

    >>> columns_of(["URL", "content", "date"])
    ('content', 'URL', None)

    Raises ValueError as `extract_table` does.
    """
    for given in (html, url, id):
        if given is not None and given not in names:
            raise ValueError(f"there is no column {given!r}; there are {', '.join(names)}")
    found = html or _guess(names, PAGE_COLUMNS)
    if found is None:
        raise ValueError(f"no column looks like pages among {', '.join(names) or 'none'}; say which it is")
    return found, url or _guess(names, URL_COLUMNS), id or _guess(names, ID_COLUMNS)


def batch_of(rows: Iterable[dict[str, Any]]) -> Any:
    """Return rows, as `row_of` makes them, as a `pyarrow.RecordBatch` of the articles' schema."""
    with extra("batch"):
        import pyarrow as pa
    listed = list(rows)
    try:
        return pa.RecordBatch.from_pylist(listed, schema=article_schema())
    except UnicodeEncodeError:  # a page that came as str with halves of surrogate pairs, which UTF-8 has no bytes for
        return pa.RecordBatch.from_pylist([whole_characters(row) for row in listed], schema=article_schema())


def whole_characters(value: Any) -> Any:
    r"""Return a row in which each half of a surrogate pair is a question mark.

    >>> whole_characters({"text": "a\ud800b"})
    {'text': 'a?b'}
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: whole_characters(each) for key, each in value.items()}
    return [whole_characters(each) for each in value] if isinstance(value, list) else value


def _row(task: Any, key: str, page: object, url: object) -> dict[str, Any]:
    address = url if isinstance(url, str) else None
    if not isinstance(page, (str, bytes)):
        return row_of(key, address, None, Failure("unreadable", f"a page is str or bytes, not {type(page).__name__}"))
    value = run_task(task, PageRecord(key, page, address))
    return row_of(key, address, None, value) if isinstance(value, Failure) else row_of(key, address, value)


def _column(table: Any, name: str) -> list[Any]:
    values: list[Any] = table.column(name).to_pylist()
    return values


def _guess(names: Sequence[str], wanted: tuple[str, ...]) -> str | None:
    by_lower = {name.lower(): name for name in names}
    return next((by_lower[name] for name in wanted if name in by_lower), None)
