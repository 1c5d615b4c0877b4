"""`declutter batch`: every kind of input and output, what it prints, and what it refuses."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("fastwarc")
duckdb = pytest.importorskip("duckdb")

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from declutter import extract
from declutter.batch.inputs import kind_of
from declutter.batch.schema import SCHEMA_VERSION, VERSION_KEY, article_of, article_schema
from declutter.cli import main
from tests.crawls import FRENCH, ROOT, SENTENCES, page_of, poison, poisoned, write_warc

__all__ = ["poisoned"]  # a fixture

FAILED, BAD_USE = 1, 2


def rows_of(path: Path) -> Any:
    if path.is_dir():
        return [row for part in sorted(path.glob("part-*.parquet")) for row in pq.read_table(part).to_pylist()]
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    return [json.loads(line) for line in data.splitlines()]


def run(*words: object, status: int = 0) -> None:
    assert main(["batch", "-w", "1", *map(str, words)]) == status


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five pages in a folder, packed and not, and a file that is none."""
    pages = tmp_path / "pages"
    (pages / "deep").mkdir(parents=True)
    (pages / "0.html").write_text(page_of(0), encoding="utf-8")
    (pages / "1.htm").write_text(page_of(1), encoding="utf-8")
    (pages / "2.html.gz").write_bytes(gzip.compress(page_of(2).encode()))
    (pages / "3.html.zst").write_bytes(zstandard.ZstdCompressor().compress(page_of(3).encode()))
    (pages / "deep" / "4.html").write_text(page_of(4, language="fr"), encoding="utf-8")
    (pages / "style.css").write_text("p { color: red }", encoding="utf-8")
    return pages


# Inputs


def write_input(kind: str, path: Path) -> Path:
    """Write pages 0 to 4 in a form of input."""
    pages = [page_of(number) for number in range(5)]
    records = [(f"https://a.example/{number}", page) for number, page in enumerate(pages)]
    path = path / f"input{kind}"
    if kind == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for number, page in enumerate(pages):
                archive.writestr(f"{number}.html", page)
            archive.writestr("image.png", b"\x89PNG")
    elif kind.startswith((".tar", ".tgz")):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w") as archive:
            for number, page in enumerate(pages):
                member = tarfile.TarInfo(f"site/{number}.html")
                member.size = len(page.encode())
                archive.addfile(member, io.BytesIO(page.encode()))
        path.write_bytes(packed(data.getvalue(), kind))
    elif kind.startswith(".jsonl"):
        lines = "".join(json.dumps({"uri": url, "content": page}) + "\n" for url, page in records)
        path.write_bytes(packed(lines.encode(), kind))
    elif kind.startswith(".csv"):
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([("url", "html", "note"), *((url, page, "x") for url, page in records)])
        path.write_bytes(packed(text.getvalue().encode(), kind))
    elif kind == ".parquet":
        pq.write_table(pa.table({"url": [r[0] for r in records], "html": [r[1].encode() for r in records]}), path)
    else:
        found = [(url, page.encode(), "Content-Type: text/html; charset=utf-8") for url, page in records]
        write_warc(path, found, packing=path.suffix.removeprefix(".") if path.suffix in {".gz", ".zst"} else "")
    return path


def packed(data: bytes, kind: str) -> bytes:
    if kind.endswith((".gz", ".tgz")):
        return gzip.compress(data)
    return zstandard.ZstdCompressor().compress(data) if kind.endswith(".zst") else data


TABLES_AND_CRAWLS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".csv", ".csv.gz", ".parquet", ".warc", ".warc.gz", ".warc.zst")


@pytest.mark.parametrize("kind", [".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", *TABLES_AND_CRAWLS])
def test_each_kind_of_input_gives_the_articles_of_its_pages(kind: str, tmp_path: Path) -> None:
    source = write_input(kind, tmp_path)
    run(source, "-o", tmp_path / "out.parquet")
    rows = rows_of(tmp_path / "out.parquet")
    urls = [f"https://a.example/{number}" if kind in TABLES_AND_CRAWLS else None for number in range(5)]
    assert [article_of(row) for row in rows] == [extract(page_of(number), url=urls[number]) for number in range(5)]
    assert [row["url"] for row in rows] == urls
    assert len({row["id"] for row in rows}) == 5


