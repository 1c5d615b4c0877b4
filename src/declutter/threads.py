"""Threads: which elements of a page are posts, who wrote each and when; the body of a forum page, comments of an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from declutter.assemble import assemble_parts
from declutter.body import BodyBlock, Post, Quote, Rule
from declutter.metadata.dates import Moment, find_dates, parse_date
from declutter.parsing.classes import BITS_OF_WORDS, COMMENT, MAX_NAMES, Memo, no_words_of
from declutter.parsing.page import Block, Flag, Page
from declutter.parsing.segment import inline_flags
from declutter.scoring.select import Verdict

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

MAX_NAME_CHARS = 60  # of an author
MAX_DATE_CHARS = 60  # of an element's text that is looked at for a date
MAX_NODES_TO_NAME = 12  # in an author's element, among which the name stands
MAX_SCORE_CHARS = 24
MIN_QUOTED_CHARS = 40  # visible ones, eight words or so: what repeats less of an earlier post is said again
MISSING_POSTS = 0.5  # posts without kept text / posts with some beside them, up to which the former are kept, too
MAX_MISSED_CHARS = 300  # of a post without kept text: a longer one was dropped for a reason
COMMENTS_SHARE = 0.8  # of the kept text, up to which comments among it are taken out: beyond, they are what the page is

_POST, _REPLY, _ACCEPTED, _ANSWER, _QUESTION = 1, 2, 4, 8, 16  # bits of what an element's names say
_POST_WORDS = frozenset("post postbit comment answer question message reply msg".split())
_TELLING_WORDS = _POST_WORDS | {"accepted", "solution"}  # without one of these a name says nothing of posts
_REPLY_WORDS = frozenset("comment reply".split())
# What may stand beside these in the name of an element that is a whole post; "post-meta" and "comments-list" are not.
_BESIDE_POSTS = _POST_WORDS | frozenset(
    "js single user forum topic thread first child parent accepted suggested best crawler item container wrapper box block "
    "article node id p c view normal root nested depth level type is s new".split()
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_TEXT_NAMES = frozenset(
    "prose s-prose content comment-content comment__content post-content post__content message-body message__body "
    "message-content comment-copy cooked bbwrapper comment-text__body".split()
)
_AUTHOR_NAMES = re.compile(
    r"(?:^|[\s_-])(?:user-?name|author|creator|poster|nick(?:name)?|fn|display-?name|comment-?author|post-?author|name)"
    r"(?:$|[\s_])",
    re.IGNORECASE,
)
_DATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:date|time|post-?date|post-?info|posted|time-?stamp|relative-?time|datetime|comment-?date)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SCORE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:votes?-?count|score|likes?-?count|post-likes|up-?vote-?count|points|vote-?score)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"/(?:u|users?|members?|profiles?|people)/[^/?#]+|memberlist\.php\?.*\bu=|member\.php\?|profile\.php\?|/@[\w.-]+/?$"
)
_BEFORE_NAME = re.compile(r"^(?:(?:by|von|par|por|di|da|door|от)\s+|[\s–—|@:·•-]+)+", re.IGNORECASE)
_AFTER_NAME = re.compile(r"(?:\s+(?:says|said|wrote|schrieb|sagt|a écrit|dice|dijo))?[\s:,–—|·»]*$", re.IGNORECASE)
_NUMBER = re.compile(r"([-−+]?)(\d[\d,.]*)\s?([kK])?(?!\w)")
QUOTED_POSTS = 200  # before a post, beside the first one, that it may quote: all of them would take their square
_AUTHOR_ATTRIBUTES = ("data-author", "data-username", "data-user-name", "author")
_ACCEPTED_NAMES = frozenset("accepted-answer is-accepted accepted best-answer is-solution solution acceptedAnswer".split())


def _names_bits(names: str) -> int:
    if no_words_of(names, _TELLING_WORDS):
        return 0
    bits = 0
    for name in names.split():
        words = {word.lower() for word in _WORD.findall(name)}
        if words & _POST_WORDS and words <= _BESIDE_POSTS:
            bits |= _POST | (_REPLY if words & _REPLY_WORDS else 0)
            bits |= (_ANSWER if "answer" in words else 0) | (_QUESTION if "question" in words else 0)
        if name in _ACCEPTED_NAMES:
            bits |= _ACCEPTED
    return bits


_BITS = Memo(_names_bits, MAX_NAMES)


REST_OF_THREAD = Verdict(keep=True, reason="rest of a kept thread")
COMMENT_OF_READERS = Verdict(keep=False, reason="a reader's comment")


class FoundPost(NamedTuple):
    """An element that is a post, and what the page says of it."""

    row: int
    author: str | None
    published: Moment | None
    score: int | None
    parent: int | None  # index among the page's posts
    accepted: bool
    is_reply: bool  # named a comment or a reply


class Thread(NamedTuple):
    """The posts of a page in document order."""

    posts: tuple[FoundPost, ...] = ()
    part_of: Sequence[int] = ()  # of each element: the index of the post that it stands in, -1 outside all

    def blocks(self, page: Page, kept: Sequence[int]) -> Iterator[tuple[int, tuple[BodyBlock, ...]]]:
        """Yield stretches of the body in document order: the index of the post, -1 outside all, and its blocks."""
        return assemble_parts(page, kept, self.part_of, frozenset(post.row for post in self.posts))


def thread_body(page: Page, kept: Sequence[int], thread: Thread) -> tuple[BodyBlock, ...]:
    """Return the body of a forum page: posts, and between them what stands in none."""
    if not thread.posts:
        return tuple(block for _, blocks in thread.blocks(page, kept) for block in blocks)
    stretches: dict[object, list[BodyBlock]] = {}
    for at, (part, blocks) in enumerate(thread.blocks(page, kept)):
        stretches.setdefault(part if part >= 0 else f"outside {at}", []).extend(blocks)
    places = {key: place for place, key in enumerate(key for key in stretches if isinstance(key, int))}
    body: list[BodyBlock] = []
    said: list[str] = []  # of each post so far
    for key, inside in stretches.items():
        if isinstance(key, int):
            post = _without_quotations(_post(thread.posts[key], inside, places), said)
            body.append(post)
            said.append(_squeeze(post.text))
        else:
            body += (block for block in inside if not isinstance(block, Rule))  # lines between posts say nothing more
    return tuple(body)


def _without_quotations(post: Post, said: Sequence[str]) -> Post:
    """Return a post without its quotes of earlier ones in full sentences, which it answers; `said` are their words."""
    blocks: list[BodyBlock] = []
    parent = post.parent
    for block in post.blocks:
        quoted = _quoted_post(block, said) if isinstance(block, Quote) else None
        if quoted is None:
            blocks.append(block)
        elif parent is None:
            parent = quoted
    if len(blocks) == len(post.blocks) or not any(block.text for block in blocks):
        return post
    return replace(post, blocks=tuple(blocks), parent=parent)


def _quoted_post(quote: Quote, said: Sequence[str]) -> int | None:
    """Return which post a quote repeats word for word, but for a line that names its author."""
    lines = [line for block in quote.blocks for line in block.text.split("\n")]
    own = _squeeze("".join(lines[1:] if len(lines) > 1 and len(lines[0]) <= MAX_NAME_CHARS else lines))
    if len(own) < MIN_QUOTED_CHARS:
        return None
    earlier = [*range(len(said) - 1, max(len(said) - 1 - QUOTED_POSTS, 0), -1), *((0,) if said else ())]
    return next((place for place in earlier if own in said[place]), None)


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def find_comments(page: Page, thread: Thread, junk: Sequence[str | None]) -> tuple[Post, ...]:
    """Return the comments below an article; `junk` names for each block the junk phrase that it is."""
    inside: dict[int, list[int]] = {}
    for index, block in enumerate(page.blocks):
        part = thread.part_of[block.element]
        if part >= 0 and junk[index] is None and _may_be_said(page, block, thread.posts[part]):
            inside.setdefault(part, []).append(index)
    said = [index for part, indexes in inside.items() for index in _of_text_element(page, thread.posts[part].row, indexes)]
    found: dict[int, list[BodyBlock]] = {}
    for part, blocks in thread.blocks(page, sorted(said)):
        found.setdefault(part, []).extend(blocks)
    found = {part: blocks for part, blocks in found.items() if any(block.text for block in blocks)}
    places = {part: place for place, part in enumerate(found)}
    return tuple(_post(thread.posts[part], blocks, places) for part, blocks in found.items())


def find_thread(page: Page, *, replies_only: bool, language: str | None = None) -> Thread:
    """Return the posts of a page: elements named so, in which an author or a time stands; nested ones are replies.

    With `replies_only`, only what is named a comment or a reply. A page without such names costs next to nothing.
    """
    elements = page.elements
    if page.is_text or (replies_only and not any(BITS_OF_WORDS[name] & COMMENT for name in elements.names)):
        return Thread()
    wanted = _REPLY if replies_only else _POST
    rows = [row for row, names in enumerate(elements.names) if names and row > 1 and _BITS[names] & wanted]
    if not rows:
        return Thread()
    around: dict[int, int] = {}  # of each of these elements: the nearest one around it
    named = frozenset(rows)
    inner = [-1] * len(elements)
    for row in range(1, len(elements)):
        above = inner[elements.parent[row]]
        inner[row] = row if row in named else above
        if row in named:
            around[row] = above
    marks = _read_marks(page, rows, around, language)
    return _thread(page, rows, around, marks)


class _Marks:
    """What was found in an element outside those of its kind inside it: where first, and what."""

    __slots__ = ("author", "author_rank", "first", "published", "score")

    def __init__(self) -> None:
        self.first = -1  # position on the page of the first author or time, those of elements inside included
        self.author: str | None = None
        self.author_rank = 9
        self.published: Moment | None = None
        self.score: int | None = None


def _read_marks(page: Page, rows: Sequence[int], around: Mapping[int, int], language: str | None) -> dict[int, _Marks]:
    """Return what stands in each element, in one pass over the outermost ones' nodes."""
    elements = page.elements
    own = {elements.node[row].mem_id: row for row in rows}
    marks = {row: _Marks() for row in rows}
    lang = (language or "").lower().split("-", 1)
    position = 0
    for outermost in (row for row in rows if around[row] < 0):
        inside: dict[int, tuple[int, bool]] = {}  # of each element: the row it stands in, and whether in the post's text
        for node in elements.node[outermost].traverse():
            tag = node.tag
            if tag is None or tag.startswith("-"):
                continue
            position += 1
            parent = node.parent
            row, in_text = inside.get(parent.mem_id, (outermost, False)) if parent is not None else (outermost, False)
            if (entered := own.get(node.mem_id)) is not None:
                row, in_text = entered, False
            attributes = node.attributes
            if not attributes:
                inside[node.mem_id] = (row, in_text)
                continue
            names = attributes.get("class") or ""
            prop = attributes.get("itemprop") or ""
            inside[node.mem_id] = (row, in_text or prop == "text" or not _TEXT_NAMES.isdisjoint(names.split()))
            if in_text:
                continue
            mark = marks[row]
            rank = _author_rank(tag, attributes, names, prop, is_post=entered is not None)
            if rank < mark.author_rank and (name := _name(node, attributes, is_post=entered is not None)):
                mark.author, mark.author_rank = name, rank
                _note_first(marks, around, row, position)
            elif mark.published is None and (moment := _moment(node, tag, attributes, names, prop, lang)):
                mark.published = moment
                _note_first(marks, around, row, position)
            elif mark.score is None and (prop in ("upvoteCount", "userInteractionCount") or _SCORE_NAMES.search(names)):
                mark.score = _score(attributes.get("content") or attributes.get("data-score") or _short_text(node))
    return marks


