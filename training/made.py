"""Made pages: the annotated pages' own texts set anew in plain markup, with furniture of known kinds around them.

Real sites name and nest their furniture in a thousand ways, and a network learns these; a small plain page of nobody's
system has none of them. Here paragraphs of one page make the article, or the posts of a thread, and paragraphs and short
lines of another one of the same language and fold make its menus, comments, biographies, newsletters, teasers, footers. So it
is known what each block is for, whatever it is called and however good its prose.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from itertools import groupby
from typing import NamedTuple

import numpy as np

from benchmarks.measures import Gold
from benchmarks.measures import words as words_of
from declutter.data.files import read_text
from declutter.extractor import headline_and_statements, read_page
from declutter.options import DEFAULTS
from declutter.parsing.page import Flag
from training.labels import align
from training.pages import Sample

SET_NAME = "made"
PER_SAMPLE = 0.4, 0.4  # made pages for each annotated page of running text, for each one of cards
MIN_PARAGRAPHS, MAX_PARAGRAPHS = 3, 25
WAYS = (0.8, 0.12, 0.08)  # in which articles are set: as today, in tables, as dated entries
QUOTED_SHARE = 0.07  # of the paragraphs
THREAD_SHARE = 0.2  # of those pages
MIN_LENT = 8  # paragraphs that the page must have that furnishes
CARD_TYPES = ("listing", "collection", "product", "service")  # of whose pages the content is many small parts
MIN_LETTERS, MAX_LETTERS = 60, 1200  # of what is taken for a paragraph
SALAD_SHARE = 0.35  # of the pages whose words are in no order: prose must not be known by its words alone
ADDRESS_SHARE = 0.4  # of the pages whose address is known
PLAIN_SHARE = 0.35  # of the pages whose furniture is unnamed
NAMES = {
    "menu": "menu nav navbar main-menu navigation topbar", "crumbs": "breadcrumb breadcrumbs crumbs path",
    "consent": "cookie-consent cookies consent gdpr notice", "share": "share sharing social share-row share-buttons",
    "related": "related more read-next recommended teasers see-also", "sidebar": "sidebar aside rail most-read widget",
    "comments": "comments comment-list discussion responses respond", "footer": "footer site-footer bottom foot colophon",
    "author": "author-bio author-box about-author bio author", "newsletter": "newsletter signup subscribe promo form",
    "ad": "ad advertisement sponsored promo", "tags": "tags tag-list topics keywords", "byline": "byline meta by author info",
}  # fmt: skip
TAGS = {
    "menu": "nav header ul", "crumbs": "nav ol p", "consent": "div dialog section", "share": "ul p",
    "related": "aside section ul", "sidebar": "aside", "comments": "section", "footer": "footer", "author": "aside section",
    "newsletter": "aside form section", "ad": "aside", "tags": "ul p", "byline": "p address header",
}  # fmt: skip
BODY_NAMES = ("", "", "article-body", "content", "entry-content", "post", "text", "main", "story", "page")

_WORD = re.compile(r"[^\W\d_]+")


class Texts(NamedTuple):
    """What an annotated page lends."""

    parts: Sequence[tuple[str, str]]  # of its content: tag and text
    prose: Sequence[str]
    short: Sequence[str]  # lines of its furniture
    title: str


def made_pages(samples: Sequence[Sample]) -> Iterator[Sample]:
    """Yield made pages, each in the fold of the pages that lend it their texts."""
    groups = defaultdict(list)
    for sample in samples:
        if not sample.page.is_text and sample.gold_words:
            language = (sample.page.head.language or "en")[:2].lower()
            texts = _texts(sample)
            if len(texts.parts if _is_of_cards(sample) else texts.prose) >= MIN_PARAGRAPHS:
                groups[sample.fold, language].append((sample, texts))
    for (fold, language), lenders in sorted(groups.items()):
        rng = random.Random(f"{fold} {language}")  # noqa: S311 - it hides nothing
        furnishing = [texts for sample, texts in lenders if len(texts.prose) >= MIN_LENT and not _is_of_cards(sample)]
        bases = [
            lender
            for is_of_cards, share in enumerate(PER_SAMPLE)
            for lender in lenders
            if furnishing and _is_of_cards(lender[0]) == is_of_cards and rng.random() < share
        ]
        for base, own in bases:
            other = rng.choice(furnishing)
            if other is not own:
                yield _sample(_Writer(rng, own, other, _phrases(language)), base, rng)


def _is_of_cards(sample: Sample) -> bool:
    return sample.case.gold.page_type in CARD_TYPES


def _texts(sample: Sample) -> Texts:
    page = sample.page
    parts, short = [], []
    for index, (block, share) in enumerate(zip(page.blocks, sample.content.tolist(), strict=True)):
        if index == sample.headline:
            continue
        letters = sum(map(len, _WORD.findall(block.text)))
        if share > 0.9 and letters <= MAX_LETTERS:
            parts.append((_tag_of(block.flags), block.text))
        elif share == 0 and 1 < letters < MIN_LETTERS:
            short.append(block.text.replace("\n", " "))
    prose = [text for tag, text in parts if tag == "p" and len(text) >= MIN_LETTERS]
    title = page.blocks[sample.headline].text if sample.headline is not None else (page.head.title or "Rain")
    return Texts(parts, prose, short or ["Home"], title.replace("\n", " "))


def _tag_of(flags: int) -> str:
    for flag, tag in ((Flag.HEADING, "h2"), (Flag.PRE, "pre"), (Flag.LIST, "li"), (Flag.QUOTE, "blockquote")):
        if flags & flag:
            return tag
    return "p"


def _phrases(language: str) -> list[str]:
    try:
        lines = read_text(f"phrases/{language}.txt").split("\n")
    except OSError:
        lines = read_text("phrases/en.txt").split("\n")
    plain = (line.replace("{number}", "12") for line in lines if line and line[0] not in "#[")
    return [line for line in plain if "{" not in line]


def _sample(write: _Writer, base: Sample, rng: random.Random) -> Sample:
    if _is_of_cards(base):
        kind, html = base.case.gold.page_type, write.cards()
    elif rng.random() < (THREAD_SHARE if base.case.gold.page_type != "documentation" else 0):
        kind, html = "forum", write.thread()
    else:
        kind = base.case.gold.page_type or "article"
        kind = "article" if kind == "forum" else kind
        html = rng.choices((write.article, write.tables, write.live), WAYS)[0]()
    path = f"{rng.choice(('', 'news/', '2023/05/', 'a/'))}{rng.randint(1, 9999)}"
    url = f"https://www.example.org/{path}" if rng.random() < ADDRESS_SHARE else None
    page = read_page(html, url=url, encoding=None, options=DEFAULTS)
    headline, statements = headline_and_statements(page)
    words = [words_of(block.text) for block in page.blocks]
    gold = words_of(" ".join(write.gold))
    known = [block.text.replace("\n", " ") not in write.unsure for block in page.blocks]
    return replace(
        base, case=replace(base.case, set_name=SET_NAME, form="html", gold=Gold(text=" ".join(write.gold), page_type=kind)),
        page=replace(page, blocks=[block._replace(node=None) for block in page.blocks],
                     elements=replace(page.elements, node=[]), media=tuple(m._replace(node=None) for m in page.media)),
        content=np.array(align(words, gold), np.float32), known=np.array(known, np.float32),
        words=np.array([len(own) for own in words], np.float32), gold_words=float(len(gold)), headline=headline,
        statements=statements, kinds=(),
    )  # fmt: skip


@dataclass
class _Writer:
    """Writes one page."""

    rng: random.Random
    own: Texts
    other: Texts
    phrases: Sequence[str]
    gold: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)  # texts of which nobody is asked whether they are content

    def __post_init__(self) -> None:
        rng = self.rng
        self.is_plain = rng.random() < PLAIN_SHARE
        self.is_salad = rng.random() < SALAD_SHARE
        self.is_semantic = rng.random() < 0.6
        self.is_bare = self.is_plain and not self.is_semantic  # nothing but its place would tell that prose is furniture
        vocabulary = [word.lower() for text in self.own.prose for word in _WORD.findall(text)]
        self.lent: list[str] = []
        self.site = ""
        self.vocabulary = rng.sample(sorted(set(vocabulary)), min(80, len(set(vocabulary)))) if vocabulary else ["a"]
        self.site = self.name()

    # --- texts

    def worded(self, text: str) -> str:
        """Return a text, on some pages with other words in it."""
        if not self.is_salad:
            return text
        mixed = _WORD.sub(lambda _: self.rng.choice(self.vocabulary), text)
        return mixed[:1].upper() + mixed[1:]

    def prose(self) -> str:
        """Return a paragraph of the other page, each in its turn."""
        self.lent = self.lent or self.rng.sample(list(self.other.prose), len(self.other.prose))
        return self.worded(self.lent.pop())

    def title(self) -> str:
        return self.worded(self.rng.choice((self.other.title, *self.other.short)))

    def label(self) -> str:
        return self.rng.choice(self.phrases) if self.rng.random() < 0.6 else self.rng.choice(self.other.short)

    def name(self) -> str:
        return " ".join(word.capitalize() for word in self.rng.choices(self.vocabulary, k=2))

    def date(self) -> str:
        rng = self.rng
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2005, 2025)
        stamp = f"{day}/{month}/{year}, {rng.randint(8, 22)}:15"
        return rng.choice((f"{day}.{month}.{year}", f"{year}-{month:02}-{day:02}", stamp))

    # --- elements

    def box(self, kind: str, *inside: str) -> str:
        """Return a piece of furniture; its element and its name may tell what it is."""
        rng = self.rng
        tag = rng.choice(TAGS[kind].split()) if self.is_semantic else "div"
        if tag in ("ul", "ol", "p") and any(one.startswith(("<h", "<p", "<ul", "<form", "<div")) for one in inside):
            tag = "div"
        name = "" if self.is_plain else rng.choice(NAMES[kind].split())
        if tag in ("ul", "ol"):
            inside = tuple(f"<li>{one}</li>" for one in inside)
        return _element(tag, *inside, name=name)

    def content(self, tag: str, text: str) -> str:
        self.gold.append(text)
        return _element(tag, escape(text))

    def links(self, count: int, text: Callable[[], str]) -> list[str]:
        return [f'<a href="/{self.rng.randint(1, 999)}">{escape(text())}</a>' for _ in range(count)]

    def list_of(self, items: Sequence[str]) -> str:
        return _element("ul", *(f"<li>{item}</li>" for item in items))

    def some(self, share: float, build: Callable[[], str]) -> str:
        return build() if self.rng.random() < share else ""

    # --- furniture

    def menu(self) -> str:
        items = self.links(self.rng.randint(3, 14), self.label)
        return self.box("menu", self.list_of(items) if self.rng.random() < 0.7 else " ".join(items))

    def crumbs(self) -> str:
        return self.box("crumbs", " › ".join(self.links(self.rng.randint(2, 4), self.label)))

    def consent(self) -> str:
        return self.box("consent", _element("p", escape(self.prose())), _element("button", escape(self.label())))

    def byline(self) -> str:
        name, date = escape(self.name()), self.date()
        ways = (f"{name}, {date}", f"{name} <time>{date}</time>", f"<a href=/a>{name}</a>", date)
        return self.box("byline", self.rng.choice(ways))

    def share(self) -> str:
        return self.box("share", *self.links(self.rng.randint(2, 5), self.label))

    def tags(self) -> str:
        return self.box("tags", *self.links(self.rng.randint(2, 6), self.label))

    def related(self) -> str:
        heading = self.some(0.7, lambda: _element("h2", escape(self.label())))
        if self.rng.random() < 0.5:
            return self.box("related", heading, self.list_of(self.links(self.rng.randint(2, 7), self.title)))
        links = self.links(self.rng.randint(2, 6), self.title)
        cards = (f"<h3>{link}</h3><p>{escape(self.prose()[:180])}</p>" for link in links)
        return self.box("related", heading, *(_element("div", card) for card in cards))

    def sidebar(self) -> str:
        said = self.some(0 if self.is_bare else 0.4, lambda: _element("p", escape(self.prose())))
        links = self.list_of(self.links(self.rng.randint(2, 8), self.title))
        return self.box("sidebar", _element("h3", escape(self.label())), links, said)

    def author(self) -> str:
        if self.is_bare:
            return self.tags()
        heading = self.some(0.7, lambda: _element("h3", escape(self.name())))
        return self.box("author", heading, _element("p", escape(self.prose())))

    def newsletter(self) -> str:
        heading = self.some(0.6, lambda: _element("h3", escape(self.label())))
        label = self.some(0.5, lambda: _element("label", escape(self.label())))
        form = f"<form>{label}<button>{escape(self.label())}</button></form>"
        return self.box("newsletter", heading, _element("p", escape(self.prose()[:250])), form)

    def hidden(self) -> str:
        how = self.rng.choice(("hidden", 'style="display:none"', 'aria-hidden="true"', 'class="hidden"'))
        return f"<p {how}>{escape(self.prose())}</p>"

    def ad(self) -> str:
        said = self.links(self.rng.randint(1, 4), self.title) if self.rng.random() < 0.4 else []
        return self.box("ad", escape(self.label()), self.list_of(said) if said else "")

    def terms(self) -> str:
        """Return terms and what they mean: content."""
        texts = [text for tag, text in self.own.parts if tag == "p"][:6]
        chosen = self.rng.sample(texts, min(3, len(texts)))
        pairs = ((self.worded(text.split()[0]), self.worded(text[:160].strip())) for text in chosen)
        return _element("dl", *(self.content("dt", term) + self.content("dd", said) for term, said in pairs))

    def read_also(self) -> str:
        link = self.links(1, self.title)[0]
        return _element("p", f"{escape(self.label())}: {link}" if self.rng.random() < 0.6 else link)

    def teaser(self) -> str:
        """Return another article's picture, of which the words alone are left, and its title."""
        caption = f"{self.title()[:60].strip()} - {self.site}" if self.rng.random() < 0.6 else ""
        link = self.links(1, self.title)[0]
        return self.box("related", self.some(1 if caption else 0, lambda: _element("p", escape(caption))), _element("p", link))

    def figure(self) -> str:
        caption = self.prose()[:100].strip()
        if self.rng.random() < 0.3:
            caption = f"{self.title()[:60].strip()} - {self.site}"
        else:
            self.unsure.add(caption)
        return f'<figure><img src="/i.jpg" width="800"><figcaption>{escape(caption)}</figcaption></figure>'

    def quotation(self, text: str) -> str:
        """Return a paragraph as one that is quoted, perhaps in two parts: content."""
        sentences = text.split(". ")
        middle = len(sentences) // 2
        parts = [text]
        if middle and self.rng.random() < 0.5:
            parts = [". ".join(sentences[:middle]) + ".", ". ".join(sentences[middle:])]
        return _element("blockquote", *(self.content("p", part) for part in parts))

    def pulled(self) -> str:
        said = self.rng.choice(self.gold or [self.prose()])[:120]
        return f"<aside><blockquote>{escape(said)}</blockquote></aside>"

    def comments(self) -> str:
        rng = self.rng
        heading = _element("h2", escape(rng.choice((f"{rng.randint(1, 60)} {self.label()}", self.label()))))
        items = [self.comment() for _ in range(rng.randint(0, 9))]
        name = "" if self.is_plain else "comment"
        if rng.random() < 0.4:
            items = [_element("ol", *(f"<li>{item}</li>" for item in items))]
        else:
            items = [_element("div", item, name=name) for item in items]
        said, label = escape(self.prose()[:160]), escape(self.label())
        form = f"<form><p>{said}</p><textarea></textarea><button>{label}</button></form>"
        return self.box("comments", heading, *items, self.some(0.6, lambda: form))

    def comment(self) -> str:
        head = f"<b>{escape(self.name())}</b> {self.some(0.8, self.date)}"
        texts = (_element("p", escape(self.prose())) for _ in range(self.rng.randint(1, 3)))
        return f"<div>{head}</div>{''.join(texts)}{self.some(0.6, lambda: self.links(1, self.label)[0])}"

    def footer(self) -> str:
        said = _element("p", escape(f"© {self.rng.randint(2005, 2025)} {self.site}. {self.label()}."))
        links = self.list_of(self.links(self.rng.randint(2, 9), self.label))
        about = self.some(0 if self.is_bare else 0.4, lambda: _element("p", escape(self.prose())))
        return self.box("footer", self.some(0.7, lambda: links), about, said)

    # --- pages

    def article(self) -> str:
        """Return a page with an article on it."""
        start = self.rng.randrange(max(1, len(self.own.parts) - MIN_PARAGRAPHS))
        if sum(tag == "p" for tag, _ in self.own.parts[start:]) < MIN_PARAGRAPHS:
            start = 0
        parts = self.own.parts[start : start + self.rng.randint(MIN_PARAGRAPHS, MAX_PARAGRAPHS)]
        body = [self.some(0.7, self.byline), self.some(0.2, self.share), self.some(0.3, self.figure)]
        extras = (self.read_also, self.ad, self.newsletter, self.hidden, self.figure, self.pulled, self.related, self.code,
                  self.teaser, self.teaser, self.teaser, self.terms)  # fmt: skip
        busy = self.rng.choice((0, 0, 0.15, 0.3))
        for tag, run in groupby(parts, key=lambda part: part[0]):
            texts = [self.worded(text) for _, text in run]
            if tag == "li":
                body.append(_element("ul", *(self.content("li", text) for text in texts)))
                continue
            for text in texts:
                if tag == "p" and self.rng.random() < QUOTED_SHARE:
                    body.append(self.quotation(text))
                    continue
                body += [self.content(tag, text), self.some(busy, partial(self.call_any, extras))]
        body += [self.some(0.3, build) for build in (self.tags, self.author, self.share, self.newsletter)]
        title = self.worded(self.own.title)
        heading = _element("h1", escape(title))
        main = self.split([heading, *body])
        around = [self.related, self.sidebar, self.comments, self.footer]
        after = [self.some(0.5, build) for build in (self.rng.sample(around[:3], 3))]
        return self.page(title, main, *after)

    def split(self, parts: list[str]) -> str:
        """Return the article in one container, or in several with furniture between them."""
        count = self.rng.choice((1, 1, 1, 2, 3))
        ends = sorted(self.rng.sample(range(1, len(parts)), min(count, len(parts)) - 1))
        tag, name = self.rng.choice(("article", "main", "div", "section")), self.rng.choice(BODY_NAMES)
        between = (self.read_also, self.ad, self.share, self.newsletter, self.related)
        out = []
        for first, end in zip([0, *ends], [*ends, len(parts)], strict=True):
            out += [self.call_any(between) if first else "", _element(tag, *parts[first:end], name=name)]
        return "".join(out)

    def live(self) -> str:
        """Return a page of dated entries, latest first: all of one article."""
        parts = []
        for text in self.own.prose[:MAX_PARAGRAPHS]:
            stamp = f"{self.rng.randint(0, 23):02}.{self.rng.randint(0, 59):02}"
            headed = self.rng.random() < 0.6
            title = f"{stamp} {self.title()}" if headed else stamp
            heading = self.content("h2", title) if headed else _element("div", stamp)
            parts.append(_element("div", heading, self.content("p", self.worded(text)), name="" if self.is_plain else "entry"))
        title = self.worded(self.own.title)
        main = _element("div", _element("h1", escape(title)), *parts, name=self.rng.choice(BODY_NAMES))
        return self.page(title, main, self.some(0.5, self.related))

    def tables(self) -> str:
        """Return a page as those of the 1990s: cells of a table, and lines broken by hand."""
        title = self.worded(self.own.title)
        texts = [self.worded(text) for _, text in self.own.parts[:MAX_PARAGRAPHS]]
        self.gold += texts
        head = f"<font size=5><b>{escape(title)}</b></font>" if self.rng.random() < 0.5 else _element("h1", escape(title))
        byline = self.some(0.6, lambda: f"<i>{escape(self.name())}, {self.date()}</i><br><br>")
        menu = "<br>".join(self.links(self.rng.randint(4, 12), self.label))
        boxes = "<hr>".join(f"<b>{escape(self.label())}</b><br>{'<br>'.join(self.links(3, self.title))}" for _ in range(2))
        readers = self.some(0.4, lambda: "".join(
            f"<table width=100%><tr><td><b>{escape(self.name())}</b> {self.date()}<tr><td>{escape(self.prose()[:200])}</table>"
            for _ in range(self.rng.randint(1, 4))
        ))  # fmt: skip
        gap = self.rng.choice(("<br>", "<br><br>", "<p>"))
        cells = [
            self.some(0.8, lambda: f"<td valign=top bgcolor=#ddd>{menu}"),
            f"<td>{head}{gap}{byline}{'<br><br>'.join(map(escape, texts))}<br><br>{readers}",
            self.some(0.4, lambda: f"<td valign=top>{boxes}"),
        ]
        site = escape(f"{self.name()} - {self.label()}")
        lines = f"{escape(self.label())} | {escape(self.label())}<br>© {self.rng.randint(1996, 2010)} {site}"
        last = f"<center><font size=1>{lines}</font></center>"
        whole = f"<center><b>{site}</b></center><table width=100%><tr>{''.join(cells)}</table>{last}"
        return f"<html><head><title>{escape(title)}</title></head><body bgcolor=white>{whole}</body></html>"

    def code(self) -> str:
        """Return lines of code, or of a poem: content, whatever their words."""
        lines = [" ".join(self.rng.choices(self.vocabulary, k=self.rng.randint(2, 6))) for _ in range(self.rng.randint(1, 5))]
        return self.content("pre", "\n".join(lines))

    def call_any(self, builds: Sequence[Callable[[], str]]) -> str:
        return self.rng.choice(builds)()

    def thread(self) -> str:
        """Return a page with the posts of several people on it."""
        texts = [self.worded(text) for text in self.own.prose[: self.rng.randint(MIN_PARAGRAPHS, MAX_PARAGRAPHS)]]
        posts, name = [], "" if self.is_plain else self.rng.choice(("post", "message", "reply", "topic-post"))
        while texts:
            count = self.rng.randint(1, 3)
            own, texts = texts[:count], texts[count:]
            head = _element("div", f"<a href=/u>{escape(self.name())}</a> {self.date()}")
            actions = self.some(0.6, lambda: _element("div", *self.links(self.rng.randint(1, 3), self.label)))
            side = self.some(0.3, lambda: _element("div", escape(self.label())))
            posts.append(_element("div", side, head, *(self.content("p", text) for text in own), actions, name=name))
        title = self.worded(self.own.title)
        heading = _element("h1", escape(title))
        after = [self.some(0.4, build) for build in (self.related, self.sidebar)]
        return self.page(title, heading, *posts, *after)

    def cards(self) -> str:
        """Return a page of many small parts, all of them content, each in an element of its own or all in a row."""
        parts = self.own.parts[: 4 * MAX_PARAGRAPHS]
        names = ("", "card", "item", "product", "section", "teaser", "entry", "col")
        name = "" if self.is_plain else self.rng.choice(names)
        wraps = self.rng.random() < 0.7
        body: list[str] = []
        card: list[str] = []
        for tag, text in parts:
            if card and (tag == "h2" or self.rng.random() < 0.2):
                body.append(_element("div", *card, name=name))
                card = []
            own = self.content({"li": "p", "h2": self.rng.choice(("h2", "h3"))}.get(tag, tag), self.worded(text))
            if wraps:
                card.append(own)
            else:
                body.append(own)
        body += [_element("div", *card, name=name)] if card else []
        title = self.worded(self.own.title)
        main = _element(self.rng.choice(("main", "div", "section")), *body, name=self.rng.choice(BODY_NAMES))
        after = [self.some(0.4, build) for build in (self.sidebar, self.newsletter, self.consent)]
        return self.page(title, _element("h1", escape(title)), main, *after)

    def page(self, title: str, *parts: str) -> str:
        """Return the whole page."""
        before = [self.some(0.3, self.consent), self.some(0.7, self.menu), self.some(0.3, self.crumbs)]
        site = self.some(0.5, lambda: f" - {self.site}")
        body = [*before, *parts, self.some(0.75, self.footer)]
        for _ in range(self.rng.choice((0, 0, 1, 2, 4))):
            body = [_element("div", *body)]
        return f"<html><head><title>{escape(title + site)}</title></head><body>{''.join(body)}</body></html>"


def _element(tag: str, *inside: str, name: str = "") -> str:
    attribute = f' class="{name}"' if name else ""
    return f"<{tag}{attribute}>{''.join(inside)}</{tag}>\n"
