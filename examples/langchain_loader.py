"""A folder of pages to LangChain documents, a passage each: python examples/langchain_loader.py FOLDER PASSAGES.jsonl."""

from __future__ import annotations

import sys
from pathlib import Path

from declutter.batch.langchain import DeclutterLoader

if __name__ == "__main__":
    folder, target = map(Path, sys.argv[1:])
    loader = DeclutterLoader(sorted(folder.rglob("*.html")), max_words=120)
    # In a program of your own, the documents go on to a store: vector_store.add_documents(loader.lazy_load()).
    with target.open("w", encoding="utf-8") as lines:
        for document in loader.lazy_load():
            lines.write(f"{document.model_dump_json()}\n")
