"""Names of authors out of what a page writes where they belong: several, with "By", roles, agencies, dates, addresses."""

from __future__ import annotations

import html
import re
from functools import lru_cache

import regex

from declutter.metadata.bywords import BY, is_by_alone, may_be_written, may_begin_byline

MAX_NAME_CHARS = 80  # longer ones are sentences
MAX_NAMES = 50
MAX_NAME_WORDS = 6

_SPLIT = regex.compile(
    r"\s*(?:[;|/•·●、،＆]|\s&\s|\s(?i:im gespräch mit|in conversation with)\s|"
    r",\s*(?:and|und|et|y|e|og|en|och|ja)\s|\s(?:and|und|et|y|e|i|и|та|og|en|och|ja|ve|&|with|"
    r"mit|avec|con|και|"
    r"dan|và|és|oraz|a)\s|\s[–—-]\s)\s*"
)
# What follows names others: who took the pictures, who checked the text.
_OTHERS = regex.compile(
    r"[\s,;|/(]+(?i:(?:illustration|fotos?|photo|bild|bilder|video|grafik|kamera|edit|review|fact[- ]?check|translat|übersetz)"
    r"\p{L}*\s*(?:[:：]\s*|(?:by|von|par|por|di|from)\s).*)"
)
# What follows a name says where or for whom it was written: "Ada Quill in Gardening", "Ada Quill on behalf of the mill".
_WHERE = regex.compile(r"(?<=[\p{L},])\s(?:in|under|unter|im|zum|zur|on behalf of|for|für|from|aus)\s.*")
_FULL_STOP = regex.compile(r"\p{Ll}{3}\.\s*$")  # of a sentence; "Ada Quill Jr." is a name
_COMMA = regex.compile(r"\s*,\s*")
_NOISE = regex.compile(
    r"\(?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b\)?|https?://\S+|www\.\S+|(?<!\w)@\w+"
    r"|\b(?:\d+|one|two|a few) (?:min(?:ute)?s?|hours?|days?) (?:read|ago)\b.*|\bvor \d+ \w+|\s\|\s.*|"
    r"[\u200b-\u200f\u2060\ufeff]",
    regex.IGNORECASE,
)
_DATE_TAIL = regex.compile(
    r"(?:^|[\s,|·•–—(-]+)"  # "happyfrog313" is a name
    r"(?:\b(?:on|am|le|el|il|op|den|em|updated|published|posted|at|um|publié|mis à jour|vom|stand|aktualisiert|"
    r"veröffentlicht|erstellt|last)\b\W*)*"
    r"(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|\p{L}{3,7}tag|mittwoch|mo|di|mi|do|fr|sa|so)"
    r"[,.]?\s+)?(?:\d|(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|oct|okt|nov|dec|dez|"
    r"янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\p{L}*\.?\s+\d).*",
    regex.IGNORECASE,
)  # fmt: skip
_GLUED_DATE = regex.compile(r"(?<=\p{Ll})(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{L}*\.?\s+\d.*")
_ROLE = regex.compile(
    r"\b(?:reporters?|writers?|editors?|correspondents?|contributors?|staff|columnists?|journalists?|producers?|analysts?|"
    r"fellow|professor|director|manager|ceo|cto|founder|expert|specialist|chief|senior|associate|assistant|"
    r"photographers?|dietitian|nutritionist|critic|author|blogger|commentator|bureau|desk|editorial|contributing|"
    r"redakteur\w*|redaktion\w*|korrespondent\w*|autor(?:in)?|volontär\w*|reporterin|chefredakt\w*|journaliste|"
    r"correspondante?|envoyée?|rédact\w+|redactor\w*|periodista|corresponsal|giornalista|redazione|redacteur|verslaggever|"
    r"correspondent|корреспондент|обозреватель|журналист|muhabir|md|m\.d\.|phd|ph\.d\.|rn|cpa|jd|esq|mba|msc|facs|"
    r"faan|do|dds|"
    r"freelance|special to|for the|of the|mdr|inc|ltd|llc|gmbh|medical|health|sports|news|politics|business|science|"
    r"technology|marketing|head of|officer|president|partner|consultant|educator|therapist|psychologist|"
    r"horticulturist|horticulturalist|dvm|cfp|"
    r"professor(?:in)?|projektleit\w*|sprecher(?:in)?)\b",
    regex.IGNORECASE,
)
_ROLE_IN_FRONT = regex.compile(
    r"^(?:\S+-)?(?i:expert(?:e|in)|redakteur(?:in)?|reporter(?:in)?|korrespondent(?:in)?|mitarbeiter(?:in)?|journalist(?:in)?|"
    r"autor(?:in)?)\s+(?=\p{Lu}\S+\s+\p{Lu})"
)
# After a name: "PhD", "CEPF®", "CNN", "SP-X"; "Li" is a name.
_CREDENTIAL = regex.compile(r"(?=.*\p{Lu}.*\p{Lu})\p{Lu}[\p{L}.-]{1,6}®?|The\s.*")
_HAN_ROLE = regex.compile(
    r"^(?:本报|本刊|本网|新华社|见习|实习|特约)?(?:记者|記者|通讯员|撰稿人?|编辑|編輯)\s*(?=\p{Han}{2,4}$)"
)  # before a name without a space
_AGENCY = regex.compile(
    r"[\s,]*\b(?:the associated press|associated press|reuters|agence france-presse|bloomberg(?: news)?|press association|"
    r"pa media|getty images|usa today(?: network)?|tribune news service|the canadian press|anadolu ajansı|"
    r"deutsche presse-agentur)\W*$",
    regex.IGNORECASE,
)
AGENCIES = frozenset(
    "ap afp dpa reuters ansa efe apa sda tass ria ani pti ians xinhua aa anp tt ntb ritzau stt mti ctk lusa kna epd "
    "sid".split()
)
NOT_NAMES = frozenset(
    "admin administrator super user superuser root webmaster web editor editor author autor redaktion redaction default "
    "anonymous anonym anonymous anonimo anónimo unknown none null undefined guest staff user wordpress publisher team "
    "date gender age price category brand popularity relevance rating".split()  # the last ones: "By price" sorts a list
)
_NO_NAME = re.compile(
    r"[<>{}\[\]=#\\]|\d{2}|https?|\bread\b|\bshare\b|\bcomments?\b|\bkommentare?\b|\bfollow\b|\bsubscribe\b|"
    r"\bcopyright\b|©|\bcc[ -]by\b|\bcreative commons\b|"
    r"\bphoto\b|\bfoto\b|\bimage\b|\bgetty\b|\bupdated?\b|\bpublished\b|\bposted\b|\bviews?\b|\bmore\b|\bnewsletter\b|"
    r"\bveröffentlicht\b|\bstand\b|\baktualisiert\b|\bpublié\b|\bpublicado\b|\blinkedin\b|\bfacebook\b|\btwitter\b|"
    r"\byoutube\b|\bgoogle\b|\binstagram\b|"
    r"\bjoin\b|\bcredit\b|\bsource\b|\bquelle\b|\bvideo\b|\bprofil\w*|\bbio\b|\bsee all\b|\ball posts?\b|\blog ?in\b|"
    r"\bprivacy\b"
)  # in small letters
_NO_NAME_WORD = re.compile(_NO_NAME.pattern.replace(r"|\d{2}", ""))
_WORD = regex.compile(r"[\p{L}\p{M}'’.\-]+")
_PARTICLES = frozenset(
    "de da do dos das di del della la le van von der den ter ten zu zur el al bin ibn ben y e of the af av du des and und "
    "st o d".split()
)
_LOWER = regex.compile(r"\p{Ll}")
_CASED = regex.compile(r"\p{Lu}|\p{Ll}")
# What a text must hold for the patterns above to find anything: most texts do not, and these are looked up in no time.
_NOISY = re.compile(r"[@|\d\u200b-\u200f\u2060\ufeff]|://|www\.|\bone |\btwo |a few ", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def clean_text(text: str) -> str:
    """Return a byline's text without entities, addresses, handles, reading times and white space around it."""
    if "&" in text:
        text = html.unescape(text)
    if _NOISY.search(text):
        text = _NOISE.sub(" ", text)
    return " ".join(text.split()).strip(" ,;|·•–—-:/~*+>»")


def split_names(text: str) -> list[str]:
    """Return the names in a byline.

    >>> split_names("By Ada Quill and Ben Marsh, Staff Writers | 5 March 2024")
    ['Ada Quill', 'Ben Marsh']
    """
    return list(_split_names(text))


def _may_begin(text: str) -> bool:
    return may_begin_byline(text) or may_be_written(text)


def _without_by(text: str) -> str:
    """Return a byline without the "By" that a box of its own holds, which a bar parts from the name."""
    match = BY.match(text) if "|" in text and _may_begin(text) else None
    return text[match.end() :] if match is not None and match.end() < len(text) else text


@lru_cache(maxsize=4096)  # a pure function: head, JSON-LD and byline name the same people, as do the pages of a site
def _split_names(text: str) -> tuple[str, ...]:
    text = clean_text(_without_by(text))
    while _may_begin(text) and (match := BY.match(text)):
        if match.end() >= len(text):
            return ()
        text = text[match.end() :]
    if _DIGIT.search(text):
        text = _DATE_TAIL.sub("", _GLUED_DATE.sub("", text))
    text = _WHERE.sub("", _OTHERS.sub("", text))
    names: list[str] = []
    in_role = False
    for part in _SPLIT.split(text):
        pieces = [piece for piece in _COMMA.split(part) if piece]
        for index, piece in enumerate(pieces):
            if (index or names) and (
                _ROLE.search(piece) or _CREDENTIAL.fullmatch(piece) or not is_name(piece) or piece[-1] == "-"
            ):
                in_role = True
                continue
            if in_role and " " not in piece and piece.isascii():
                continue  # "Ada Quill, Head of Content, Mills": of what she is the head
            names.append(piece)
            in_role = False
    cleaned = (clean_name(name) for index, name in enumerate(names) if not index or not _AGENCY.fullmatch(name))
    return tuple(dict.fromkeys(name for name in cleaned if name and not is_by_alone(name)))[:MAX_NAMES]


def clean_name(name: str) -> str | None:
    """Return one name without what does not belong to it, None where nothing of a name is left."""
    name = clean_text(name)
    if name.find("(") > 0:  # "Ada Quill (guest author)"
        name = name[: name.find("(")]
    if _FULL_STOP.search(name):
        name = name.rstrip(". ")
    while _may_begin(name) and (match := BY.match(name)):
        name = name[match.end() :]
    if not name.isascii():
        name = _HAN_ROLE.sub("", name)
    name = _ROLE_IN_FRONT.sub("", name)
    shorter = _AGENCY.sub("", name)
    if shorter and " " in shorter:
        name = shorter
    name = name.strip(' ,;|·•–—-:/~*+>»"()（）【】')
    return name if name and len(name) <= MAX_NAME_CHARS and any(map(str.isalpha, name)) else None


@lru_cache(maxsize=4096)  # likewise
def is_name(text: str) -> bool:
    """Whether a text may be the name of a person or a desk: a few words, each capital, or no case at all."""
    if not 2 <= len(text) <= MAX_NAME_CHARS or _NO_NAME.search(text.lower()):
        return False
    words = _WORD.findall(text)
    if not 1 <= len(words) <= MAX_NAME_WORDS:
        return False
    if not _CASED.search(text):  # a script without capitals
        return len(text) <= 20
    return all(word[0].isupper() or not _CASED.search(word) or word.lower() in _PARTICLES or "'" in word for word in words)


def is_role(text: str) -> bool:
    """Whether a text holds the word of a role, as "Staff Writer" does."""
    return _ROLE.search(text) is not None


def is_nick(text: str) -> bool:
    """Whether a text may be what somebody calls himself where he writes: one word."""
    return 2 <= len(text) <= 30 and " " not in text and not _NO_NAME_WORD.search(text.lower()) and any(map(str.isalpha, text))


def is_placeholder(name: str) -> bool:
    """Whether a name is what a system puts where nobody wrote one."""
    words = name.casefold().split()
    return (
        all(word in NOT_NAMES for word in words)
        or name.isdigit()
        or (len(words) == 1 and bool(regex.search(r"[_\d]", name)) and not regex.search(r"[\p{Lu}]\p{Ll}", name))
    )
