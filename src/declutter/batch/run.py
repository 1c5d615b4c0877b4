"""A run of `declutter batch`: sources in, parts out, each record once, however often it is killed and resumed."""

from __future__ import annotations

import base64
import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, cast

from declutter.batch.dedup import Dedup, Seen
from declutter.batch.inputs import GUESSED, START, ColumnNames, Position, Reading, Source, read_sources
from declutter.batch.many import PAGE_MEGABYTES, PAGE_SECONDS, replies
from declutter.batch.pool import Reply
from declutter.batch.records import Form, PageRecord
from declutter.batch.schema import SCHEMA_VERSION, row_of
from declutter.batch.sites import Sites
from declutter.batch.stores import SHAPES, Format, OutputError, PartRow, Store
from declutter.batch.summary import Counts, shortened
from declutter.batch.task import Outcome, TaskSettings
from declutter.batch.worker import WorkerSettings
from declutter.options import DEFAULTS, Options
from declutter.template import SiteTemplate

PART_PAGES = 1_000  # records of a part: what a run that is killed has to do again, at most
PART_BYTES = 64_000_000  # of results, pickled, from which a part is closed before it has all of its records
KIND = "declutter batch"


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run does, beside its sources and its output."""

    format: Format
    workers: int
    seconds: float | None = PAGE_SECONDS
    megabytes: int | None = PAGE_MEGABYTES
    part_pages: int = PART_PAGES
    where: str | None = None
    dedup: Dedup | None = None
    form: Form = "html"
    timings: bool = False
    """Whether rows say how long their page took; without, the same input gives the same output."""
    columns: ColumnNames = GUESSED
    options: Options = field(default=DEFAULTS)
    template: SiteTemplate | None = None
    """Of the site that all pages are of."""
    site_templates: bool = False
    """Whether a template is learned for each host, while it goes."""

    def identity(self, sources: Sequence[Source]) -> dict[str, Any]:
        """Return what must be the same for a run to be resumed: what it reads, and what it makes of it."""
        return {
            "kind": KIND,
            "schema_version": SCHEMA_VERSION,
            "format": self.format,
            "where": self.where,
            "dedup": self.dedup,
            "text": self.form == "text",
            "columns": list(self.columns),
            "template": sha256(self.template.to_json().encode()).hexdigest() if self.template else None,
            "site_templates": self.site_templates or None,
            "options": json.loads(json.dumps(asdict(self.options))),  # as it is read back: lists for tuples
            "sources": [[each.name, each.size, each.stamp] for each in sources],
        }


class Progress(NamedTuple):
    """How far a run is: `done` and `total` are bytes of the sources' files."""

    counts: Counts
    done: int
    total: int


@dataclass(slots=True)
class Account:
    """What a run has done: in all, and since it was started or resumed."""

    counts: Counts
    pages_now: int = 0
    bytes_now: int = 0
    seconds: float = 0.0
    left_out: Counter[str] = field(default_factory=Counter)


def run(
    sources: Sequence[Source], store: Store, settings: RunSettings, report: Callable[[Progress], None] = lambda _: None
) -> Account:
    """Extract what the sources hold into the store, from where an earlier run of the same kind was killed.

    Raises OutputError if the store holds another run, and what the store's writing raises.
    """
    began = time.monotonic()
    try:
        lines = store.open()
        identity = settings.identity(sources)
        if lines:
            _check_identity(lines[0], identity)
        else:
            store.begin(identity)
        part = _Part(settings, store, lines[1:])
        _extract(sources, settings, part, report)
        store.finish()
    finally:
        store.close()
    account = part.account
    account.seconds = time.monotonic() - began
    return account


def _check_identity(line: dict[str, Any], identity: dict[str, Any]) -> None:
    if line.get("kind") != KIND:
        raise OutputError("the output is none of declutter's")
    other = [name for name, value in identity.items() if line.get(name) != value]
    if other:
        raise OutputError(f"the run in the output differs in its {', '.join(other)}: only the same run can be resumed")


class _Taken(NamedTuple):
    """What the reader said of a record, for when its result is there."""

    position: Position
    size: int
    done: int
    left_out: Counter[str]
    """Why records before it were no pages."""


