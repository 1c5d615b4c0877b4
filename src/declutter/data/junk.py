"""Junk phrases: a short block that is page furniture and nothing else, told by its words, in many languages.

phrases/LANGUAGE.txt lists them. A whole block is compared with whole phrases, both folded: case, punctuation, white
space, apostrophes, direction marks and the forms of digits do not count; an accent may be missing, as in capitals, but
not be another one. A part of a sentence never matches.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from declutter.data.files import read_text

MAX_PHRASE_CHARS = 120  # a longer block is no phrase, whatever it says
PREFIX_CHARS = 6  # of a block, by which most blocks can be told from all phrases; of 3 to 8 the fastest
MIN_PREFIX_CHARS = 2  # before a slot
PREFIXES_REMEMBERED = 8192  # a page begins its blocks in some hundred ways
MAX_SIGNS = 16  # characters of a block that folding takes away: punctuation, digits
MAX_FILLING_CHARS = 40  # of what stands for {name} or {date}
MAX_NAME_WORDS, MIN_DATE_DIGITS = 5, 3
MAX_DATE_WORDS, MAX_PARTICLE_CHARS = 2, 2  # a date's words, such as month and weekday, not counting "de", "at", "pm"
NUMBER = "0"  # what any number is folded to; {number} in the files
EXACT = "exact "  # before the category, in the heads of sections of phrases.txt
NAME, DATE = "\ue000", "\ue001"  # stand for {name} and {date}; private use characters, which no text has

# Punctuation parts words; these signs stay, because they say something: "© 2024", "24 % off".
_TELLING_SIGNS = frozenset("©®%€$£¥#@&+")
_DELETED = (
    "\u00ad\u0307\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c"  # soft hyphen, dot of İ, tatweel, joiners
    + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))  # directions
    + "".join(map(chr, (*range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7)))  # Hebrew vowel points
    + "".join(map(chr, (*range(0x64B, 0x660), 0x670)))  # Arabic ones
)
# Where signs stand: Latin, Armenian, Hebrew, Arabic, Indic, Ethiopic, Khmer, then general, arrows to dingbats, CJK.
_SIGNS = (range(0x21, 0xC0), range(0x55A, 0x560), range(0x589, 0x58B), range(0x5BE, 0x5C8), range(0x5F3, 0x5F5),
          range(0x609, 0x620), range(0x66A, 0x66E), (0x6D4,), range(0x964, 0x966), range(0x1361, 0x1369),
          range(0x17D4, 0x17DC), range(0x2010, 0x2028), range(0x2030, 0x205F), range(0x2190, 0x2C00), range(0x3001, 0x3004),
          range(0x3008, 0x3021), (0x3030, 0x303D, 0x30FB))  # fmt: skip
_BLOCKS_OF_SIGNS = 0x2010  # from here on, these blocks hold no letter
# Letters that are typed one for the other: Arabic alef, yeh, kaf and heh, which Persian and Urdu write in forms of their
# own, and the Romanian s and t with a comma or a cedilla.
_ALIKE = str.maketrans("أإآٱىیکہھșț", "ااااييكههşţ")
_APOSTROPHES = "ʹʻʼˈ"  # those that count as letters; the others are signs
_NUMBERS = re.compile(r"\d+(?: \d+)*(?: ?[kmkм]\b)?")  # also "1 234", "1.2K"
_DIGIT = re.compile(r"\d")
# What stands between the items of a bar: "Home | About us", "Share · Tweet", or a line each.
_BETWEEN_ITEMS = re.compile(r"[|¦·•‧・∙●▪/»›→\n]|\s[-–—>]\s")


class Slotted(NamedTuple):
    """A phrase with a {name} or a {date} in it, without its accents."""

    before: str
    after: str
    slot: str  # NAME or DATE
    category: str


class Phrases(NamedTuple):
    """All phrases, by the ways in which they are looked up."""

    exact: dict[str, str]  # folded phrase → category
    bare: dict[str, str]  # folded, without accents → the phrases of `exact` that have them, with tabs between
    slotted: dict[str, tuple[Slotted, ...]]  # the first PREFIX_CHARS, or MIN_PREFIX_CHARS before an early slot → the phrases
    # The first letters of phrases, PREFIX_CHARS or what stands before a slot, without accents → characters of the longest
    # phrase that begins so.
    longest: dict[str, int]


def _folding_table() -> dict[int, str | None]:
    """Return what each sign that is no letter becomes."""
    signs: dict[int, str | None] = dict.fromkeys(chain.from_iterable(_SIGNS), " ")
    table = {code: to for code, to in signs.items() if code >= _BLOCKS_OF_SIGNS or not chr(code).isalnum()}
    for sign in _TELLING_SIGNS:
        table.pop(ord(sign), None)
    table |= dict.fromkeys(map(ord, _APOSTROPHES), " ")
    return table | dict.fromkeys(map(ord, _DELETED)) | {code: chr(to) for code, to in _ALIKE.items()}


def _accent_table() -> dict[int, str]:
    """Return the bare letter of each accented one in the scripts whose capitals may lack accents."""
    table = {0x131: "i"}  # the Turkish ı
    for code in chain(range(0xC0, 0x250), range(0x3AC, 0x3CF), range(0x439, 0x460), range(0x1E00, 0x2000)):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) > 1 and parts[0][0] != "<":
            base = int(parts[0], 16)
            table[code] = table.get(base, chr(base))  # ế is ê with an accent, which is e with one
    return table


_FOLDING, _ACCENTS = _folding_table(), _accent_table()
_FOLDING_ASCII = {code: to for code, to in _FOLDING.items() if code < 0x80}


def fold(text: str) -> str:
    """Return a text as phrases are compared: words in lower case with single spaces, any number as 0.

    >>> fold("« S’abonner »"), fold("1,234 commentaires :")
    ('s abonner', '0 commentaires')
    """
    if text.isascii():
        folded = text.lower()
        if _is_plain(folded):
            return folded
        folded = " ".join(folded.translate(_FOLDING_ASCII).split())
    else:
        folded = " ".join(_spell(text).translate(_FOLDING).split())
    return _NUMBERS.sub(NUMBER, folded) if _DIGIT.search(folded) else folded


def _is_plain(text: str) -> bool:
    """Whether an ASCII text has letters and single spaces alone, so that folding changes nothing but their case."""
    return text.replace(" ", "a").isalpha() and "  " not in text and text[-1] != " " and text[0] != " "


def _spell(text: str) -> str:
    """Return a text in lower case and in one spelling of each letter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def bare(folded: str) -> str:
    """Return a folded text without its accents; as many characters.

    >>> bare("à lire également")
    'a lire egalement'
    """
    return folded if folded.isascii() else folded.translate(_ACCENTS)


