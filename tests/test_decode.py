"""Bytes to str: marks, hints, labels, and what to make of those that lie."""

from __future__ import annotations

import codecs
from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.parsing.decode import decode

RUSSIAN = "В понедельник шёл дождь, и никто в деревне этому не удивился, кроме старого мельника и его собаки. "
WESTERN = "Il a plu lundi, et personne au village n’en a été étonné : « même le vieux meunier s’y attendait », dit-on. "
JAPANESE = "月曜日に雨が降ったが、村では誰も驚かなかった。年老いた粉屋だけは別だった。"
CHINESE = "星期一下了雨，村里没有人感到惊讶，只有年老的磨坊主除外。"
TRADITIONAL = "星期一下了雨，村裡沒有人感到驚訝，只有年老的磨坊主除外。"
KOREAN = "월요일에 비가 내렸지만 마을에서는 아무도 놀라지 않았다."
POLISH = "W poniedziałek padał deszcz i nikt we wsi się temu nie zdziwił, oprócz starego młynarza. "


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)  # fmt: skip
def test_a_byte_order_mark_decides_and_goes(mark: bytes, encoding: str) -> None:
    assert decode(mark + RUSSIAN.encode(encoding), "latin-1") == RUSSIAN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_told_by_its_zero_bytes(encoding: str) -> None:
    page = f"<p>{RUSSIAN}"
    assert decode(page.encode(encoding)) == page


def test_utf_16_by_label_where_there_are_zero_bytes() -> None:
    page = f"\n<p>{WESTERN}"
    assert decode(page.encode("utf-16-le"), "utf-16-le") == page


def test_a_page_in_ascii_that_says_utf_16_is_no_utf_16() -> None:
    assert decode(b'<meta charset="utf-16"><p>Rain') == '<meta charset="utf-16"><p>Rain'


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (WESTERN, "cp1252"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"), (CHINESE, "gbk"), (CHINESE, "gb18030"), (TRADITIONAL, "big5"), (KOREAN, "euc_kr"),
        (POLISH, "iso8859-2"),
    ],
)  # fmt: skip
def test_a_page_is_read_by_its_label(text: str, encoding: str) -> None:
    page = f'<meta charset="{encoding}"><p>{text}'
    assert decode(page.encode(encoding)) == page


@pytest.mark.parametrize(
    "label",
    [
        '<meta charset="windows-1251">', "<meta charset='windows-1251'>", "<META CHARSET=windows-1251>",
        '<meta charset = "windows-1251">',
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>', '<!-- x --><meta name="a" content="b"><meta charset="windows-1251"/>',
    ],
)  # fmt: skip
def test_a_label_is_found_however_it_is_written(label: str) -> None:
    page = f"{label}<p>{RUSSIAN}"
    assert decode(page.encode("cp1251")) == page


def test_a_label_in_a_comment_is_none() -> None:
    page = f'<!-- <meta charset="koi8-r"> --><meta charset="windows-1251"><p>{RUSSIAN}'
    assert decode(page.encode("cp1251")) == page


def test_a_label_far_down_in_the_head_is_found() -> None:
    page = f'<!--{"x" * 2_000}--><meta charset="koi8-r"><p>{RUSSIAN}'
    assert decode(page.encode("koi8-r")) == page


@pytest.mark.parametrize(
    "hint", ["windows-1251", "text/html; charset=windows-1251", 'text/html;CHARSET="windows-1251"; x=y', " cp1251 "]
)
def test_the_caller_s_hint_is_a_name_or_a_content_type(hint: str) -> None:
    assert decode(RUSSIAN.encode("cp1251"), hint) == RUSSIAN


def test_the_hint_goes_before_the_page_s_label() -> None:
    page = f'<meta charset="koi8-r"><p>{RUSSIAN}'
    assert decode(page.encode("cp1251"), "windows-1251") == page


@pytest.mark.parametrize("label", ["windows-1251", "iso-8859-1", "big5", "gbk", "nonsense"])
def test_what_is_valid_utf_8_is_utf_8_whatever_the_label_says(label: str) -> None:
    page = f'<meta charset="{label}"><p>{RUSSIAN}'
    assert decode(page.encode()) == page