def test_a_folder_is_read_to_its_bottom_in_the_order_of_names(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", tmp_path / "out.jsonl")
    rows = rows_of(tmp_path / "out.jsonl")
    assert [row["title"] for row in rows] == [f"Report {number}" for number in range(5)]
    names = "0.html 1.htm 2.html.gz 3.html.zst deep/4.html".split()
    assert [row["id"] for row in rows] == [str(folder / name) for name in names]


def test_a_glob_is_read(folder: Path, tmp_path: Path) -> None:
    run(f"{folder}/**/*.html", "-o", tmp_path / "out.jsonl")
    assert [row["title"] for row in rows_of(tmp_path / "out.jsonl")] == ["Report 0", "Report 4"]


def test_columns_are_named_where_guessing_is_not_enough(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    row = {"markup": page_of(1), "html": "no", "where": "https://a.example", "key": 7}
    source.write_text(json.dumps(row), encoding="utf-8")
    columns = "--html-column markup --url-column where --id-column key".split()
    run(source, "-o", tmp_path / "out.jsonl", *columns)
    (row,) = rows_of(tmp_path / "out.jsonl")
    assert (row["id"], row["url"], row["title"]) == ("7", "https://a.example", "Report 1")


@pytest.mark.parametrize("form", ["page", "jsonl", "jsonl.gz", "warc.gz"])
def test_standard_input_is_read_as_what_it_is(form: str, tmp_path: Path) -> None:
    data = page_of(0).encode() if form == "page" else write_input(f".{form}", tmp_path).read_bytes()
    words = [sys.executable, "-m", "declutter", "batch", "-", "-o", str(tmp_path / "out.parquet"), "-w", "1"]
    subprocess.run(words, input=data, check=True, capture_output=True)
    titles = pq.read_table(tmp_path / "out.parquet")["title"].to_pylist()
    assert titles == [f"Report {number}" for number in range(1 if form == "page" else 5)]


def test_text_dumps_of_a_wet_are_read_by_lines(tmp_path: Path) -> None:
    dump = "\n".join(("Home", "Sport", "Subscribe now", *SENTENCES)).encode()
    write_warc(tmp_path / "a.warc.wet.gz", [("https://a.example/1", dump, "")], kind="conversion")
    run(tmp_path / "a.warc.wet.gz", "-o", tmp_path / "out.jsonl")
    (row,) = rows_of(tmp_path / "out.jsonl")
    assert all(sentence in row["text"] for sentence in SENTENCES)
    assert "Subscribe" not in row["text"]


def test_records_of_a_crawl_that_are_no_pages_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [
        ("https://a.example/1", page_of(1).encode(), "Content-Type: text/html"),
        ("https://a.example/2", b"\x89PNG", "Content-Type: image/png"),
        ("https://a.example/3", gzip.compress(page_of(3).encode()), "Content-Type: text/html\r\nContent-Encoding: gzip"),
    ]
    write_warc(tmp_path / "a.warc.gz", records)
    run(tmp_path / "a.warc.gz", "-o", tmp_path / "out.jsonl")
    assert [row["title"] for row in rows_of(tmp_path / "out.jsonl")] == ["Report 1", "Report 3"]
    assert "1 no pages, not read: 1 content type image/png" in capsys.readouterr().err


def test_a_broken_file_is_reported_and_the_next_one_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"this is no WARC at all, whatever its name says")
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "c.parquet").write_bytes(b"PAR1 broken")
    broken = [tmp_path / name for name in ("a.warc.gz", "b.zip", "c.parquet")]
    run(*broken, folder, "-o", tmp_path / "out.jsonl", status=FAILED)
    rows = rows_of(tmp_path / "out.jsonl")
    assert [row["failure"] and row["failure"]["kind"] for row in rows] == ["unreadable"] * 3 + [None] * 5