def junk_category(text: str) -> str | None:
    """Return the category of the junk phrase that a whole block consists of ("subscribe", "share" …), or None.

    A row of phrases with signs or line breaks between them has the category of the first.
    """
    if len(text) > MAX_PHRASE_CHARS:
        return None
    phrases = load()
    longest = phrases.longest.get(text[:PREFIX_CHARS].lower())
    if longest is None:
        if not text.isascii():
            longest = _longest_from(text[:PREFIX_CHARS])
        else:
            start = text[: PREFIX_CHARS + (text[PREFIX_CHARS - 1 : PREFIX_CHARS] == " ")]
            longest = 0 if len(start) >= PREFIX_CHARS and _is_plain(start) else MAX_PHRASE_CHARS
    if not longest:
        return None
    if len(text) > longest + MAX_SIGNS and len(" ".join(text.split())) > longest + MAX_SIGNS:
        found = None
    else:
        found = _category(text, phrases)
    return _category_of_row(text, phrases) if found is None and _BETWEEN_ITEMS.search(text) else found


def _category_of_row(text: str, phrases: Phrases) -> str | None:
    """Return the category of the first of several phrases, or None if one of them is none."""
    first = None
    for item in filter(None, map(str.strip, _BETWEEN_ITEMS.split(text))):
        category = _category(item, phrases)
        if category is None:
            return None
        first = first or category
    return first


