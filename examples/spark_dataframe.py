"""Pages in Parquet to articles in Parquet with Spark: python examples/spark_dataframe.py PAGES.parquet ARTICLES.

That runs Spark on this machine, with a thread a processor. On a cluster, give the same file to spark-submit, without
the line of `master`, and declutter to the executors: `--archives environment.tar.gz#environment` (venv-pack).
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

from declutter.batch.spark import extract_dataframe

if __name__ == "__main__":
    spark = (
        SparkSession.builder.master("local[*]")
        .appName("declutter")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
        .getOrCreate()
    )
    extract_dataframe(spark.read.parquet(sys.argv[1]), id="id").write.parquet(sys.argv[2])
    spark.stop()
