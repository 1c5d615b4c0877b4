"""Runs that are killed and resumed: each record is in the output once, as in a run that nobody disturbed."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("fastwarc")

import pyarrow.parquet as pq

from declutter.batch.stores import LEDGER, FolderStore, PartRow
from declutter.cli import main
from tests.crawls import page_of, write_warc

PAGES = 420
PART = 10
BAD_USE = 2
WORK_SHARE = 0.6  # of the parts that runs may write before they are killed, all together


def command(source: Path, output: Path, *words: str) -> list[str]:
    program = [sys.executable, "-m", "declutter", "batch", str(source), "-o", str(output)]
    return [*program, "--part", str(PART), "-w", "2", "--dedup", "exact", "--resume", *words]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WARC of many pages, every seventh of which is a duplicate of the first one."""
    headers = "Content-Type: text/html; charset=utf-8"
    folder = tmp_path_factory.mktemp("crawl")
    pages = [
        (f"https://{'abc'[n % 3]}.example/{n}", page_of(0 if n % 7 == 0 else n).encode(), headers) for n in range(PAGES)
    ]
    half = PAGES // 2
    write_warc(folder / "a.warc.gz", pages[:half])
    lines = [json.dumps({"id": f"line-{n}", "html": page.decode()}) for n, (_, page, _) in enumerate(pages[half:])]
    (folder / "b.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def rows_of(output: Path) -> list[Any]:
    if output.suffix == ".sqlite":
        with closing(sqlite3.connect(output)) as database:
            rows = database.execute("SELECT * FROM pages ORDER BY number").fetchall()
            texts = database.execute("SELECT count(*) FROM pages_text WHERE pages_text MATCH 'river'").fetchone()
            return [*rows, texts]
    if output.suffix == ".parquet":
        rows = pq.read_table(output).to_pylist()
        return list(rows)
    if output.is_dir() and (output / "part-00000.parquet").exists():
        return [row for part in sorted(output.glob("part-*")) for row in pq.read_table(part).to_pylist()]
    if output.is_dir():
        return [(path.name, path.read_text(encoding="utf-8")) for path in sorted(output.glob("*.md"))]
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def parts_done(output: Path) -> int:
    """Return how many parts the ledger speaks of; its first line is the run's."""
    return max(0, ledger_lines(output) - 1)


def ledger_lines(output: Path) -> int:
    if output.suffix == ".sqlite":
        if not output.exists():
            return 0
        with closing(sqlite3.connect(output, timeout=10)) as database:
            try:
                return int(database.execute("SELECT count(*) FROM ledger").fetchone()[0])
            except sqlite3.OperationalError:
                return 0
    folder = output if output.suffix == "" else output.with_name(f"{output.name}.parts")
    ledger = folder / LEDGER
    return ledger.read_bytes().count(b"\n") if ledger.exists() else 0


@pytest.mark.parametrize(
    ("name", "words", "kills"),
    [("out", [], 6), ("out.jsonl", [], 6), ("out.sqlite", [], 5), ("texts", ["-f", "markdown"], 3),
     ("out.parquet", ["--site-templates"], 5)],
)
def test_a_run_killed_at_random_moments_loses_and_doubles_nothing(
    name: str, words: list[str], kills: int, crawl: Path, tmp_path: Path
) -> None:
    dice = random.Random(f"seed of {name}")
    (tmp_path / "unbroken").mkdir()
    start, work = run_unbroken(command(crawl, tmp_path / "unbroken" / name, *words), tmp_path / "unbroken" / name)
    expected = rows_of(tmp_path / "unbroken" / name)
    parts = -(-PAGES // PART)
    output = tmp_path / name
    killed_at_work = 0
    for kill in range(kills):
        before = parts_done(output)
        process = subprocess.Popen(command(crawl, output, *words), stderr=subprocess.PIPE)
        # By turns at any moment from the start of the program on, and while pages are extracted and parts are written. How
        # fast the machine is may change from one moment to the next: so many parts are the most that a run may write.
        most = max(1, int(WORK_SHARE * parts / kills))
        wanted, delay = (most, dice.uniform(0, start)) if kill % 2 else (dice.randint(1, most), 60.0)
        deadline = time.monotonic() + delay
        while process.poll() is None and parts_done(output) < before + wanted and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0 if kill % 2 else dice.uniform(0, work / parts))
        process.send_signal(signal.SIGKILL)
        _, said = process.communicate()
        assert process.returncode == -signal.SIGKILL, said
        killed_at_work += parts_done(output) > before
    assert killed_at_work >= kills / 2
    done = subprocess.run(command(crawl, output, *words), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert rows_of(output) == expected
    assert f"{PAGES} pages" in done.stderr


def run_unbroken(words: list[str], output: Path) -> tuple[float, float]:
    """Run to the end; return the seconds until the first part was there, and from then on."""
    began = time.monotonic()
    process = subprocess.Popen(words, stderr=subprocess.PIPE)
    while process.poll() is None and not parts_done(output):
        time.sleep(0.005)
    started = time.monotonic()
    _, said = process.communicate()
    assert process.returncode == 0, said
    return started - began, time.monotonic() - started


def test_a_run_that_is_complete_does_nothing_when_resumed(crawl: Path, tmp_path: Path) -> None:
    words = ["batch", str(crawl / "b.jsonl"), "-o", str(tmp_path / "out"), "-w", "1", "--part", "100"]
    assert main(words) == 0
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("part-*")}
    assert main([*words, "--resume"]) == 0
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("part-*")} == before