@lru_cache(maxsize=PREFIXES_REMEMBERED)
def _longest_from(start: str) -> int:
    """Return the characters that a phrase may have which begins as a block does, 0 if none does."""
    folded = bare(fold(start))[:PREFIX_CHARS]
    # What folding shortens, and half a letter at the end, say too little.
    if len(folded) < PREFIX_CHARS or not unicodedata.is_normalized("NFC", start):
        return MAX_PHRASE_CHARS
    longest = load().longest
    return max(longest.get(folded[:length], 0) for length in range(MIN_PREFIX_CHARS, PREFIX_CHARS + 1))


def _category(text: str, phrases: Phrases) -> str | None:
    """Return the category of a single phrase."""
    folded = fold(text)
    category = phrases.exact.get(folded)
    if category is not None:
        return category
    plain = folded if folded.isascii() else bare(folded)
    if forms := phrases.bare.get(plain):
        for form in forms.split("\t"):
            if all(letter in pair for letter, *pair in zip(folded, form, plain, strict=True)):
                return phrases.exact[form]
    for phrase in phrases.slotted.get(plain[:PREFIX_CHARS]) or phrases.slotted.get(plain[:MIN_PREFIX_CHARS]) or ():
        if plain.startswith(phrase.before) and plain.endswith(phrase.after) and _fills(phrase, plain, text):
            return phrase.category
    return None


def _fills(phrase: Slotted, folded: str, text: str) -> bool:
    """Whether what stands in a phrase's slot is a name or a date."""
    filling = folded[len(phrase.before) : len(folded) - len(phrase.after)].strip()
    words = filling.split()
    if not words or len(filling) > MAX_FILLING_CHARS:
        return False
    if phrase.slot == DATE:
        named = sum(len(word) > MAX_PARTICLE_CHARS and NUMBER not in word for word in words)
        return NUMBER in filling and named <= MAX_DATE_WORDS and sum(map(str.isdigit, text)) >= MIN_DATE_DIGITS
    if len(words) > MAX_NAME_WORDS:
        return False
    # Names have capitals where a script has them: "More from Ada Quill", not "More from the river".
    spelled = " ".join(text.translate(_FOLDING_AS_WRITTEN).split())
    at = len(phrase.before.split())
    written = spelled.split()[at : at + len(words)]
    return not (written and (written[0][0].islower() or written[-1][0].islower()))


_FOLDING_AS_WRITTEN = {code: to for code, to in _FOLDING.items() if code not in _ALIKE}


@lru_cache(maxsize=1)
def load() -> Phrases:
    """Return all phrases, as training/compile_phrases.py has written them down: sections of lines, quick to take apart."""
    text = read_text("phrases.txt")
    sections: dict[str, list[str]] = {}
    for section in text.removeprefix("[").split("\n["):
        head, _, body = section.partition("]\n")
        sections[head] = body.split("\n")
    exact: dict[str, str] = {}
    for head, lines in sections.items():
        if head.startswith(EXACT):
            exact |= dict.fromkeys(lines, head.removeprefix(EXACT))
    slotted: dict[str, tuple[Slotted, ...]] = {}
    for line in sections["slotted"]:
        phrase = Slotted(*line.split("\t"))
        first = phrase.before[: PREFIX_CHARS if len(phrase.before) >= PREFIX_CHARS else MIN_PREFIX_CHARS]
        slotted[first] = (*slotted.get(first, ()), phrase)
    without_accents = dict(zip(sections["bare"], sections["accented"], strict=True))
    lengths = sections["longest"][0][1:].encode("ascii")  # a byte each, after a sign that no section begins with
    longest = dict(zip(sections["beginnings"], lengths, strict=True))
    return Phrases(exact, without_accents, slotted, longest)
