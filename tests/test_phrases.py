"""Junk phrases: the files in their languages, and how a block is compared with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.data import MAX_PHRASE_CHARS, demo_page, fold, junk_category
from declutter.data.junk import bare, load
from training.compile_phrases import CATEGORIES, DATA, compile_phrases, fold_phrase, languages, read_phrases, write

LARGEST = "ar de en es fa fr id it ja ko nl pl pt ru tr vi zh".split()  # of the web
MIN_PHRASES, MIN_PHRASES_OF_LARGEST = 25, 60
FILLINGS = {"{number}": "12", "{name}": "Ada Quill", "{date}": "5 March 2024"}
LANGUAGES = languages()
ALL_PHRASES = [(language, phrase) for language in LANGUAGES for phrase, _ in read_phrases(language)]


def filled(phrase: str) -> str:
    """Return a phrase as a page might have it."""
    for slot, filling in FILLINGS.items():
        phrase = phrase.replace(slot, filling)
    return phrase


def test_there_are_forty_languages() -> None:
    assert len(LANGUAGES) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_enough_phrases_in_every_category(language: str) -> None:
    listed = read_phrases(language)
    assert {category for _, category in listed} == set(CATEGORIES)
    assert len(listed) >= (MIN_PHRASES_OF_LARGEST if language in LARGEST else MIN_PHRASES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_stands_once_in_its_file(language: str) -> None:
    folded = [fold_phrase(phrase) for phrase, _ in read_phrases(language)]
    assert sorted(set(folded)) == sorted(folded)


def test_the_compiled_file_is_that_of_the_language_files() -> None:
    """If not: python training/compile_phrases.py."""
    assert (DATA / "phrases.txt").read_text(encoding="utf-8") == write(compile_phrases())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(lambda phrase: phrase, id="as it stands"),
        pytest.param(str.upper, id="upper case"),
        pytest.param(lambda phrase: f"{phrase} :", id="with a colon"),
        pytest.param(lambda phrase: f"» {phrase} …", id="between signs"),
        pytest.param(lambda phrase: f"\u200f{phrase}\u200e", id="with direction marks"),
        pytest.param(lambda phrase: phrase.replace("'", "’"), id="typographic apostrophe"),
        pytest.param(lambda phrase: phrase.replace("’", "'"), id="typewriter apostrophe"),
        pytest.param(lambda phrase: phrase.replace(" ", "\u00a0"), id="no-break spaces"),
        pytest.param(lambda phrase: phrase.replace(" ", "  "), id="two spaces"),
    ],
)
def test_every_phrase_is_recognised_however_it_is_written(language: str, spell: object) -> None:
    assert callable(spell)
    missed = [
        phrase for phrase, _ in read_phrases(language)
        if len(phrase) < MAX_PHRASE_CHARS - 30 and junk_category(spell(filled(phrase))) is None
    ]  # fmt: skip
    assert missed == []


# A phrase of each language as a page has it: in capitals, with or without accents, with numbers and names.
SPELLINGS = [
    ("ar", "إقرأ أيضاً :", "related"), ("ar", "جميع الحقوق محفوظة © 2024", "copyright"), ("ar", "١٢ تعليق", "comments"),
    ("bg", "ПРОЧЕТЕТЕ ОЩЕ", "related"), ("bn", "আরও পড়ুন", "related"), ("ca", "Cancel·la les respostes", "comments"),
    ("cs", "Zobrazit dalsi", "loading"), ("da", "Læs også:", "related"), ("de", "AUCH INTERESSANT", "related"),
    ("de", "Lesen Sie auch", "related"), ("el", "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "related"), ("en", "Skip to main content", "navigation"),
    ("en", "More from Ada Quill", "related"), ("es", "LO MAS LEIDO", "related"), ("et", "Loe lisaks", "related"),
    ("eu", "Irakurri gehiago", "related"), ("fa", "بيشتر بخوانيد", "related"), ("fi", "LUE MYÖS", "related"),
    ("fr", "A LIRE AUSSI", "related"), ("fr", "Déjà abonné\u202f? Connectez-vous", "sign-in"),
    ("gl", "Saltar ao contido", "navigation"),
    ("he", "\u202bקראו עוד\u202c", "related"), ("hi", "यह भी पढ़ें:", "related"), ("hr", "PROČITAJTE JOŠ", "related"),
    ("hu", "KAPCSOLÓDÓ CIKKEK", "related"), ("id", "Baca Juga :", "related"), ("is", "Mest lesið", "related"),
    ("it", "Riproduzione riservata", "copyright"), ("ja", "「関連記事」", "related"), ("ja", "コメント（３）", "comments"),
    ("ko", "댓글 12개", "comments"), ("lt", "Skaityti daugiau", "related"), ("lv", "Lasi arī", "related"),
    ("mk", "ПРОЧИТАЈ ПОВЕЌЕ", "related"), ("ms", "Baca lagi", "related"), ("nb", "Les også", "related"),
    ("nl", "Lees verder na de advertentie", "advertising"), ("pl", "CZYTAJ TAKŻE", "related"),
    ("pt", "Continua após a publicidade", "advertising"),
    ("ro", "Citeşte şi", "related"), ("ru", "ЧИТАЙТЕ ТАКЖЕ", "related"), ("ru", "Загрузить ещe", None),
    ("sk", "Čítajte ďalej", None),
    ("sl", "Preberite tudi", "related"), ("sq", "Lexo më shumë", "related"), ("sr", "Pročitajte još", "related"),
    ("sv", "LÄS MER", "related"), ("th", "อ่านเพิ่มเติม", "related"), ("tl", "Basahin din", "related"),
    ("tr", "İLGİLİ HABERLER", "related"), ("tr", "YORUMLARI GÖSTER", "comments"), ("uk", "Читайте також:", "related"),
    ("ur", "مزید پڑھیں", "related"), ("vi", "XEM THÊM", "related"), ("zh", "相關新聞", "related"),
    ("zh", "【打印】", "print-app"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "category"), SPELLINGS)
def test_a_block_as_pages_have_it_has_its_category(language: str, text: str, category: str | None) -> None:
    assert language in LANGUAGES
    assert junk_category(text) == category


def test_every_language_is_tested() -> None:
    assert {language for language, _, _ in SPELLINGS} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Subscribe", "subscribe"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("S’abonner", "s abonner"),
        ("Sʼabonner", "s abonner"), ("« Lire aussi »", "lire aussi"), ("Read more →", "read more"),
        ("12 comments", "0 comments"),
        ("1,234 comments", "0 comments"), ("1.2K comments", "0 comments"), ("12 March, 2024", "0 march 0"),
        ("a\u00a0b", "a b"),
        ("Abonnés ?", "abonnés"), ("שָׁלוֹם", "שלום"), ("© 2024", "© 0"), ("ＴＯＰ", "top"), ("", ""), ("…", ""),
    ],
)  # fmt: skip
def test_folding_makes_spellings_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_text_without_accents_is_as_long(text: str) -> None:
    assert len(bare(fold(text))) == len(fold(text))


@given(st.text())
def test_any_text_has_a_category_or_none(text: str) -> None:
    assert junk_category(text) in {*CATEGORIES, None}


@pytest.mark.parametrize("text", ["Home | Search", "Share\nTweet", "Log in / Register", "Impressum · Datenschutz · AGB"])
def test_a_row_of_phrases_is_one(text: str) -> None:
    assert junk_category(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "", "Rain", "He said: subscribe now", "Subscribe now, said the poster on the mill", "Commentary", "12", "…",
        "The share of rain", "Home | Rain", "Más leidás", "More from the river than from the sky", "Updated 12 bridges",
        "© is a sign that lawyers like and that nobody else has on the keyboard", "2024", "1 / 2",
    ],
)  # fmt: skip
def test_what_only_holds_a_phrase_is_none(text: str) -> None:
    assert junk_category(text) is None


def test_a_long_text_is_no_phrase() -> None:
    assert junk_category("Subscribe now" + " " * MAX_PHRASE_CHARS) is None


WORDS = "rain river miller bridge winter stone garden slowly harvest engine letter window orchard ladder".split()
prose = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(" ".join)


@given(st.sampled_from(ALL_PHRASES), prose, prose)
def test_prose_that_holds_a_phrase_is_none(phrase: tuple[str, str], before: str, after: str) -> None:
    written = filled(phrase[1])
    assert junk_category(f"{before} {written} {after}.") is None
    assert junk_category(f"{before} {written}.") is None


@given(
    st.sampled_from([phrase for _, phrase in ALL_PHRASES if len(phrase) < MAX_PHRASE_CHARS - 50]),
    st.sampled_from([str, str.upper]),
    st.sampled_from(["", " ", "\u00a0", "\u200f", "\u202f:", " …", " »", "!", "\u3000"]),
    st.sampled_from(["", "\u200e", "» ", "→ ", "• ", "\u00a0"]),
)
def test_spellings_of_a_phrase_have_one_category(phrase: str, case: object, end: str, start: str) -> None:
    assert callable(case)
    written = filled(phrase)
    assert junk_category(f"{start}{case(written)}{end}") == junk_category(written) is not None


@given(st.sampled_from([accented for forms in load().bare.values() for accented in forms.split("\t")]), st.data())
def test_an_accent_may_be_missing_but_not_another_one(phrase: str, data: st.DataObject) -> None:
    plain = bare(phrase)
    mixed = "".join(data.draw(st.sampled_from(pair)) for pair in zip(phrase, plain, strict=True))
    assert junk_category(mixed.replace("0", "12")) is not None


def test_the_demo_page_is_at_hand() -> None:
    assert "<html" in demo_page()
