"""A folder of pages to LlamaIndex documents, an article each: python examples/llamaindex_reader.py FOLDER ARTICLES.jsonl."""

from __future__ import annotations

import sys
from pathlib import Path

from declutter.batch.llamaindex import DeclutterReader

if __name__ == "__main__":
    folder, target = map(Path, sys.argv[1:])
    documents = DeclutterReader().load_data(sorted(folder.rglob("*.html")))
    # In a program of your own, they go on to an index: VectorStoreIndex.from_documents(documents).
    with target.open("w", encoding="utf-8") as lines:
        for document in documents:
            lines.write(f"{document.to_json()}\n")