def _note_first(marks: Mapping[int, _Marks], around: Mapping[int, int], row: int, position: int) -> None:
    while row >= 0 and marks[row].first < 0:
        marks[row].first = position
        row = around[row]


def _thread(page: Page, rows: Sequence[int], around: Mapping[int, int], marks: Mapping[int, _Marks]) -> Thread:
    """Return the posts: elements around each other in which the same mark is the first are one post."""
    names = page.elements.names
    same: dict[int, list[int]] = {}  # outermost first
    for row in rows:
        if marks[row].first >= 0:
            same.setdefault(marks[row].first, []).append(row)
    holds_others: set[int] = set()
    for outermost in (members[0] for members in same.values()):
        above = around[outermost]
        while above >= 0 and above not in holds_others:
            holds_others.add(above)
            above = around[above]
    index_of: dict[int, int] = {}  # of each element that is a post or a part of one
    posts: list[FoundPost] = []
    question: int | None = None
    for members in sorted(same.values()):
        main = next((row for row in members if row not in holds_others), members[-1])
        read = [marks[row] for row in members]
        best = min(read, key=lambda mark: mark.author_rank)
        bits = 0
        for row in members:
            bits |= _BITS[names[row]]
        kind = {frozenset(names[row].split()[:1]) for row in members}
        above = around[members[0]]
        while above >= 0 and (above not in index_of or not _answers(names[above], bits, kind)):
            above = around[above]
        parent = index_of[above] if above >= 0 else question if bits & _ANSWER else None
        if bits & _QUESTION and not bits & (_ANSWER | _REPLY) and question is None:
            question = len(posts)
        index_of.update(dict.fromkeys(members, len(posts)))
        posts.append(
            FoundPost(
                main, best.author, next((mark.published for mark in read if mark.published), None),
                next((mark.score for mark in read if mark.score is not None), None),
                parent, bool(bits & _ACCEPTED), bool(bits & _REPLY),
            )
        )  # fmt: skip
    own = {post.row: index for index, post in enumerate(posts)}
    part_of = [-1] * len(page.elements)
    for row in range(1, len(part_of)):
        part_of[row] = own.get(row, part_of[page.elements.parent[row]])
    return Thread(tuple(posts), part_of)