def _extract(sources: Sequence[Source], settings: RunSettings, part: _Part, report: Callable[[Progress], None]) -> None:
    before = list(accumulate((source.size for source in sources), initial=0))
    taken: deque[_Taken] = deque()
    left_out: Counter[str] = Counter()
    offset = 0

    def note_left_out(why: str) -> None:
        left_out[why] += 1

    def note_offset(value: int) -> None:
        nonlocal offset
        offset = value

    def records() -> Iterator[PageRecord]:
        reading = Reading(settings.options.max_bytes, settings.columns, settings.form, note_left_out, note_offset)
        for position, record in read_sources(sources, reading, part.position):
            source = sources[position.source]
            size = record.size or (source.size if isinstance(record.page, Path) else 0)
            taken.append(_Taken(position, size, before[position.source] + min(offset, source.size), Counter(left_out)))
            left_out.clear()
            yield record

    shape = SHAPES.get(settings.format, "row")
    task = TaskSettings(settings.options, shape, settings.where, settings.dedup, settings.template)
    workers = WorkerSettings("declutter.batch.task:batch_task", task, settings.options, settings.megabytes)
    for record, reply in replies(records(), settings.workers, settings.seconds, workers, part.sites):
        known = taken.popleft()
        part.add(known, record, reply)
        report(Progress(part.account.counts, known.done, before[-1]))
    part.close(left_out)
    report(Progress(part.account.counts, before[-1], before[-1]))


class _Part:
    """The part that is being filled, after those that the ledger tells of."""

    def __init__(self, settings: RunSettings, store: Store, lines: Sequence[dict[str, Any]]) -> None:
        self._settings = settings
        self._store = store
        self._number = len(lines)
        self._seen = Seen()
        self.sites = Sites() if settings.site_templates else None
        self.account = Account(Counts())
        for line in lines:
            self.account.counts.add(Counts.from_dict(line["counts"]))
            self.account.left_out.update(line["left_out"])
            for name, key in line["seen"]:
                self._seen.add(base64.b64decode(key), name)
            if self.sites:
                self.sites.restore(line["taught"])
        self.position = Position(*lines[-1]["next"]) if lines else START
        self._index = lines[-1]["end"] if lines else 0
        self._begin()

    def _begin(self) -> None:
        self._rows: list[PartRow] = []
        self._counts = Counts()
        self._left_out: Counter[str] = Counter()
        self._new: list[tuple[str, str]] = []
        self._taught: list[tuple[str, str]] = []
        self._bytes = 0

    def add(self, known: _Taken, record: PageRecord, reply: Reply) -> None:
        """Take a record and what became of it; write the part if it is full now."""
        counts = Counts(pages=1, bytes=known.size)
        outcome = None if reply.failure else reply.value()
        if reply.failure:
            counts.failures[reply.failure.kind] += 1
            counts.kept = 1
            self._rows.append(PartRow(self._index, row_of(record.id, record.url, None, reply.failure)))
        else:
            self._add_outcome(record, cast("Outcome", outcome), counts)
        if self.sites and (taught := self.sites.taught(reply, outcome)):
            self._taught.append(taught)
        self._index += 1
        self._counts.add(counts)
        self.account.counts.add(counts)
        self.account.pages_now += 1
        self.account.bytes_now += known.size
        self._bytes += len(reply.body)
        if self._settings.timings and counts.kept:
            self._rows[-1].row["seconds"] = reply.seconds or None
        self.position = known.position
        self._leave_out(known.left_out)
        if self._counts.pages >= self._settings.part_pages or self._bytes >= PART_BYTES:
            self._write()

    def _add_outcome(self, record: PageRecord, outcome: Outcome, counts: Counts) -> None:
        if outcome.content is None:
            counts.unwanted = 1
            return
        counts.languages[outcome.language or "unknown"] += 1
        counts.types[outcome.page_type or "unknown"] += 1
        if outcome.empty:
            counts.empty[shortened(outcome.empty)] += 1
        counts.notes.update(map(shortened, outcome.notes))
        original = self._original(outcome.signature, record.id)
        counts.duplicates = int(original is not None)
        if not isinstance(outcome.content, str):
            self._rows.append(PartRow(self._index, outcome.content | {"duplicate_of": original}))
        elif original is None:
            self._rows.append(PartRow(self._index, {"id": record.id}, outcome.content))
        else:
            return  # a folder of texts has no place to mark a duplicate at
        counts.kept = 1

    def _original(self, key: bytes, name: str) -> str | None:
        if not key:
            return None
        original = self._seen.original(key)
        if original is None:
            self._seen.add(key, name)
            self._new.append((name, base64.b64encode(key).decode("ascii")))
        return original

    def _leave_out(self, counted: Counter[str]) -> None:
        self._left_out.update(counted)
        self.account.left_out.update(counted)

    def close(self, left_out: Counter[str]) -> None:
        """Write the last part, which need not be full; a run without records has one that is empty."""
        self._leave_out(left_out)
        if self._counts.pages or not self._number:
            self._write()

    def _write(self) -> None:
        line = {
            "part": self._number,
            "next": list(self.position),
            "end": self._index,
            "counts": self._counts.to_dict(),
            "left_out": dict(self._left_out),
            "seen": self._new,
        } | ({"taught": self._taught} if self.sites else {})
        self._store.commit(self._number, self._rows, line)
        self._number += 1
        self._begin()
