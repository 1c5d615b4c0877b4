"""Data files, and the one module that reads them."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

PHRASE_LANGUAGES = ("de", "en", "es", "fr", "it", "pt", "ru")
PREFIX_CHARS = 4  # letters that most blocks can be told from all phrases by
MAX_PHRASE_CHARS = 120  # a longer block is no phrase, whatever it says

_NUMBER = re.compile(r"\d(?:[\d.,\u00a0\u202f' ]*\d)?")
_DIGIT = re.compile(r"\d")
_BREAKING = {0xA0: " ", 0x202F: " "}
_APOSTROPHES = str.maketrans("’ʼ‘`", "''''")
_EDGES = " \t\n:….!.»«<>→←›‹+•·|*-–—\u200e\u200f"


def fold(text: str) -> str:
    """Return a short text as phrases are compared: case folded, white space and apostrophes alike, numbers as one.

    >>> fold("« S’abonner »"), fold("12 commentaires :")
    ("s'abonner", '{number} commentaires')
    """
    folded = text.casefold()
    if not (folded[-1:].isalnum() and folded[:1].isalnum()):
        folded = folded.strip(_EDGES)
    if not folded.isascii():
        folded = " ".join(folded.translate(_APOSTROPHES).split())
    return _NUMBER.sub("{number}", folded) if _DIGIT.search(folded) else folded


@lru_cache(maxsize=1)
def phrases() -> dict[str, str]:
    """Return every junk phrase, folded, with its category ("subscribe", "share" …)."""
    found: dict[str, str] = {}
    for language in PHRASE_LANGUAGES:
        text = resources.files(__name__).joinpath(f"phrases/{language}.txt").read_text(encoding="utf-8")
        category = ""
        for line in text.splitlines():
            if line.startswith("["):
                category = line.strip("[]")
            elif line and not line.startswith("#"):
                found.setdefault(fold(line.replace("{number}", "0")), category)
    return found


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """Return the first letters of all phrases, in both forms of the apostrophe."""
    return frozenset(form for phrase in phrases() for form in (phrase[:PREFIX_CHARS], phrase[:PREFIX_CHARS].replace("'", "’")))


def junk_category(text: str) -> str | None:
    """Return the category of the junk phrase that a whole block consists of, or None."""
    if len(text) > MAX_PHRASE_CHARS or (
        text[:1].isalpha() and text[:PREFIX_CHARS].casefold().translate(_BREAKING) not in _beginnings()
    ):
        return None
    return phrases().get(fold(text))


def model_bytes() -> bytes:
    """Return the learned weights, the file that `training/` writes."""
    return resources.files(__name__).joinpath("model.npz").read_bytes()


@lru_cache(maxsize=1)
def demo_page() -> str:
    """Return the sample page of `declutter demo`."""
    return resources.files(__name__).joinpath("demo.html").read_text(encoding="utf-8")
