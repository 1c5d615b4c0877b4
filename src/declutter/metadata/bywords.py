"""The words that bylines begin with, and the patterns of whole lines that name authors by them, in many languages."""

from __future__ import annotations

import re

import regex

MAX_LABEL_CHARS = 40  # of a "Written by" that stands alone

_BY_WORDS = (
    r"text (?:&|und|and|et|y|e) (?:fotos?|photos?|bilder|images?|illustrationen)\s*[:：]?|"
    r"by|written by|words by|text by|story by|report by|reporting by|posted by|published by|authored by|contributed by|"
    r"article by|review by|from|von|von der|ein (?:kommentar|gastbeitrag|artikel|beitrag|interview|bericht) von|"
    r"text von|text|"
    r"par|propos recueillis par|publié par|por|escrito por|texto por|publicado por|per|di|a cura di|scritto da|da|"
    r"door|geschreven door|geplaatst door|tekst|av|af|tekst av|skriven av|przez|autor|napsal|napsala|"
    r"от|текст|автор|автори|авторы|yazan|yazar|tarafından|tác giả|oleh|penulis|bởi|"
    r"gespeichert von|eingestellt von|erstellt von|verfasst von|geschrieben von|gepostet von|veröffentlicht von|"
    r"submitted by|created by|article by|guest post by|compiled by|presented by"
)
_LABEL_WORDS = (
    r"authors?|author\(s\)|interview|written|writer|words|text|autor(?:in|en|innen|a|es|as|i|e|zy|ka)?|auteure?s?|autore|autori|"
    r"verfasser(?:in)?|"
    r"redakteur(?:in)?|redaktion|redacción|journalist(?:in)?|skribent|författare|forfatter|kirjoittaja|tekst|teksten|"
    r"автор(?:ы|и|ка)?|текст|журналист|yazar|yazan|muhabir|editör|tác giả|penulis|reporter|szerző|συντάκτης|"
    r"作者|文|文字|撰文|撰稿|记者|記者|執筆|執筆者|著者|著|筆者|文責|글|기자|글쓴이|الكاتب|كتبت|كتب|بقلم|كاتب|מאת|כתב|लेखक|โดย|ผู้เขียน|"
    r"责任编辑|责编|責任編輯|编辑|執筆人|执笔人|执笔|整理"
)
# What says so plainly that a line of these and a name is believed anywhere on a page.
_WRITTEN_WORDS = (
    r"(?:this|the) (?:article|post|blog post|story|piece|guide|report) (?:was |is )?(?:written|authored|contributed) by|"
    r"(?:guest )?(?:words|text|story|article|post) (?:& \p{L}+ )?by|written by|authored by|posted by|contributed by|"
    r"submitted by|"
    r"contributors?\s*:|authors?\s*:|geschrieben von|verfasst von|gespeichert von|eingestellt von|erstellt von|"
    r"(?:ein(?:e)? )?(?:artikel|beitrag|gastbeitrag|blog ?beitrag|kommentar|analyse|bericht|interview|essay) von|"
    r"autor(?:in)?\s*:|autor(?:in[/:*_]|/-?in|/autor|in/autor)(?:in)?\s*:?|text\s*:|"
    r"(?:article |texte )?(?:écrit|rédigé) par|escrito por|redactado por|scritto da|un articolo di|"
    r"geschreven door|skrevet a[vf]|skriven av|автор\s*:|yazan\s*:"
)
BY = regex.compile(
    rf"\s*(?:(?i:{_BY_WORDS}|{_WRITTEN_WORDS})(?:\s*[:：|]\s*|\s+|(?<=[:：]))|(?:By|Von)(?=\p{{Lu}}\p{{Ll}})|(?i:{_LABEL_WORDS})\s*[:：/|]\s*)"
)
BY_ALONE = regex.compile(rf"\s*(?:{_BY_WORDS}|{_LABEL_WORDS})\s*[:：]?\s*", regex.IGNORECASE)
INNER_BY = regex.compile(
    r"(?:^|[\s|•·/,–—@:)-])(?i:by|von|par|por|di|door|av|af|przez|от|autor(?:in|en|a)?:|author:|text:|skrevet av|por:|"
    r"作者[:：]|记者[:：]|"
    r"記者[:：]|文[:：]|责任编辑[:：]|责编[:：]|编辑[:：])(?:\s*[:：|]\s*|\s+|(?<=[:：]))(?=\p{L})(?P<rest>.+)"
)
_STRONG_WORDS = (
    r"by|written by|words by|posted by|von|par|por|di|door|av|af|przez|автор|текст|autor(?:in|en|a)?|author|"
    r"text(?: von)?|text (?:&|und|and|et|y|e) (?:fotos?|photos?|bilder)\s*:|"
    r"by\s*\||guest post by|gastbeitrag von|a cura di|propos recueillis par|by:|opinion by|story by|review by|"
    rf"(?:{_LABEL_WORDS})\s*[:：]"
)
STRONG_BY = regex.compile(
    rf"\s*(?:(?i:{_STRONG_WORDS}|{_WRITTEN_WORDS})\s*:?(?:\s+|(?<=[:：|])|(?=[\p{{Han}}\p{{Hangul}}]))|(?:By|Von)(?=\p{{Lu}}\p{{Ll}}))(?=[\p{{Lu}}\p{{Lo}}])"
)
WRITTEN_BY = regex.compile(rf"[\s(–—-]*(?i:{_WRITTEN_WORDS})(?:\s*[:|]\s*|\s+|(?<=[:]))(?=[\p{{L}}\d])")
BY_NICK = regex.compile(r"\s*(?i:by|von|par|por|di|door|av|af)\s*[:|]?\s+[\p{L}\d][\w.-]+\s*")  # and nothing else
# Before names of others than who wrote it: who took the pictures, who checked or translated the text.
OTHERS_BY = regex.compile(
    r"\s*(?i:medically |expert |scientifically )?(?i:reviewed|edited|fact[- ]?checked|checked|translated|photographed|"
    r"illustrated|geprüft|bearbeitet|lektoriert|übersetzt|relu|traduit|revisado|traducido|editado|rivisto|tradotto)\s+(?i:by|von|par|por|da)\b"
)
_END_LABELS = (
    r"autor(?:in|en|innen|a|es|e|i)?|author|authors|text|texte|texto|testo|tekst|textes?|von|auteur|автор|текст|作者|文|"
    r"文字|撰文|撰稿|"
    r"(?:本报|本刊|本报|见习|实习|特约)?(?:记者|通讯员|实习生)|記者|執筆|文責|글|기자|责任编辑|责编|責任編輯|编辑|执笔人|执笔|yazan|haber|muhabir"
)
LABELLED = regex.compile(
    rf"[\s(（【\[□/|—–-]*(?i:{_END_LABELS})\s*(?:[:：]|(?<=[记者记生员者])\s)\s*"
    rf"(?P<names>[^。.!?]{{2,70}}?)[\s)）】\]]*"
)
LABELLED_AT_END = regex.compile(
    rf"[(（【]\s*(?:(?i:{_END_LABELS})\s*[:：\s]\s*)?(?P<names>\p{{Han}}{{2,4}}(?:[\s、，]+\p{{Han}}{{2,4}}){{0,6}})\s*[)）】]\s*$"
)
_OPENING = " \t\n([（【□/|—–-"


