"""A template for each host of a run, learned from its first pages while later ones come, the same however many workers.

Which pages have taught the template of a page depends on the order of the records alone: of `n` earlier pages of its
host the first 1, 2, 4, 8 or 16, as many as stand far enough before it that nobody has to wait for them. A host that was
not seen for long is forgotten, and so memory is bounded.
"""

from __future__ import annotations

import base64
import pickle
import zlib
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from declutter.batch.pool import Reply
from declutter.batch.records import Failure, PageRecord
from declutter.parsing.page import Page
from declutter.template import SiteTemplate

MAX_HOSTS = 4_096  # that are remembered; a host that taught all it can takes some 30 kB
LEARNED_PAGES = (16, 8, 4, 2, 1)  # of a host, that its template may have learned
FAR = 64  # records after which a page is done, as good as always: waiting for it stops nobody
MAX_LESSON_TEXTS = 256  # of a page, in its order, that a template learns
CACHED_TEMPLATES = 64  # that a worker has at hand

Lesson = bytes
"""The template of one page, packed; b"" if it teaches nothing."""


@dataclass(frozen=True, slots=True)
class SitePage(PageRecord):
    """A page, with what is known of its host, and whether it is to teach."""

    template: bytes = b""
    """Pickled; b"" where nothing is known yet."""
    teaches: bool = False


def site_page(record: PageRecord, template: bytes, *, teaches: bool) -> SitePage:
    """Return a record with what is known of its host."""
    given = {each.name: getattr(record, each.name) for each in fields(PageRecord)}
    return SitePage(**given, template=template, teaches=teaches)


def host_of(url: str | None) -> str | None:
    """Return the host of an address, None if it has none.

    >>> host_of("https://User@News.Example:8080/a"), host_of("news.example/a"), host_of("http://[broken/")
    ('news.example', None, None)
    """
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def lesson_of(page: Page) -> Lesson:
    """Return what a page teaches of its site."""
    template = SiteTemplate().adding([page]).first_texts(MAX_LESSON_TEXTS)
    return zlib.compress(template.to_json().encode()) if template.learned else b""


@lru_cache(maxsize=CACHED_TEMPLATES)
def unpacked(template: bytes) -> SiteTemplate:
    """Return the template that a record brings."""
    found: SiteTemplate = pickle.loads(template)  # noqa: S301 - our own parent wrote it
    return found


@dataclass(slots=True)
class _Lesson:
    """What a page of a host teaches: known, or to be had from the reply to it."""

    place: int  # of its record among all that have a host
    reply: Future[Reply] | None = None
    lesson: Lesson | None = None

    def take(self) -> Lesson:
        """Wait for it, if need be."""
        if self.lesson is None and self.reply is not None:
            self.note(self.reply.result())
        return self.lesson or b""

    def note(self, reply: Reply, value: Any = None) -> Lesson:
        """Take the lesson out of a reply, which is let go of then."""
        if self.lesson is None:
            outcome = None if reply.failure else value or reply.value()
            self.lesson = b"" if outcome is None or isinstance(outcome, Failure) else outcome.lesson
        self.reply = None
        return self.lesson


@dataclass(slots=True)
class _Host:
    """What is known of a host: the template of its first pages, and the lessons that are not in it yet."""

    pages: int = 0
    learned: int = 0
    template: SiteTemplate = field(default_factory=SiteTemplate)
    packed: bytes = b""
    pending: deque[_Lesson] = field(default_factory=deque)

    def learn(self, place: int) -> bytes:
        """Return the template for the page at a place, pickled."""
        wanted = next((number for number in LEARNED_PAGES if self._may_learn(number, place)), 0)
        while self.learned < wanted:
            lesson = self.pending.popleft().take()
            if lesson:
                self.template = self.template.taught(SiteTemplate.from_json(zlib.decompress(lesson).decode()))
                self.packed = b""
            self.learned += 1
        if not self.packed and self.template.learned:
            self.packed = pickle.dumps(self.template, pickle.HIGHEST_PROTOCOL)
        return self.packed

    def _may_learn(self, number: int, place: int) -> bool:
        if number > self.pages:
            return False
        if number <= self.learned or 2 * number <= self.pages:
            return True
        return place - self.pending[number - self.learned - 1].place >= FAR


class Sites:
    """The hosts of a run, and what their pages have taught."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._place = 0
        self._asked: deque[tuple[str, _Lesson | None] | None] = deque()

    def submit(self, record: PageRecord, send: Callable[[PageRecord], Future[Reply]]) -> Future[Reply]:
        """Send a record with what is known of its host; waits for the pages that this takes."""
        host = host_of(record.url)
        if host is None:
            self._asked.append(None)
            return send(record)
        known, lesson = self._come(host)
        future = send(site_page(record, known.learn(self._place), teaches=lesson is not None))
        if lesson is not None:
            lesson.reply = future
            known.pending.append(lesson)
        known.pages += 1
        self._asked.append((host, lesson))
        return future

    def _come(self, host: str) -> tuple[_Host, _Lesson | None]:
        """Return what is known of a host that the next record is of, and the record's lesson if it is to teach."""
        known = self._hosts.setdefault(host, _Host())
        self._hosts.move_to_end(host)
        if len(self._hosts) > MAX_HOSTS:
            self._hosts.popitem(last=False)
        self._place += 1
        return known, _Lesson(self._place) if known.pages < LEARNED_PAGES[0] else None

    def taught(self, reply: Reply, value: Any) -> tuple[str, str] | None:
        """Note the reply to the earliest record that is open, and its value; return what the ledger keeps of it."""
        asked = self._asked.popleft()
        if asked is None:
            return None
        host, lesson = asked
        return host, base64.b64encode(lesson.note(reply, value)).decode("ascii") if lesson is not None else ""

    def restore(self, taught: Iterable[Sequence[str]]) -> None:
        """Take up what the ledger kept of records, in their order."""
        for host, packed in taught:
            known, lesson = self._come(host)
            known.learn(self._place)
            if lesson is not None:
                lesson.lesson = base64.b64decode(packed)
                known.pending.append(lesson)
            known.pages += 1