def _answers(names: str, bits: int, kind: set[frozenset[str]]) -> bool:
    """Whether a post inside an element with these names answers it: a comment on anything, else like in like."""
    return frozenset(names.split()[:1]) in kind or (bool(bits & _REPLY) and not _BITS[names] & _REPLY)


def _author_rank(tag: str, attributes: Mapping[str, str | None], names: str, prop: str, *, is_post: bool) -> int:
    """Return how surely an element names the author, 0 the surest, 9 not at all."""
    if is_post:
        return 0 if any(attributes.get(name) for name in _AUTHOR_ATTRIBUTES) else 9
    if prop in ("author", "creator"):
        return 1
    if "author" in (attributes.get("rel") or "").split():
        return 2
    if names and _AUTHOR_NAMES.search(names):
        return 3 if tag in ("a", "b", "strong", "cite", "span") else 4
    return 5 if tag == "a" and _PROFILE.search(attributes.get("href") or "") else 9


def _name(node: Node, attributes: Mapping[str, str | None], *, is_post: bool) -> str | None:
    """Return the name that an author's element holds."""
    if is_post:
        return _clean_name(next((value for name in _AUTHOR_ATTRIBUTES if (value := attributes.get(name))), ""))
    linked = None
    for at, inside in enumerate(node.traverse()):
        if at > MAX_NODES_TO_NAME:
            break
        if inside.tag.startswith("-") or at == 0:
            continue
        own = inside.attributes
        if own.get("itemprop") == "name":
            return _clean_name(own.get("content") or _short_text(inside))
        if linked is None and inside.tag in ("a", "b", "cite") and not inline_flags(own) & (Flag.HIDDEN | Flag.AFFIX):
            linked = _clean_name(_short_text(inside))
    return linked or _clean_name(attributes.get("content") or _short_text(node))


