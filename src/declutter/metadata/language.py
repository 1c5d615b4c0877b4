"""The language of a page: what it declares, and what its text is written in; the text wins where they disagree."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, islice

from declutter.article import Direction
from declutter.metadata.sources import Sources
from declutter.parsing.page import Flag, Page

MAX_SAMPLE_CHARS = 500
MIN_BLOCK_CHARS = 60  # a shorter one is a label, which may be in the language of the system
MIN_WORDS = 8  # function words of a language in the sample, without which nothing is said
MIN_LEAD = 1.6  # times as many function words as of the next language
MIN_SHARE = 0.5  # of the letters, in one script
# Scripts that one language of the web writes, or that tell a language from those declared.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")), ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("th", re.compile("[\u0e01-\u0e5b]")), ("he", re.compile("[\u05d0-\u05ea]")), ("el", re.compile("[\u0370-\u03ff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")), ("hy", re.compile("[\u0530-\u058f]")), ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")), ("bn", re.compile("[\u0980-\u09ff]")), ("km", re.compile("[\u1780-\u17ff]")),
    ("my", re.compile("[\u1000-\u109f]")), ("ru", re.compile("[\u0400-\u04ff]")), ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")), ("zh", re.compile("[\u4e00-\u9fff]")),
)  # fmt: skip
_ANY_SCRIPT = re.compile("|".join(script.pattern for _, script in _SCRIPTS))
_MIN_KANA = 0.08  # of the letters: Japanese mixes its own with the Chinese ones
_LETTERS = {  # of languages that share a script: the first that has one of its own in the text
    "ru": (("be", "ў"), ("ru", "ыэё"), ("uk", "іїєґ"), ("mk", "ѓќѕ"), ("sr", "ђјљњћџ"), ("bg", "ъщ")),
    "ar": (("ur", "ٹڈڑے"), ("fa", "پچژگ")),
}
_SHARED_WITH = {  # languages that write in the same letters
    "he": ("yi",), "bn": ("as",), "zh": ("yue", "wuu"), "ru": ("kk", "ky", "tg", "tt", "mn", "ba", "uz", "az"),
}  # fmt: skip
_FUNCTION_WORDS = {
    "en": "the of and to in that is was for with on as by at from are it this which be have not",
    "de": "der die und das den von mit ist im nicht ein eine auf für sich dem auch als wird des",
    "fr": "le la les des et du une est dans que pour par sur qui pas plus ce sont avec au",
    "es": "el la los las y del en que una por con para se su es un como al más no",
    "pt": "o os a as e do da em que uma por com para se um não dos das ao na no",
    "it": "il la di che e del della in un una per con non è sono i le al gli da",
    "nl": "de het een en van in is dat op te met voor zijn niet aan door ook bij naar",
    "sv": "och att det som en på är av för med den till ett har inte om var de",
    "da": "og at det som en på er af for med den til et har ikke om var de der",
    "no": "og at det som en på er av for med den til et har ikke om var de seg",
    "fi": "ja on että ei se oli hän joka mutta ovat myös kun niin tai ollut mukaan",
    "pl": "i w na z się że do nie jest to o jak po od przez za oraz są które",
    "cs": "a v na se že je to s z do o jako za by po pro jsou který také",
    "hu": "a az és hogy nem is egy volt meg csak már mint ez azt ki még szerint",
    "ro": "și de în la a cu pe că din care nu este pentru mai au fi sunt prin",
    "tr": "ve bir bu için da de ile olarak çok daha olan gibi en sonra kadar ise dedi",
    "id": "yang dan di dengan untuk dari ini itu pada tidak dalam akan ke adalah oleh juga",
    "vi": "và của là có không được cho các một trong với người đã những này để",
}  # fmt: skip
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _language, _words in _FUNCTION_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _language)
_ALIKE = (frozenset(("no", "nb", "nn", "da")), frozenset(("sr", "hr", "bs", "mk", "bg")), frozenset(("id", "ms")),
          frozenset(("ru", "be", "uk")), frozenset(("es", "gl", "ca", "pt")), frozenset(("cs", "sk")),
          frozenset(("hi", "mr", "ne")), frozenset(("de", "lb", "nds", "gsw")), frozenset(("nl", "af", "fy")),
          frozenset(("ar", "fa", "ur", "ckb", "ps", "sd", "ug")), frozenset(("tr", "az")),
          frozenset(("fi", "et")))  # fmt: skip
_RIGHT_TO_LEFT = frozenset("ar he fa ur yi ps sd ug dv ckb arc iw".split())
_WORD = re.compile(r"[^\W\d_]+")
_UNREAD = Flag.HIDDEN | Flag.NAV | Flag.FOOTER | Flag.FORM | Flag.PRE


def declared_language(sources: Sources) -> str | None:
    """Return the primary tag of the language that the page declares, in lower case."""
    declared = sources.head.language or sources.first("content-language", "og:locale", "language", "dc.language")
    if declared is None:
        declared = next((value for item in sources.json_ld if isinstance(value := item.get("inLanguage"), str)), None)
    primary = (declared or "").replace("_", "-").split("-")[0].strip().lower()
    return primary if 2 <= len(primary) <= 3 and primary.isalpha() and primary not in ("und", "mul", "zxx") else None


def written_language(page: Page, headline: int | None) -> str | None:
    """Return the language that the text is written in, None where its words and letters do not tell.

    A few long blocks after the headline are looked at: their letters, and how many function words of 18 languages are
    among their words.
    """
    sample = _sample(page, headline)
    letters = len("".join(_WORD.findall(sample))) if not sample.isascii() else 0
    is_other = letters and len(_ANY_SCRIPT.findall(sample)) >= _MIN_KANA * letters
    for language, script in _SCRIPTS if is_other else ():
        share = len(script.findall(sample)) / letters
        if share >= (_MIN_KANA if language == "ja" else MIN_SHARE):
            return next((one for one, own in _LETTERS.get(language, ()) if not set(own).isdisjoint(sample)), language)
    known = _LANGUAGES_OF
    counts = Counter(chain.from_iterable([known[word] for word in _WORD.findall(sample.lower()) if word in known]))
    if not counts:
        return None
    (best, most), *rest = counts.most_common(2)
    return best if most >= MIN_WORDS and (not rest or most >= MIN_LEAD * rest[0][1]) else None


def _sample(page: Page, headline: int | None) -> str:
    texts: list[str] = []
    size = 0
    for block in islice(page.blocks, (headline or 0) + 1 if headline is not None else 0, None):
        if len(block.text) < MIN_BLOCK_CHARS or block.flags & _UNREAD or 2 * block.link_chars > len(block.text):
            continue
        texts.append(block.text)
        size += len(block.text)
        if size >= MAX_SAMPLE_CHARS:
            break
    return " ".join(texts)[:MAX_SAMPLE_CHARS]


def agree(declared: str, written: str) -> bool:
    """Whether the text may be in the declared language as far as its words and letters tell."""
    return (
        declared == written
        or declared in _SHARED_WITH.get(written, ())
        or any(declared in group and written in group for group in _ALIKE)
    )


def direction_of(page: Page, language: str | None) -> Direction | None:
    """Return the direction of the text: as the page's root says, else as its language is written."""
    for row in range(min(2, len(page.elements))):
        said = (page.elements.attributes(row).get("dir") or "").lower()
        if said in {"rtl", "ltr"}:
            return "rtl" if said == "rtl" else "ltr"
    if language is None:
        return None
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"
