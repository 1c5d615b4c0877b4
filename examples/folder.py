"""The articles of a folder of pages, by all processors: python examples/folder.py FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from declutter import extract_many

for result in extract_many(sorted(Path(sys.argv[1]).rglob("*.html"))):
    if result.article is None:
        print(f"{result.id}: {result.failure}", file=sys.stderr)
    else:
        print(f"{result.id}: {result.article.title}, {len(result.article.body)} blocks")
