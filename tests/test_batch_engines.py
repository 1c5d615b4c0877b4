"""The adapters, in the engines they are for: each example is run as a user would, and gives what the loop gives."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pyarrow")

import pyarrow as pa
import pyarrow.parquet as pq

from declutter import Article, extract
from declutter.batch.documents import Reading, passages
from declutter.batch.records import PageFailed
from declutter.batch.schema import article_of, article_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PAGES = [(path.parent.name, path.read_bytes()) for path in sorted((ROOT / "fixtures").glob("*/page.html"))]


def needs(library: str) -> pytest.MarkDecorator:
    parts = library.split(".")
    is_here = all(importlib.util.find_spec(".".join(parts[: n + 1])) for n in range(len(parts)))
    return pytest.mark.skipif(not is_here, reason=f"{library} is not installed")


def run_example(name: str, *words: object, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / name), *map(str, words)],
        capture_output=True, text=True, check=False, timeout=300, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def json_lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """All fixtures, and a page that is none, in Parquet."""
    pages = [*PAGES, ("null", None)]
    columns: dict[str, Any] = {"id": [name for name, _ in pages], "url": ["https://a.example/"] * len(pages)}
    pq.write_table(pa.table({**columns, "html": pa.array([page for _, page in pages], pa.binary())}), tmp_path / "in.parquet")
    return tmp_path / "in.parquet"


def expected() -> dict[str, Article | None]:
    return {**{name: extract(page, url="https://a.example/") for name, page in PAGES}, "null": None}


def articles_in(folder: Path) -> dict[str, Article | None]:
    rows = [row for part in folder.glob("*.parquet") for row in pq.ParquetFile(part).read().to_pylist()]
    assert len(rows) == len(PAGES) + 1
    assert set(rows[0]) == set(article_schema().names)
    return {row["id"]: article_of(row) for row in rows}


def test_a_folder_is_extracted_by_the_example() -> None:
    lines = run_example("folder.py", ROOT / "fixtures").splitlines()
    assert len(lines) == len(PAGES)


@pytest.mark.slow
@needs("ray")
def test_ray_data_gives_the_rows_of_the_loop(table: Path, tmp_path: Path) -> None:
    run_example("ray_data.py", table, tmp_path / "out", RAY_USAGE_STATS_ENABLED="0")
    assert articles_in(tmp_path / "out") == expected()


@pytest.mark.slow
@needs("pyspark")
def test_spark_gives_the_rows_of_the_loop(table: Path, tmp_path: Path) -> None:
    python = {"PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    run_example("spark_dataframe.py", table, tmp_path / "out", **python)
    assert articles_in(tmp_path / "out") == expected()


@pytest.mark.slow
@needs("datatrove")
def test_datatrove_gives_the_texts_of_the_loop(tmp_path: Path) -> None:
    pages = [(name, page.decode("utf-8", "replace")) for name, page in PAGES]
    (tmp_path / "in").mkdir()
    lines = [json.dumps({"id": name, "html": page}) for name, page in pages]
    (tmp_path / "in" / "pages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run_example("datatrove_pipeline.py", tmp_path / "in", tmp_path / "out", tmp_path / "logs")
    written = [row for part in (tmp_path / "out").glob("*.jsonl") for row in json_lines(part)]
    found = {row["id"]: row["text"] for row in written}
    articles = {name: extract(page) for name, page in pages}
    assert found == {
        name: "\n\n".join(filter(None, (article.title, article.text))) for name, article in articles.items() if article
    }


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A site on loopback: a page that links to some of the fixtures."""
    folder = tmp_path / "site"
    folder.mkdir()
    for name, page in PAGES[:6]:
        (folder / f"{name}.html").write_bytes(page)
    links = "".join(f'<li><a href="/{name}.html">{name}</a>' for name, _ in PAGES[:6])
    (folder / "index.html").write_text(f"<title>All</title><ul>{links}</ul>", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
@needs("scrapy")
def test_scrapy_puts_articles_into_items(site: str, tmp_path: Path) -> None:
    run_example("scrapy_spider.py", site, tmp_path / "out.jsonl")
    items = json_lines(tmp_path / "out.jsonl")
    found = {item["url"]: Article.from_dict(item["article"]) for item in items}
    assert all("html" not in item for item in items)
    for name, page in PAGES[:6]:
        url = f"{site}{name}.html"
        assert found[url] == extract(page, url=url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some of the fixtures, and a page without content."""
    for name, page in PAGES[:6]:
        (tmp_path / "pages" / name).mkdir(parents=True)
        (tmp_path / "pages" / name / "page.html").write_bytes(page)
    (tmp_path / "pages" / "empty.html").write_bytes(b"")
    return tmp_path / "pages"


@needs("langchain_core")
def test_langchain_gives_the_passages_of_the_loop(folder: Path, tmp_path: Path) -> None:
    run_example("langchain_loader.py", folder, tmp_path / "out.jsonl")
    found = [(row["id"], row["page_content"], row["metadata"]) for row in json_lines(tmp_path / "out.jsonl")]
    articles = [(path, extract(path.read_bytes())) for path in sorted(folder.rglob("*.html"))]
    chunks = [
        (f"{path}#{number}", chunk) for path, article in articles for number, chunk in enumerate(article.chunks(max_words=120))
    ]
    assert len(chunks) > len(PAGES[:6])
    assert [(name, text) for name, text, _ in found] == [(name, chunk.text) for name, chunk in chunks]
    assert [known.get("headings", "") for _, _, known in found] == [" > ".join(chunk.headings) for _, chunk in chunks]
    assert {known["title"] for _, _, known in found} == {article.title for _, article in articles if article}


@needs("llama_index.core")
def test_llamaindex_gives_the_articles_of_the_loop(folder: Path, tmp_path: Path) -> None:
    run_example("llamaindex_reader.py", folder, tmp_path / "out.jsonl")
    found = json_lines(tmp_path / "out.jsonl")
    articles = {str(path): extract(path.read_bytes()) for path in sorted(folder.rglob("*.html"))}
    kept = {name: article for name, article in articles.items() if article}
    assert len(kept) == len(articles) - 1
    assert [row["id_"] for row in found] == list(kept)
    assert [row["text_resource"]["text"] for row in found] == [article.to_markdown() for article in kept.values()]
    assert [row["metadata"]["title"] for row in found] == [article.title for article in kept.values()]


def test_documents_leave_out_what_fails_or_raise(caplog: pytest.LogCaptureFixture) -> None:
    pages = [("bad", None), ("good", PAGES[0][1], "https://a.example/1")]
    (passage,) = passages(pages, Reading(form="text"))
    assert passage.metadata["source"] == "https://a.example/1"
    assert all(isinstance(value, (str, int, float)) for value in passage.metadata.values())
    assert "bad is left out: unreadable" in caplog.text
    with pytest.raises(PageFailed, match="bad: unreadable"):
        list(passages(pages, Reading(on_error="raise")))
    with pytest.raises(ValueError, match="on_error"):
        list(passages(pages, Reading(on_error="record")))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="form"):
        list(passages(pages, Reading(form="html")))  # type: ignore[arg-type]