def _short_text(node: Node) -> str:
    """Return an element's text, "" if it is more than a name or a date would be."""
    texts: list[str] = []
    for at, inside in enumerate(node.traverse(include_text=True)):
        if at > 2 * MAX_NODES_TO_NAME:
            return ""
        if inside.tag == "-text":
            texts.append(inside.text_content)
    text = "".join(texts)
    return text if len(text) <= 4 * MAX_NAME_CHARS else ""


def _clean_name(text: str) -> str | None:
    """Return a name without what is said around it, None if it cannot be one.

    >>> _clean_name(" by Mo Frog says: "), _clean_name("–"), _clean_name("word " * 20)
    ('Mo Frog', None, None)
    """
    text = " ".join(text[: 4 * MAX_NAME_CHARS].split())
    text = _AFTER_NAME.sub("", _BEFORE_NAME.sub("", text))
    return text if 0 < len(text) <= MAX_NAME_CHARS and any(map(str.isalnum, text)) else None


def _moment(
    node: Node, tag: str, attributes: Mapping[str, str | None], names: str, prop: str, lang: Sequence[str]
) -> Moment | None:
    """Return when a post was written, if this element says so."""
    is_date = tag == "time" or prop in ("datePublished", "dateCreated")
    if not is_date and not (names and _DATE_NAMES.search(names)):
        return None
    if (moment := _stamp(attributes)) or (not is_date and (moment := _stamp_inside(node))):
        return moment
    text = " ".join(_short_text(node).split())
    if not text or len(text) > MAX_DATE_CHARS:
        return None
    region = lang[1] if len(lang) > 1 else ""
    return next((moment for moment, _, _ in find_dates(text, lang[0] or None, region)), None)


def _stamp(attributes: Mapping[str, str | None]) -> Moment | None:
    """Return the moment that an element's attributes give."""
    values = (attributes.get(name) for name in ("datetime", "content", "title", "data-time", "data-timestamp"))
    return next((moment for value in values if value and (moment := parse_date(value.strip()))), None)


def _stamp_inside(node: Node) -> Moment | None:
    """Return the moment of the first <time> in an element: it is more exact than the words around it."""
    inside = (one for one in islice(node.traverse(), 1, MAX_NODES_TO_NAME) if one.tag == "time")
    return next((moment for one in inside if (moment := _stamp(one.attributes))), None)


