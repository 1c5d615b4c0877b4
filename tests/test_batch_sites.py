"""Templates in runs of many pages: one for all of them, or one for each host, learned while the run goes."""

from __future__ import annotations

import json
import pickle
import random
import shutil
import zlib
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from declutter import SiteTemplate, extract_many
from declutter.batch import sites
from declutter.batch.pool import Reply
from declutter.batch.records import Failure, PageRecord
from declutter.batch.sites import FAR, LEARNED_PAGES, SitePage, Sites, lesson_of, unpacked
from declutter.batch.stores import LEDGER
from declutter.batch.task import Outcome
from declutter.cli import BAD_USE, CONTENT, main
from declutter.extractor import read_page
from declutter.options import DEFAULTS
from tests.pages import page_of_seed

if TYPE_CHECKING:
    from collections.abc import Sequence

PART = 7
CHROME = (
    ("The {0} Post was founded by three millers and a fisherman, who wanted to know what happens on the other side of the "
    "river; it has come out every morning since, but for the winter in which the river froze, and nobody wrote anything."),
    ("Readers who wish to support the {0} Post may leave an egg at the mill, where it is weighed, entered in the book, and "
    "given to whoever writes the longest report about the shortest day of the year; so it has been done for a long time."),
)


def page(host: str, seed: int) -> str:
    """Return a page of a site whose chrome reads like an article."""
    article = page_of_seed(seed)
    texts = (*(text.format(host) for text in CHROME), *article.paragraphs)
    body = "".join(f"<p>{text}</p>" for text in texts)
    return f"<html><head><title>{article.title}</title></head><body><h1>{article.title}</h1>{body}</body></html>"


def crawl_of(hosts: Sequence[str]) -> list[PageRecord]:
    return [
        PageRecord(f"page-{n}", page(host, n), f"https://{host}.example/{n}" if host else None) for n, host in enumerate(hosts)
    ]


@pytest.mark.parametrize("workers", [0, 1])
def test_a_template_is_used_on_all_pages_of_extract_many(workers: int) -> None:
    template = SiteTemplate.learn([page("Frog", 1), page("Frog", 2)])
    without, given = (
        [result.article for result in extract_many([page("Frog", 3), page("Frog", 4)], workers=workers, template=known)]
        for known in (None, template)
    )
    assert all(article and CHROME[0].format("Frog") in article.text for article in without)  # or the test shows nothing
    assert all(article and not any(text.format("Frog") in article.text for text in CHROME) for article in given)


def test_a_template_is_used_on_all_rows_of_a_table() -> None:
    pa = pytest.importorskip("pyarrow")
    from declutter.batch.arrow import extract_table

    template = SiteTemplate.learn([page("Frog", 1), page("Frog", 2)])
    table = pa.table({"html": [page("Frog", 3)]})
    assert "millers" in extract_table(table).column("text")[0].as_py()
    assert "millers" not in extract_table(table, template=template).column("text")[0].as_py()


