"""Pages in Parquet to articles in Parquet with Ray Data: python examples/ray_data.py PAGES.parquet ARTICLES.

`ray.init()` starts Ray on this machine; on a cluster, `ray.init("auto")` on its head, or submit this file with
`ray job submit --runtime-env-json '{"pip": ["declutter[batch]"]}' -- python examples/ray_data.py s3://… s3://…`.
"""

from __future__ import annotations

import sys

import ray

from declutter.batch.ray import extract_dataset

if __name__ == "__main__":
    ray.init(include_dashboard=False, log_to_driver=False)
    pages = ray.data.read_parquet(sys.argv[1])
    extract_dataset(pages, id="id", batch_size=64).write_parquet(sys.argv[2])
    ray.shutdown()