def _score(text: str) -> int | None:
    """Return votes or likes.

    >>> _score("11 Likes"), _score("-2"), _score("1.2k"), _score("Like")
    (11, -2, 1200, None)
    """
    found = _NUMBER.search(text[:MAX_SCORE_CHARS])
    if found is None:
        return None
    sign = -1 if found[1] in ("-", "−") else 1
    if found[3]:
        whole = re.split(r"[,.]", found[2])
        return sign * (int(whole[0]) * 1000 + (int(whole[1][:1] or 0) * 100 if len(whole) > 1 else 0))
    digits = re.sub(r"[,.]", "", found[2])
    return sign * int(digits) if digits else None


def _may_be_said(page: Page, block: Block, post: FoundPost) -> bool:
    """Whether a block of a comment may be what its author said: no name, date, button or link to reply."""
    unsaid = Flag.HIDDEN | Flag.BUTTON | Flag.FORM | Flag.AFFIX | Flag.NAV
    if block.flags & unsaid or (block.flags & Flag.LINK and not block.flags & Flag.PARAGRAPH):
        return False
    text = _clean_name(block.text)
    if text == post.author and text is not None:
        return False
    return not any(
        _DATE_NAMES.search(names) or _AUTHOR_NAMES.search(names) or "meta" in names
        for row in page.elements.ancestors(block.element)
        if row > post.row and (names := page.elements.names[row])
    )


def _of_text_element(page: Page, post: int, indexes: Sequence[int]) -> Sequence[int]:
    """Return those of a post's blocks that stand in an element named as its text, all of them if there is none."""
    elements = page.elements
    inside = [
        index
        for index in indexes
        if any(
            row > post and any(_is_text_name(name) for name in elements.names[row].split())
            for row in elements.ancestors(page.blocks[index].element)
        )
    ]
    return inside or indexes


def _is_text_name(name: str) -> bool:
    return name in _TEXT_NAMES or name in ("text", "comment-text", "commentText", "comment-body", "comment_text")


def _post(found: FoundPost, blocks: Sequence[BodyBlock], places: Mapping[int, int]) -> Post:
    parent = places.get(found.parent) if found.parent is not None else None
    return Post(tuple(blocks), found.author, found.published, found.score, parent, found.accepted)


def with_whole_threads(page: Page, verdicts: list[Verdict], thread: Thread, junk: Sequence[str | None]) -> list[Verdict]:
    """Return the verdicts of a forum page with what is said in posts of which nothing was kept: "Thanks!" is a post, too.

    Only short ones beside posts of which something was kept, and only a few: many are another thread, or teasers.
    `junk` names for each block the junk phrase that it is.
    """
    kept = {thread.part_of[page.blocks[index].element] for index, verdict in enumerate(verdicts) if verdict.keep}
    beside = Counter(page.elements.parent[thread.posts[part].row] for part in kept if part >= 0)
    inside: dict[int, list[int]] = {}
    for index, block in enumerate(page.blocks):
        part = thread.part_of[block.element]
        if part < 0 or part in kept or not beside[page.elements.parent[thread.posts[part].row]]:
            continue
        if junk[index] is None and _may_be_said(page, block, thread.posts[part]):
            inside.setdefault(part, []).append(index)
    missing = Counter(page.elements.parent[thread.posts[part].row] for part in inside)
    out = list(verdicts)
    for part, indexes in inside.items():
        around = page.elements.parent[thread.posts[part].row]
        said = _of_text_element(page, thread.posts[part].row, indexes)
        chars = sum(len(page.blocks[index].text) for index in said)
        if chars > MAX_MISSED_CHARS or missing[around] > MISSING_POSTS * beside[around]:
            continue
        for index in said:
            out[index] = REST_OF_THREAD
    return out


def without_comments(page: Page, verdicts: list[Verdict], thread: Thread) -> list[Verdict]:
    """Return the verdicts with comments dropped; as they are if most of the kept text would go: then they are the page."""
    kept = [(index, thread.part_of[page.blocks[index].element]) for index, verdict in enumerate(verdicts) if verdict.keep]
    comments = [index for index, part in kept if part >= 0]
    inside, whole = (sum(len(page.blocks[at].text) for at in some) for some in (comments, [index for index, _ in kept]))
    if not comments or inside > COMMENTS_SHARE * whole:
        return verdicts
    out = list(verdicts)
    for index in comments:
        out[index] = COMMENT_OF_READERS
    return out
