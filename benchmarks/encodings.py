"""Which detector tells encodings best: corpus pages written in older encodings, their labels taken off.

python benchmarks/encodings.py ../shared/corpus
"""

from __future__ import annotations

import argparse
import gzip
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

from declutter.parsing.decode import decode

# The older encodings that pages of a language were written in, by <html lang>.
ENCODINGS = {
    "ar": ("cp1256",), "cs": ("cp1250", "iso8859-2"), "de": ("cp1252",), "el": ("cp1253",), "es": ("cp1252",),
    "fr": ("cp1252",), "he": ("cp1255",), "hu": ("cp1250",), "ja": ("cp932", "euc_jp"), "ko": ("cp949",),
    "pl": ("cp1250", "iso8859-2"), "pt": ("cp1252",), "ru": ("cp1251", "koi8-r"), "tr": ("cp1254",),
    "uk": ("cp1251",), "zh": ("gb18030", "big5hkscs"),
}  # fmt: skip
MOST_PAGES = 12  # of one language and encoding
MAX_WRONG_SHARE = 0.001  # wrong characters up to which a text counts as read: a few signs differ between cousins
_LANGUAGE = re.compile(r"""<html[^>]*\blang\s*=\s*["']?([a-zA-Z]{2})""")
_LABEL = re.compile(r"""charset\s*=\s*["']?[\w-]+|<\?xml[^>]*>""", re.IGNORECASE)


def read_pages(corpus: Path) -> dict[str, list[str]]:
    """Return the pages that are UTF-8, without their labels, by declared language."""
    pages: dict[str, list[str]] = defaultdict(list)
    for path in sorted(corpus.glob("*/html/*.html.gz")):
        try:
            text = gzip.decompress(path.read_bytes()).decode("utf-8")
        except UnicodeDecodeError:
            continue
        language = _LANGUAGE.search(text[:3000])
        if language and len(pages[language[1].lower()]) < MOST_PAGES:
            pages[language[1].lower()].append(_LABEL.sub("", text))
    return pages


def cases(pages: dict[str, list[str]]) -> Iterator[tuple[str, bytes, str]]:
    """Yield (encoding, bytes, text) for each page and each older encoding of its language."""
    for language, encodings in ENCODINGS.items():
        for encoding in encodings:
            for page in pages.get(language, ()):
                data = page.encode(encoding, "ignore")
                if not data.isascii():
                    yield encoding, data, data.decode(encoding)


def charset_normalizer_decode(page: bytes) -> str:
    """Return the text as charset-normalizer reads it."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(page).best()
    return page.decode(best.encoding if best else "cp1252", "replace")


def is_read(got: str, text: str) -> bool:
    """Whether a decoded text is the right one, up to a few characters."""
    return len(got) == len(text) and sum(a != b for a, b in zip(got, text, strict=True)) <= MAX_WRONG_SHARE * len(text)


def main() -> None:
    """Print how many pages each detector reads, and its time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    corpus = parser.parse_args().corpus
    detectors: dict[str, Callable[[bytes], str]] = {
        "declutter (chardet)": decode,
        "charset-normalizer": charset_normalizer_decode,
    }
    all_cases = list(cases(read_pages(corpus)))
    for name, read in detectors.items():
        missed: dict[str, int] = defaultdict(int)
        start = time.perf_counter()
        for encoding, data, text in all_cases:
            missed[encoding] += not is_read(read(data), text)
        milliseconds = (time.perf_counter() - start) * 1e3 / max(len(all_cases), 1)
        wrong = {encoding: count for encoding, count in missed.items() if count}
        right = len(all_cases) - sum(wrong.values())
        print(f"{name:20} {right} of {len(all_cases)} pages, {milliseconds:.1f} ms a page; missed: {wrong or 'none'}")
    print(f"command: python benchmarks/encodings.py {corpus}; {datetime.now(tz=timezone.utc):%Y-%m-%d}")


if __name__ == "__main__":
    main()