def test_another_run_is_not_resumed(crawl: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["batch", str(crawl / "b.jsonl"), "-o", str(tmp_path / "out"), "-w", "1", "--resume"]
    assert main(words) == 0
    assert main([*words, "--where", "words > 3"]) == BAD_USE
    assert "differs in its where" in capsys.readouterr().err
    assert main(["batch", str(crawl / "a.warc.gz"), *words[1:]]) == BAD_USE
    assert "differs in its sources" in capsys.readouterr().err


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    first = FolderStore(tmp_path / "out", "jsonl")
    first.open()
    second = FolderStore(tmp_path / "out", "jsonl")
    with pytest.raises(OSError, match="another run writes here"):
        second.open()
    second.close()
    first.close()


def test_a_part_without_its_line_and_a_torn_line_are_forgotten(tmp_path: Path) -> None:
    store = FolderStore(tmp_path, "jsonl")
    store.open()
    store.begin({"kind": "test"})
    store.commit(0, [PartRow(0, {"id": "a"})], {"part": 0, "end": 1})
    store.close()
    (tmp_path / "part-00001.jsonl").write_text("{}", encoding="utf-8")
    (tmp_path / "part-00002.jsonl.unfinished").write_text("{", encoding="utf-8")
    with (tmp_path / LEDGER).open("a", encoding="utf-8") as ledger:
        ledger.write('{"part": 1, "fi')
    again = FolderStore(tmp_path, "jsonl")
    assert [line.get("part") for line in again.open()] == [None, 0]
    again.commit(1, [PartRow(1, {"id": "b"})], {"part": 1, "end": 2})
    again.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [LEDGER, "part-00000.jsonl", "part-00001.jsonl"]
    assert len((tmp_path / LEDGER).read_text(encoding="utf-8").splitlines()) == 3


def test_an_interrupted_run_says_so_and_goes_on(crawl: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    process = subprocess.Popen(command(crawl, output), stderr=subprocess.PIPE, text=True)
    while parts_done(output) < 3:
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 130
    subprocess.run(command(crawl, output), check=True, capture_output=True)
    assert len(rows_of(output)) == PAGES


def test_a_database_of_somebody_else_is_left_alone(crawl: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE mine (x)")
        database.commit()
    assert main(["batch", str(crawl / "b.jsonl"), "-o", str(path), "--resume"]) == BAD_USE
    assert "no output of declutter" in capsys.readouterr().err
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]