# The order of hosts: all at once, one after the other, and a host that fills a run.
HOSTS = ["frog", "toad", "", "newt"] * 5 + ["carp"] * 12 + ["pike", "frog"]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crawl") / "pages.jsonl"
    lines = [json.dumps({"id": each.id, "html": each.page, "url": each.url}) for each in crawl_of(HOSTS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(crawl: Path, output: Path, *words: str) -> list[Any]:
    pytest.importorskip("pyarrow")
    command = ["batch", str(crawl), "-o", str(output), "-f", "jsonl", "--part", str(PART), *words]
    assert main(command) == CONTENT
    parts = sorted(output.glob("part-*"))
    return [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]


def test_a_run_learns_a_template_for_each_host_whatever_the_number_of_workers(crawl: Path, tmp_path: Path) -> None:
    without = run(crawl, tmp_path / "without", "-w", "1")
    alone = run(crawl, tmp_path / "alone", "-w", "1", "--site-templates")
    assert run(crawl, tmp_path / "three", "-w", "3", "--site-templates") == alone
    seen: dict[str, int] = {}
    for host, before, after in zip(HOSTS, without, alone, strict=True):
        assert "millers" in before["text"]
        # From its third page on a host's furniture is known; pages without an address are as they were.
        assert ("millers" in after["text"]) == (host == "" or seen.get(host, 0) < 2), (host, seen)
        seen[host] = seen.get(host, 0) + 1


def test_a_run_that_is_resumed_knows_what_it_had_learned(crawl: Path, tmp_path: Path) -> None:
    expected = run(crawl, tmp_path / "whole", "-w", "1", "--site-templates")
    lines = (tmp_path / "whole" / LEDGER).read_bytes().splitlines(keepends=True)
    for parts in (1, len(lines) - 2):
        broken = tmp_path / f"broken-{parts}"
        shutil.copytree(tmp_path / "whole", broken)
        (broken / LEDGER).write_bytes(b"".join(lines[: parts + 1]))  # as a kill after so many parts leaves it
        assert run(crawl, broken, "-w", "2", "--site-templates", "--resume") == expected


def test_a_run_with_templates_is_another_run(crawl: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(crawl, tmp_path / "out", "-w", "1")
    command = ["batch", str(crawl), "-o", str(tmp_path / "out"), "-f", "jsonl", "--resume"]
    assert main([*command, "--site-templates"]) == BAD_USE
    assert "differs in its site_templates" in capsys.readouterr().err
    SiteTemplate.learn([page("frog", 1), page("frog", 2)]).save(tmp_path / "frog.json")
    assert main([*command, "--template", str(tmp_path / "frog.json")]) == BAD_USE
    assert "differs in its template" in capsys.readouterr().err
    assert main([*command, "--template", str(crawl)]) == BAD_USE
    assert main([*command, "--template", str(tmp_path / "frog.json"), "--site-templates"]) == BAD_USE


def test_a_run_uses_a_template_that_is_given(crawl: Path, tmp_path: Path) -> None:
    SiteTemplate.learn([page("frog", 1), page("frog", 2)]).save(tmp_path / "frog.json")
    rows = run(crawl, tmp_path / "out", "-w", "1", "--template", str(tmp_path / "frog.json"))
    assert [("millers" in row["text"]) for row in rows] == [host != "frog" for host in HOSTS]


class Workers:
    """Answers to records in any order: what the workers of a pool may do, without their processes."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._open: list[tuple[SitePage, Future[Reply]]] = []
        self.sent: list[tuple[int, bytes]] = []

    def send(self, record: PageRecord) -> Future[Reply]:
        future: Future[Reply] = Ready(self)
        if isinstance(record, SitePage):
            known = unpacked(record.template) if record.template else SiteTemplate()
            self.sent.append((known.learned, record.template))
            self._open.append((record, future))
        else:
            self.sent.append((0, b""))
            future.set_result(Reply(Failure("error", "")))
        self.answer(self._dice.randrange(4))
        return future

    def answer(self, number: int) -> None:
        for _ in range(min(number, len(self._open))):
            record, future = self._open.pop(self._dice.randrange(len(self._open)))
            if record.id.endswith("3"):
                future.set_result(Reply(Failure("timeout", "")))
                continue
            read = read_page(record.page, url=record.url, encoding=None, options=DEFAULTS)
            lesson = lesson_of(read) if record.teaches else b""
            body = pickle.dumps(Outcome(None, b"", None, None, None, (), lesson))
            future.set_result(Reply(None, body))


class Ready(Future):  # type: ignore[type-arg]
    """A future whose answer comes when it is waited for, if not before."""

    def __init__(self, workers: Workers) -> None:
        super().__init__()
        self._workers = workers

    def result(self, timeout: float | None = None) -> Any:
        while not self.done():
            self._workers.answer(1)
        return super().result(timeout)


def learn(
    records: Sequence[PageRecord], seed: int, known: Sequence[tuple[str, str]] = ()
) -> tuple[Any, list[tuple[str, str]]]:
    """Return what each record was sent with, and what the ledger keeps."""
    workers, school, asked, kept = Workers(seed), Sites(), deque[Future[Reply]](), list(known)
    school.restore(known)
    for record in records:
        asked.append(school.submit(record, workers.send))
        while asked[0].done() if asked else False:
            kept += [taught] if (taught := school.taught(asked.popleft().result(), None)) else []
    while asked:
        kept += [taught] if (taught := school.taught(asked.popleft().result(), None)) else []
    return workers.sent, kept


def test_what_a_page_knows_of_its_host_depends_on_the_order_of_records_alone() -> None:
    dice = random.Random(5)
    records = crawl_of([dice.choice(["frog", "toad", "newt", "", "carp"]) for _ in range(150)])
    sent, kept = learn(records, 0)
    assert max(learned for learned, _ in sent) > LEARNED_PAGES[1]
    assert all(learn(records, seed) == (sent, kept) for seed in (1, 2, 3))
    for split in (1, 40, 111):
        first, half = learn(records[:split], 4)
        second, whole = learn(records[split:], 6, half)
        assert (first + second, whole) == (sent, kept)


def test_a_page_that_stands_far_off_is_learned_at_once_a_near_one_when_nobody_has_to_wait() -> None:
    near, _ = learn(crawl_of(["frog"] * 6), 0)
    assert [learned for learned, _ in near[:4]] == [0, 0, 1, 1]  # the fourth page fails: that is known before the eighth
    far, _ = learn(crawl_of(["frog", *(f"h{n}" for n in range(FAR)), "frog"]), 0)
    assert far[-1][0] == 1


def test_hosts_not_seen_for_long_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "MAX_HOSTS", 2)
    sent, _ = learn(crawl_of(["frog", "frog", "frog", "toad", "newt", "frog"]), 0)
    assert [learned for learned, _ in sent] == [0, 0, 1, 0, 0, 0]


def test_a_lesson_is_small() -> None:
    texts = ("".join(random.Random(n).choices("abcdefghij", k=30)) for n in range(3_000))
    many = "".join(f"<p>{text} is the word of this paragraph.</p>" for text in texts)
    lesson = lesson_of(read_page(many, url=None, encoding=None, options=DEFAULTS))
    assert len(SiteTemplate.from_json(zlib.decompress(lesson).decode()).texts) == sites.MAX_LESSON_TEXTS
