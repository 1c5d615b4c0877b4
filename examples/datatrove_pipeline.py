"""Pages in JSON lines to texts in JSON lines with datatrove: python examples/datatrove_pipeline.py FOLDER TEXTS LOGS."""

from __future__ import annotations

import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from declutter.batch.datatrove import Declutter

if __name__ == "__main__":
    source, target, logs = sys.argv[1:]
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(source, text_key="html", id_key="id"),
            Declutter(),
            JsonlWriter(target, compression=None),
        ],
        logging_dir=logs,
    ).run()