def test_lines_that_are_no_pages_are_reported(tmp_path: Path) -> None:
    lines = ['{"html": "<p>rain</p>"}', "{broken", "[]", '{"other": 1}', '{"html": null}', '{"html": "' + "x" * 4000 + '"}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--max-bytes", "1000", status=FAILED)
    kinds = [row["failure"] and row["failure"]["kind"] for row in rows_of(tmp_path / "out.jsonl")]
    assert kinds == [None, "unreadable", "unreadable", "unreadable", "unreadable", "too large"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.HTML", "page"), ("a.warc.gz", "warc"), ("a.wet", "warc"), ("a.tar.gz", "tar"), ("a.gz", None), ("a.css", None)],
)
def test_endings_say_the_kind(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


# Outputs


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
def test_files_hold_the_same_rows_in_every_format(name: str, folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", tmp_path / name, "--part", 2)
    rows = rows_of(tmp_path / name)
    assert [row["title"] for row in rows] == [f"Report {number}" for number in range(5)]
    assert article_of(rows[2]) == extract(page_of(2))
    assert set(rows[0]) == set(article_schema().names)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["pages", name])


def test_a_folder_of_parts_is_a_data_set(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", tmp_path / "out", "--part", 2)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["_ledger.jsonl", "part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    import pyarrow.dataset as ds

    table = ds.dataset(tmp_path / "out").to_table()
    assert table.schema.equals(article_schema())
    assert table["title"].to_pylist() == [f"Report {number}" for number in range(5)]


def test_parquet_says_its_version_and_is_read_by_duckdb(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", tmp_path / "out.parquet")
    schema = pq.read_schema(tmp_path / "out.parquet")
    assert schema.metadata[VERSION_KEY] == str(SCHEMA_VERSION).encode()
    query = "SELECT title, metadata.language, body[1].kind, len(body), body[1].text FROM read_parquet(?) WHERE failure IS NULL"
    found = duckdb.execute(query, [str(tmp_path / "out.parquet")]).fetchall()
    assert len(found) == 5
    assert found[4][:4] == ("Report 4", "fr", "paragraph", 3)
    assert found[4][4].startswith(FRENCH[0])


def test_the_queries_of_the_documentation_are_answered(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Nobody had asked the river, and it would hardly have answered if somebody had."  # not pulled out of the text
    quoted = page_of(5).replace("</article>", f"<blockquote><p>{said}</p></blockquote></article>")
    (folder / "5.html").write_text(quoted, encoding="utf-8")
    run(folder, "-o", tmp_path / "articles.parquet")
    monkeypatch.chdir(tmp_path)
    guide = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    titles, quotes = guide.partition("```sql\n")[2].partition("```")[0].splitlines()
    assert [row[0] for row in duckdb.execute(titles).fetchall()] == [f"Report {number}" for number in (0, 1, 2, 3, 5, 4)]
    assert duckdb.execute(quotes).fetchall() == [(str(folder / "5.html"), said)]


@pytest.mark.parametrize(("form", "ending"), [("markdown", ".md"), ("text", ".txt")])
def test_a_folder_of_texts_has_a_file_a_page(form: str, ending: str, folder: Path, tmp_path: Path) -> None:
    run(folder, "-f", form, "-o", tmp_path / "out", "--part", 2)
    files = sorted((tmp_path / "out").glob(f"*{ending}"))
    assert files[0].name == f"000000000-0{ending}"
    assert len(files) == 5
    if form == "markdown":
        assert files[3].read_text(encoding="utf-8") == extract(page_of(3)).to_markdown()


def test_sqlite_finds_texts_by_their_words(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", tmp_path / "out.sqlite", "--part", 2)
    with sqlite3.connect(tmp_path / "out.sqlite") as database:
        assert database.execute("SELECT count(*) FROM pages").fetchone() == (5,)
        query = (
            "SELECT pages.title, language FROM pages JOIN pages_text ON pages.number = pages_text.rowid "
            "WHERE pages_text MATCH ?"
        )
        assert database.execute(query, ('boulangers AND "number 4"',)).fetchall() == [("Report 4", "fr")]
        assert database.execute("INSERT INTO pages_text (pages_text) VALUES ('integrity-check')").fetchall() == []
    assert not (tmp_path / "out.sqlite-wal").exists()


def test_an_input_without_records_gives_an_empty_table(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("", encoding="utf-8")
    run(tmp_path / "in.jsonl", "-o", tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


# Conditions, duplicates, summary


def test_where_keeps_what_is_wanted(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, "-o", tmp_path / "out.jsonl", "--where", 'language == "fr" and words > 10', "--part", 1)
    assert [row["title"] for row in rows_of(tmp_path / "out.jsonl")] == ["Report 4"]
    assert "5 pages, 1 in the output" in capsys.readouterr().err


def test_duplicates_are_marked_with_the_first_of_them(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    changed = page_of(1).replace("by two metres", "by three metres")
    pages = [("a", page_of(1)), ("b", changed), ("c", page_of(1).replace("<nav>", "<nav>Menu")), ("d", page_of(1))]
    source.write_text("".join(json.dumps({"id": key, "html": page}) + "\n" for key, page in pages), encoding="utf-8")
    for mode, expected in (("exact", [None, None, "a", "a"]), ("near", [None, "a", "a", "a"])):
        run(source, "-o", tmp_path / f"{mode}.jsonl", "--dedup", mode, "--part", 2)
        assert [row["duplicate_of"] for row in rows_of(tmp_path / f"{mode}.jsonl")] == expected


def test_the_summary_counts_pages_failures_and_languages(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "9.html").write_bytes(b"%PDF-1.7 \x00")
    (folder / "8.html").write_bytes(b" " * 10_001)
    (folder / "7.html").write_text('<title>App</title><div id="root"></div>', encoding="utf-8")
    stated = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(SENTENCES)})
    (folder / "6.html").write_text(f'<script type="application/ld+json">{stated}</script><p>Loading', encoding="utf-8")
    run(folder, "-o", tmp_path / "o.jsonl", "--max-bytes", 10_000, "--summary", tmp_path / "numbers.json", status=FAILED)
    said = capsys.readouterr().err
    assert "9 pages, 9 in the output" in said
    assert "1 failed: 1 too large" in said
    assert "2 without content: 1 application shell: the page is filled by scripts, which were not run, 1 no page: the" in said
    assert "1 notes on pages with content: 1 the text is that of the page's JSON-LD" in said
    assert "languages: 4 en, 3 unknown, 1 fr" in said
    types = Counter(row["page_type"] or "unknown" for row in rows_of(tmp_path / "o.jsonl") if row["failure"] is None)
    assert types.total() == 8
    assert types["unknown"] == 2
    assert f"types: {', '.join(f'{number} {kind}' for kind, number in types.most_common())}" in said
    numbers = json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8"))
    assert (numbers["pages"], numbers["failures"]) == (9, {"too large": 1})
    assert numbers["types"] == types


@pytest.mark.usefixtures("poisoned")
def test_poison_is_reported_and_the_run_ends(tmp_path: Path) -> None:
    kinds = "segfault hang memory raise".split()
    records = [("https://a.example/", poison(kind).encode(), "Content-Type: text/html") for kind in kinds]
    records += [
        ("https://a.example/empty", b"", "Content-Type: text/html"),
        ("https://a.example/pdf", b"%PDF-1.7 \x00\x01", "Content-Type: application/pdf"),
        ("https://a.example/large", b"<p>rain</p>" + b" " * 200_000_000, "Content-Type: text/html"),
        ("https://a.example/1", page_of(1).encode(), "Content-Type: text/html"),
    ]
    write_warc(tmp_path / "in.warc.gz", records)
    limits = "--seconds 2 --megabytes 400".split()
    run(tmp_path / "in.warc.gz", "-o", tmp_path / "out.parquet", *limits, status=FAILED)
    rows = rows_of(tmp_path / "out.parquet")
    failures = [row["failure"] and row["failure"]["kind"] for row in rows]
    assert failures == ["crashed", "timeout", "memory", "error", None, None, "too large", None]
    assert rows[4]["notes"] == ["no text: the page holds none"]
    assert rows[5]["notes"][0].startswith("no page: the bytes are")
    assert rows[7]["title"] == "Report 1"


# What is refused


def test_nothing_is_overwritten_unasked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out.jsonl").write_text("mine", encoding="utf-8")
    run(folder, "-o", tmp_path / "out.jsonl", status=BAD_USE)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "mine"
    assert "is there already" in capsys.readouterr().err
    run(folder, "-o", tmp_path / "out.jsonl", "--overwrite")
    assert len(rows_of(tmp_path / "out.jsonl")) == 5


def test_overwriting_a_folder_removes_what_runs_write_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", tmp_path / "out", "--part", 1)
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    run(folder / "0.html", "-o", tmp_path / "out", "--overwrite")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["_ledger.jsonl", "mine.txt", "part-00000.parquet"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["none.html", "-o", "out"], "there is no such file"),
        (["{folder}", "-o", "out.jsonl", "-f", "parquet"], "looks like jsonl"),
        (["{folder}", "-o", "out.jsonl", "--where", "import os"], "no condition"),
        (["{folder}", "-o", "out.jsonl", "--where", "shoe == 1"], "there is no 'shoe'"),
        (["{folder}", "-o", "{folder}"], "is the output"),
        (["{folder}", "-o", "out.jsonl", "--seconds", "0"], "--seconds must be positive"),
        (["{folder}", "-o", "out.jsonl", "-w", "0"], "positive whole number"),
    ],
)
def test_bad_use_is_refused(
    words: list[str], says: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder.parent)
    assert main(["batch", *(word.format(folder=folder) for word in words)]) == BAD_USE
    assert says in capsys.readouterr().err
    assert not (folder.parent / "out.jsonl").exists()


def test_a_missing_library_is_named_with_its_extra(folder: Path, tmp_path: Path) -> None:
    program = "import sys; sys.modules['pyarrow'] = None; from declutter.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ["batch", str(folder), "-o", str(tmp_path / "out.parquet"), "-w", "1"]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == BAD_USE
    assert done.stderr == "declutter: pyarrow is not installed: pip install 'declutter[batch]'\n"