def _beginnings(words: str) -> frozenset[str]:
    """Return the first two letters of each alternative in a pattern, and of the parts of alternatives, as lines spell them."""
    firsts = {part[:2] for part in re.split(r"[|()?:]+", words)} - {""}
    return frozenset(spelled for two in firsts for spelled in (two, two.capitalize(), two.upper(), two.casefold()))


_BY_BEGINNINGS = _beginnings(f"{_BY_WORDS}|{_LABEL_WORDS}|{_STRONG_WORDS}")
_LABEL_BEGINNINGS = _beginnings(_END_LABELS)
WRITTEN_BEGINNINGS = _beginnings(_WRITTEN_WORDS) | {"("}
_WRITTEN_MARK = re.compile(r"[Bb]y\b|von |par |por |da |di |door |av |af |:|/")
MAX_MARK_CHARS = 40  # from the beginning of such a line to its "by"


def may_begin_byline(text: str) -> bool:
    """Whether a text begins as a "By" or a label of an author does: False is certain, True is not."""
    return text[:2] in _BY_BEGINNINGS or text[:1] in _BY_BEGINNINGS


LABEL_BEGINNINGS = _BY_BEGINNINGS | _LABEL_BEGINNINGS | frozenset(_OPENING)


def may_be_labelled(text: str) -> bool:
    """Whether a text may be "Text: Ada Quill" and nothing else: False is certain, True is not."""
    text = text.lstrip(_OPENING)
    return text[:2] in _LABEL_BEGINNINGS or text[:1] in _LABEL_BEGINNINGS


def may_be_written(text: str) -> bool:
    """Whether a text may begin with "Written by" or the like: False is certain, True is not."""
    return text[:2] in WRITTEN_BEGINNINGS and _WRITTEN_MARK.search(text, 0, MAX_MARK_CHARS) is not None


def find_others(text: str) -> int:
    """Return where a text begins to name those who checked, edited or translated, -1 if it does nowhere."""
    if not (" by" in text or " von" in text or " par" in text or " por" in text or " da" in text):  # most lines: in no time
        return -1
    match = OTHERS_BY.search(text)
    return -1 if match is None else match.start()


def is_by_alone(text: str) -> bool:
    """Whether a text is a "By" or a label of an author, and nothing else."""
    return len(text) <= MAX_LABEL_CHARS and may_begin_byline(text) and BY_ALONE.fullmatch(text) is not None
