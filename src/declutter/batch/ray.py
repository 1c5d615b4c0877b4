"""Ray Data: a data set of pages becomes a data set of articles, on one machine or a cluster."""

from __future__ import annotations

from typing import Any

from declutter.batch.arrow import extract_table
from declutter.batch.extras import extra
from declutter.options import DEFAULTS, Options


def extract_dataset(
    dataset: Any, *, html: str | None = None, url: str | None = None, id: str | None = None,  # noqa: A002 - a column's name
    options: Options = DEFAULTS, **how: Any,
) -> Any:  # fmt: skip
    """Return a `ray.data.Dataset` with a row for each page of `dataset`, in the schema of `article_schema()`.

    `html`, `url` and `id` name the columns, which are guessed otherwise; `how` goes to `Dataset.map_batches` (`num_cpus`,
    `batch_size`, `concurrency`, …). Give an `id` column: without one, ids are numbers within a batch. It is lazy, as
    Ray's data sets are.
    """
    arguments = {"html": html, "url": url, "id": id, "options": options}
    return dataset.map_batches(_extract_batch, batch_format="pyarrow", fn_kwargs=arguments, **how)


def _extract_batch(table: Any, **arguments: Any) -> Any:
    with extra("ray"):
        import pyarrow as pa
    return pa.Table.from_batches([extract_table(table, **arguments)])
