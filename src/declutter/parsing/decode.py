"""Bytes to str: byte-order mark, the caller's hint, the page's own label, and detection where these fail.

A label is believed only as far as the bytes bear it out: what is valid UTF-8 is UTF-8, whatever the label says (the
chance that text in another encoding is valid UTF-8 by accident is nil beyond a few characters).
"""

from __future__ import annotations

import codecs
import re

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
PRESCAN_BYTES = 4096  # bytes searched for a label; the HTML standard's 1,024 miss pages with long comments on top
SAMPLE_BYTES = 64_000  # bytes of text shown to the detector; more does not change its mind, only its time
MAX_BROKEN_SHARE = 0.02  # undecodable share of the non-ASCII bytes up to which a label is still believed
MAX_ACCENTED_SHARE = 0.35  # share of non-ASCII letters over which "Western European" is a lie: that is another script

# How files that are no pages begin.
_BINARY = {
    b"%PDF-": "a PDF file", b"\x89PNG\r\n": "a PNG image", b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image",
    b"PK\x03\x04": "a zip archive", b"\x1f\x8b\x08": "gzip data: unpack it first",
    b"\x28\xb5\x2f\xfd": "zstd data: unpack it first",
    b"\x7fELF": "a program", b"RIFF": "a media file", b"OggS": "a media file", b"ID3": "a media file", b"wOF": "a font",
}  # fmt: skip

# What the standard (and so every browser) reads where these are declared: https://encoding.spec.whatwg.org/#names-and-labels
WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "big5": "big5hkscs",
}  # fmt: skip
NO_CHARSETS = {"undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape",
               "mbcs", "oem"}  # fmt: skip  # what Python calls encodings and no page is written in
ASCII_ONLY_BYTES = {"iso2022_jp", "iso2022_kr", "hz", "utf-7"}  # encodings whose bytes are all ASCII
WIDE = {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}

_LABEL = re.compile(
    rb"""<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})|^\s*<\?xml[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_HINT = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
# What never ends ends with the page, as in a browser: no "<" is tried against the whole rest.
_MARKUP = re.compile(
    rb"<script\b.*?(?:</script|\Z)|<style\b.*?(?:</style|\Z)|<[^>]*(?:>|\Z)", re.IGNORECASE | re.DOTALL
)
_STRANGE = re.compile(rb"[\x80-\xff]")
_ASCII_CHARS = re.compile(r"[\0-\x7f]+")
_HIGH_BYTES = bytes(range(128, 256))
_NO_LETTERS = bytes(byte for byte in range(256) if not chr(byte).isalpha() or byte > 127)


def decode(page: bytes, encoding: str | None = None) -> str:
    """Return the page's text; `encoding` is an encoding's name or a whole Content-Type header.

    Never raises: what no encoding can read becomes U+FFFD.
    """
    return _decoded(page, encoding)[0]


def as_utf8(page: bytes, encoding: str | None = None) -> bytes:
    """Return the page in UTF-8: the very bytes where they are that, else what `decode` makes of them."""
    text, is_utf8 = _decoded(page, encoding)
    return page if is_utf8 else encoded(text)


def encoded(text: str) -> bytes:
    """Return text in UTF-8; lone surrogates, which no encoding can carry, become U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _decoded(page: bytes, encoding: str | None) -> tuple[str, bool]:
    """Return the page's text, and whether its bytes are that text in UTF-8."""
    for mark, name in BOMS:
        if page.startswith(mark):
            return page[len(codecs.BOM_UTF8) if name == "utf-8" else 0 :].decode(name, "replace"), False
    text = _valid_utf8(page)
    if text is not None and not text.isascii():
        return text, True
    labels = [codec for label in (_hinted(encoding), _declared(page)) if label and (codec := _codec(label))]
    wide = next((label for label in labels if label in WIDE), None) or _guess_wide(page)
    if wide and b"\0" in page[:PRESCAN_BYTES]:
        return page.decode(wide, "replace"), False
    if text is None:
        return _decode_legacy(page, labels), False
    otherwise = next((label for label in labels if label in ASCII_ONLY_BYTES), None)
    return (page.decode(otherwise, "replace"), False) if otherwise else (text, True)


def binary_kind(page: bytes) -> str | None:
    """Return what the bytes are if they are known to be no page, in words, or None."""
    return next((kind for start, kind in _BINARY.items() if page.startswith(start)), None)


def _valid_utf8(page: bytes) -> str | None:
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decode_legacy(page: bytes, labels: list[str]) -> str:
    """Return the text of bytes that are not valid UTF-8: by a label that they bear out, else as detected."""
    for label in labels:
        text = page.decode(label, "replace")
        broken = text.count("\ufffd")
        if broken <= MAX_BROKEN_SHARE * (len(page) - len(page.translate(None, _HIGH_BYTES))) and not (
            label == "cp1252" and _is_other_script(text)
        ):
            return text
    return page.decode(_detect(page) or "cp1252", "replace")


def _is_other_script(text: str) -> bool:
    """Whether text read as Western European has so many accented letters that it must be another script."""
    visible = _MARKUP.sub(b" ", text.encode("utf-8"))
    plain = len(visible.translate(None, _NO_LETTERS))
    accented = sum(map(str.isalpha, _ASCII_CHARS.sub("", visible.decode("utf-8", "replace"))))
    return accented > MAX_ACCENTED_SHARE * max(plain + accented, 1)


def _detect(page: bytes) -> str | None:
    """Return the codec that chardet takes the page's text for, markup left out, or None."""
    import chardet  # noqa: PLC0415 - 40 ms that few pages need

    sample = _sample(_MARKUP.sub(b" ", page)) or _sample(page)
    web = chardet.EncodingEra.MODERN_WEB | chardet.EncodingEra.LEGACY_ISO  # what pages were ever served in
    guess = chardet.detect(sample, encoding_era=web)["encoding"]
    return _codec(guess) if guess else None


def _sample(text: bytes) -> bytes:
    """Return a stretch of the text that holds its first strange byte: its beginning, if that does; b"" without any."""
    strange = _STRANGE.search(text)
    if strange is None:
        return b""
    start = 0 if strange.start() < SAMPLE_BYTES else strange.start()
    return text[start : start + SAMPLE_BYTES]


def _hinted(encoding: str | None) -> str | None:
    if encoding is None:
        return None
    match = _HINT.search(encoding)
    return match.group(1) if match else None if "/" in encoding else encoding


def _declared(page: bytes) -> str | None:
    match = _LABEL.search(_COMMENT.sub(b"", page[:PRESCAN_BYTES]))
    return (match.group(1) or match.group(2)).decode("ascii") if match else None


def _codec(label: str) -> str | None:
    """Return the name of Python's codec for a label, widened as browsers do, or None if it reads no text."""
    try:
        info = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in NO_CHARSETS:
        return None
    return WIDER.get(info.name, info.name)


def _guess_wide(page: bytes) -> str | None:
    """Return UTF-16's byte order where the page starts with "<" and a zero byte, or the other way round."""
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(page[:2])
