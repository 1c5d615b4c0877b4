"""What the words of an element's class attribute say of it: hidden, a mark in the text, furniture, content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from declutter.parsing.page import Flag

HIDDEN_CLASSES = frozenset(
    "hidden hide d-none is-hidden u-hidden visually-hidden visuallyhidden sr-only screen-reader-text "
    "screenreader-text a11y-hidden invisible display-none dn uk-hidden element-invisible element-hidden "
    "visually-hidden-focusable screen-reader-only assistive-text".split()
)
AFFIX_CLASSES = frozenset(
    "mw-editsection headerlink hash-link anchorjs-link anchor-link anchor heading-anchor "
    "reference footnote-ref footnote noteref footnote-reference".split()
)

# Class and id words of furniture and of content, after Readability.js, jusText's and trafilatura's lists of facts.
FURNITURE_WORDS = frozenset(
    "ad ads adv advert adverts advertising advertisement advertorial banner bio breadcrumb breadcrumbs byline cart caption "
    "consent cookie cookies copyright credit credits crumb crumbs dateline dialog "
    "disclaimer follow footer foot gdpr legal login masthead menu menus meta modal more most nav navbar navigation "
    "newsletter newsletters outbrain overlay paging pagination pager paywall popular popup print promo promos promotion "
    "push rail rating ratings recommend recommended recommendation recommendations recirc related "
    "share sharing shop side sidebar signup skip social sponsor sponsored sponsors sticky subscribe subscription taboola "
    "tag tags teaser teasers toc tool tools toolbar topbar trending widget widgets".split()
)
# Those of them that hardly ever stand on an element with content inside.
STRONG_WORDS = frozenset(
    "advert adverts advertising advertisement author authors autor auteur bio breadcrumb breadcrumbs byline caption consent "
    "contributor contributors cookie cookies copyright credit credits crumb crumbs disclaimer footer gdpr infolettre login "
    "navbar navigation newsletter newsletters outbrain pagination pager paywall popup promo promos promotion rating ratings "
    "recommend recommended recommendation recommendations recirc related share sharing sidebar signature signup social "
    "sponsor sponsored sponsors subscribe subscription taboola trending vcard widget widgets".split()
)
COMMENT_WORDS = frozenset(
    "comment comments commentlist commentary disqus kommentar kommentare commentaire commentaires comentario comentarios "
    "commenti replies reply respond responses discussion".split()
)
CONTENT_WORDS = frozenset(
    "article articlebody articletext blog body content entry hentry main page post story storybody text richtext prose "
    "markdown".split()
)
FURNITURE, CONTENT, COMMENT, STRONG = 1, 2, 4, 8  # bits
MAX_CHARS = 300  # of a class attribute that are read; longer ones are generated
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

MIN_LETTERS, MAX_LETTERS = 2, 20
MAX_WORDS = 12  # of one element; more are generated
MAX_NAMES = 65_536  # that are remembered
_LETTERS = bytes(code if code == 0 or chr(code).islower() else ord(" ") for code in range(128)).ljust(256)
_MARKING_CLASSES = HIDDEN_CLASSES | AFFIX_CLASSES
_TELLING_WORDS = FURNITURE_WORDS | CONTENT_WORDS | COMMENT_WORDS | STRONG_WORDS

_FURNITURE_FORMS, _CONTENT_FORMS, _COMMENT_FORMS, _STRONG_FORMS = (
    frozenset(form for word in words for form in (word, word.capitalize(), word.upper()))
    for words in (FURNITURE_WORDS, CONTENT_WORDS, COMMENT_WORDS, STRONG_WORDS)
)


def name_flags(value: str) -> int:
    """Return the flags of `Flag` that class names set, known by their whole name: HIDDEN and AFFIX.

    >>> name_flags("btn sr-only") == Flag.HIDDEN, name_flags("is-not-hidden")
    (True, 0)
    """
    names = value[:MAX_CHARS].split()
    if _MARKING_CLASSES.isdisjoint(names):
        return 0
    flags = 0 if HIDDEN_CLASSES.isdisjoint(names) else Flag.HIDDEN
    return flags if AFFIX_CLASSES.isdisjoint(names) else flags | Flag.AFFIX


def word_bits(value: str) -> int:
    """Return what the words in a class or id say: FURNITURE, COMMENT, STRONG and CONTENT, as bits.

    >>> word_bits("post-sidebar") == FURNITURE | STRONG | CONTENT, word_bits("articleBody") == CONTENT
    (True, True)
    """
    if no_words_of(value, _TELLING_WORDS):
        return 0
    value = value[:MAX_CHARS]
    words = value.replace("_", " ").replace("-", " ").split() if value.islower() else _WORD.findall(value)
    bits = 0 if _FURNITURE_FORMS.isdisjoint(words) else FURNITURE
    if not _STRONG_FORMS.isdisjoint(words):
        bits |= STRONG
    if not _COMMENT_FORMS.isdisjoint(words):
        bits |= COMMENT
    return bits if _CONTENT_FORMS.isdisjoint(words) else bits | CONTENT


Value = TypeVar("Value")


class Memo(dict[str, Value]):
    """A pure function's values, remembered from page to page of a site; emptied when it holds `most` of them."""

    def __init__(self, function: Callable[[str], Value], most: int) -> None:
        super().__init__()
        self.function = function
        self.most = most

    def __missing__(self, key: str) -> Value:
        if len(self) >= self.most:
            self.clear()
        value = self[key] = self.function(key)
        return value


def words_of(name: str) -> list[str]:
    """Return the distinct words in an element's class, id and itemprop, in lower case; at most MAX_WORDS.

    >>> words_of("post-sidebar col-2 articleBody")
    ['post', 'sidebar', 'col', 'article', 'body']
    """
    return _distinct([word.lower() for word in _WORD.findall(name[:MAX_CHARS])])


def _distinct(words: list[str]) -> list[str]:
    if len(words) > 1:
        words = list(dict.fromkeys(words))
    return [word for word in words if MIN_LETTERS <= len(word) <= MAX_LETTERS][:MAX_WORDS]


class _WordsOfNames(Memo[list[str]]):
    """The words of names that were seen."""

    def read(self, names: Iterable[str]) -> None:
        """Remember the words of many names at once, which takes a third of the time."""
        missing = [name for name in names if name not in self]
        if len(self) + len(missing) > self.most:
            self.clear()
        plain = [name for name in missing if name.isascii() and name.lower() == name and len(name) <= MAX_CHARS]
        joined = "\0".join(plain).encode().translate(_LETTERS).decode()
        for name, words in zip(plain, joined.split("\0"), strict=bool(plain)):
            self[name] = _distinct(words.split())


WORDS_OF_NAMES = _WordsOfNames(words_of, MAX_NAMES)


def no_words_of(name: str, words: frozenset[str]) -> bool:
    """Whether surely none of these words stands in a name."""
    found = WORDS_OF_NAMES[name]
    return len(found) < MAX_WORDS and words.isdisjoint(found)


FLAGS_OF_NAMES = Memo(name_flags, MAX_NAMES)
BITS_OF_WORDS = Memo(word_bits, MAX_NAMES)
