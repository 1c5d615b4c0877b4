"""Spark: a data frame of pages becomes a data frame of articles, through Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from declutter.batch.arrow import columns_of, extract_table
from declutter.batch.extras import extra
from declutter.batch.schema import article_schema
from declutter.options import DEFAULTS, Options


def extract_dataframe(
    frame: Any, *, html: str | None = None, url: str | None = None, id: str | None = None,  # noqa: A002 - a column's name
    options: Options = DEFAULTS,
) -> Any:  # fmt: skip
    """Return a Spark `DataFrame` with a row for each page of `frame`, in the schema of `spark_schema()`.

    `html`, `url` and `id` name the columns, which are guessed otherwise. Give an `id` column: without one, ids are
    numbers within a batch. It is lazy, as Spark's data frames are; declutter must be installed where the executors run.

    Raises ValueError if there is no column of pages, or a column that was named is not there.
    """
    names = columns_of(frame.columns, html=html, url=url, id=id)
    wanted = frame.select(*dict.fromkeys(name for name in names if name))
    work = partial(_extract_batches, html=names[0], url=names[1], id=names[2], options=options)
    return wanted.mapInArrow(work, schema=spark_schema())


def spark_schema() -> Any:
    """Return `article_schema()` as Spark says it, a `StructType`."""
    with extra("spark"):
        from pyspark.sql.pandas.types import from_arrow_schema
    return from_arrow_schema(article_schema())


def _extract_batches(batches: Iterable[Any], **arguments: Any) -> Iterator[Any]:
    for batch in batches:
        yield extract_table(batch, **arguments)