def test_a_few_broken_bytes_do_not_make_utf_8_another_encoding() -> None:
    page = f'<meta charset="utf-8"><p>{RUSSIAN * 3}'.encode() + b"\xff" + RUSSIAN.encode()
    assert decode(page).count("\ufffd") == 1


def test_utf_8_cut_inside_a_character_is_utf_8() -> None:
    page = f"<meta charset=utf-8><p>{RUSSIAN}а".encode()
    assert decode(page[:-1]) == page[:-2].decode() + "\ufffd"


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“10 €” – it rained…"), ("us-ascii", "cp1252", "“10 €” – it rained…"),
        ("gb2312", "gb18030", "朱镕基在萬隆说：星期一下了雨，村里没有人感到惊讶。"),
        ("shift_jis", "cp932", "①髙橋さんは雨だと言った。"),
        ("euc-kr", "cp949", "똠방각하가 비가 온다고 말했다."), ("iso-8859-9", "cp1254", "“İstanbul’da yağmur yağdı” – dedi…"),
    ],
)  # fmt: skip
def test_a_label_means_the_wider_encoding_that_browsers_read(label: str, encoding: str, text: str) -> None:
    page = f'<meta charset="{label}"><p>{text}'
    assert decode(page.encode(encoding)) == page


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("x-sjis", "cp932", JAPANESE), ("windows-31j", "cp932", JAPANESE), ("x-gbk", "gb18030", CHINESE),
        ("ks_c_5601-1987", "cp949", KOREAN),
        ("x-cp1251", "cp1251", RUSSIAN), ("koi8", "koi8-r", RUSSIAN), ("unicode-1-1-utf-8", "utf-8", RUSSIAN),
        ("x-euc-jp", "euc_jp", JAPANESE),
    ],
)  # fmt: skip
def test_the_standard_s_other_names_are_known(label: str, encoding: str, text: str) -> None:
    page = f'<meta charset="{label}"><p>{text}'
    assert decode(page.encode(encoding)) == page


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"),
     (CHINESE, "gb18030"), (KOREAN, "euc_kr"), (WESTERN, "cp1252")],
)  # fmt: skip
def test_a_page_without_a_label_is_detected(text: str, encoding: str) -> None:
    page = f"<html><body><p>{text * 4}</p></body></html>"
    assert decode(page.encode(encoding)) == page


@pytest.mark.parametrize("label", ["iso-8859-1", "utf-8", "nonsense"])
def test_a_label_that_the_bytes_do_not_bear_out_is_not_believed(label: str) -> None:
    page = f'<meta charset="{label}"><p>{RUSSIAN * 4}'
    assert decode(page.encode("cp1251")) == page


@pytest.mark.parametrize(
    "name",
    [
        "undefined", "idna", "punycode", "hex", "rot13", "zip", "base64", "unicode_escape", "raw_unicode_escape",
        "mbcs", "oem",
        "utf-7", "none", "", " ", "\0", "ä", "x" * 1_000, "text/html", "text/html; charset=", "../x",
    ],
)  # fmt: skip
def test_a_label_that_is_no_charset_is_ignored(name: str) -> None:
    page = f"<p>{WESTERN} \\u0041".encode("cp1252")
    assert decode(page, name) == page.decode("cp1252")


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "unicode_escape"])
def test_a_label_on_the_page_that_is_no_charset_is_ignored(name: str) -> None:
    page = f"<meta charset={name}><p>{WESTERN} \\u0041".encode("cp1252")
    assert decode(page) == page.decode("cp1252")


@pytest.mark.parametrize(
    "page", [b"", b"\xff", b"\x80\x81", b"\0", b"<\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\0\0", b"\0\0\xfe\xff"]
)
def test_scraps_are_read_as_something(page: bytes) -> None:
    assert isinstance(decode(page), str)


@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=20), st.sampled_from(sorted(set(aliases.values())))))
def test_decoding_never_raises(page: bytes, label: str | None) -> None:
    assert isinstance(decode(page, label), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\0")))
def test_utf_8_is_read_as_it_is(text: str) -> None:
    page = f"<p>é{text}"
    assert decode(page.encode()) == page
