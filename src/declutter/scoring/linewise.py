"""Lines of text dumps to keep or drop at tens of megabytes a second: a weighted sum of what columns of bytes tell.

What `extract_text` weighs and this does not: junk phrases, the title, repeated lines, which words the text has in common.
All lines of many dumps are measured at once, so that a dump costs no call of its own; weights come from `training/`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from declutter.data import line_model_bytes

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

BATCH_CHARS = 1_000_000  # of the dumps that are measured together
PIECE_LINES = 20_000  # that are weighed at once: they fit into the processor's cache
SHIFTS = (-2, -1, 1, 2)  # lines beside a line that tell of it
WINDOWS = (4, 16)  # lines around it whose mean tells of it
MAX_STANDARD = 4.0  # standard deviations
SHORT_CHARS, FULL_CHARS = 25, 80  # Latin letters below which a line is a label, and from which it is hardly one
WIDE_WEIGHT = 2.5  # Latin letters that say as much as a Chinese or Japanese character

_UPPER, _DIGIT, _SPACE, _END, _COMMA, _QUOTE, _MARK, _COLON, _HEAD, _WIDE, _TAIL = range(1, 12)
COUNTED = (_UPPER, _DIGIT, _SPACE, _END, _COMMA, _QUOTE, _MARK, _COLON, _HEAD, _WIDE, _TAIL)
FEATURES = (
    "length", "words", "word_length", "upper", "digit", "other_script", "wide", "marks", "ends", "commas", "quotes", "colons",
    "last_end", "last_colon", "last_other", "first_upper", "first_digit", "first_mark", "first_other", "blank_above",
    "blank_below", "position", "position_end", "log_lines", "log_chars", "short", "full",
)  # fmt: skip


def _table() -> bytes:
    """Return what each byte of UTF-8 is: of a character of several bytes, the first one says what it is."""
    kinds = bytearray(256)
    for kind, characters in (
        (_UPPER, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"), (_DIGIT, b"0123456789"), (_SPACE, b" \t"), (_END, b".!?"), (_COMMA, b",;"),
        (_QUOTE, b"\"'"), (_MARK, b"|/\\<>*+#=[](){}@&$%^~_-"), (_COLON, b":"),
    ):  # fmt: skip
        for byte in characters:
            kinds[byte] = kind
    kinds[0x80:0xC0] = bytes((_TAIL,)) * 0x40
    kinds[0xC0:0x100] = bytes((_HEAD,)) * 0x40
    kinds[0xE3:0xEE] = bytes((_WIDE,)) * 11  # U+3000 … U+D7FF, but for what stands between
    return bytes(kinds)


_TABLE = _table()
_OTHER_ENDS = ("。", "！", "？", "।", "؟", "۔", "…", "”", "»", "」", "』", "’")


class LineModel(NamedTuple):
    """Weights of a logistic regression over each line, those around it, and the dump."""

    mean: Floats  # of each feature
    scale: Floats  # 1 / standard deviation
    weights: Floats  # shape (1 + shifts + windows + 1, features): of the line, its neighbours, windows, the dump
    bias: float
    threshold: float  # probability from which a line is kept


def keep_lines(text: str) -> list[bool]:
    r"""Return for each line of a text dump, as `str.splitlines` parts them, whether it is content.

    Blank lines are dropped. For pipelines that need speed more than the best answer: see `extract_text` for that.

    >>> keep_lines("Home\r\nNews\r\n\r\n")
    [False, False, False]
    """
    if not isinstance(text, str):
        raise TypeError(f"keep_lines takes str, not {type(text).__name__}")
    return _kept([text.splitlines()])[0]


def keep_lines_of(texts: Iterable[str]) -> Iterator[list[bool]]:
    """Yield what `keep_lines` gives for each text, in order; many short ones at once, which is faster.

    No more than `BATCH_CHARS` and one text more are held at a time.
    """
    batch: list[list[str]] = []
    size = 0
    for text in texts:
        batch.append(text.splitlines())
        size += len(text)
        if size >= BATCH_CHARS:
            yield from _kept(batch)
            batch, size = [], 0
    yield from _kept(batch)


def _kept(dumps: Sequence[list[str]]) -> list[list[bool]]:
    lines = [line for dump in dumps for line in dump]
    sizes = np.array([len(dump) for dump in dumps], dtype=np.int64)
    kept = np.zeros(len(lines), dtype=bool)
    if lines:
        model = default_line_model()
        full, matrix, starts = measure_lines(lines, sizes)
        kept[full] = line_probabilities(model, matrix, starts) >= model.threshold
    ends = np.cumsum(sizes).tolist()
    found = kept.tolist()
    return [found[end - size : end] for end, size in zip(ends, sizes.tolist(), strict=True)]


def measure_lines(lines: Sequence[str], sizes: Ints) -> tuple[Ints, Floats, Ints]:
    """Return which lines hold anything, their features, shape (full lines, features), and where dumps begin among them.

    `sizes` are the dumps' numbers of lines.
    """
    stripped = list(map(str.strip, lines))
    data = "\n".join(stripped).encode("utf-8", "surrogatepass")
    kinds = np.frombuffer(data.translate(_TABLE), dtype=np.uint8)
    raw = np.frombuffer(data, dtype=np.uint8)
    breaks = np.flatnonzero(raw == 10)
    begin, end = np.concatenate([[0], breaks + 1]), np.append(breaks, len(raw))
    full = np.flatnonzero(end > begin)
    above = np.append(True, end[:-1] == begin[:-1])[full]
    below = np.append(end[1:] == begin[1:], True)[full]
    begin, end = begin[full], end[full]
    counts = {}
    for kind in COUNTED:
        places = np.cumsum(kinds == kind, dtype=np.int32)
        counts[kind] = (places[end - 1] - places[begin] + (kinds[begin] == kind)).astype(np.float32)
    size = (end - begin).astype(np.float32) - counts[_TAIL]  # characters
    length = size + (WIDE_WEIGHT - 1) * counts[_WIDE]
    words = counts[_SPACE] + 1 + counts[_WIDE]
    first, last = kinds[begin], kinds[end - 1]
    of_dump = np.repeat(np.arange(len(sizes)), sizes)[full]
    lines_of = np.bincount(of_dump, minlength=len(sizes))
    starts = np.cumsum(lines_of) - lines_of
    order = np.arange(len(full)) - starts[of_dump]
    number = lines_of[of_dump]
    chars = np.bincount(of_dump, length, minlength=len(sizes))[of_dump]
    columns = (
        np.log1p(length), np.log1p(words), np.minimum(length / words, 20), counts[_UPPER] / size, counts[_DIGIT] / size,
        counts[_HEAD] / size, counts[_WIDE] / size, counts[_MARK] / size, np.log1p(counts[_END]), np.log1p(counts[_COMMA]),
        np.log1p(counts[_QUOTE]), np.log1p(counts[_COLON]), (last == _END) | _ends_otherwise(raw, last, end), last == _COLON,
        last == _TAIL, first == _UPPER, first == _DIGIT, first == _MARK, first >= _HEAD, above | (order == 0),
        below | (order == number - 1),
        order / number, np.log1p(number - order), np.log(number), np.log1p(chars), length < SHORT_CHARS, length >= FULL_CHARS,
    )  # fmt: skip
    matrix = np.empty((len(full), len(columns)), dtype=np.float32)
    for at, column in enumerate(columns):
        matrix[:, at] = column
    return full, matrix, starts[lines_of > 0]


def _ends_otherwise(raw: npt.NDArray[np.uint8], last: npt.NDArray[np.uint8], end: Ints) -> npt.NDArray[np.bool_]:
    """Whether lines end in a mark beyond ASCII that ends a sentence or a quotation."""
    found = np.zeros(len(last), dtype=bool)
    others = np.flatnonzero(last == _TAIL)
    if not len(others):
        return found
    at = end[others]
    code = raw[at - 1].astype(np.int64)
    for back in (2, 3):
        code += raw[np.maximum(at - back, 0)].astype(np.int64) << 8 * (back - 1)
    found[others] = np.isin(code, _CODES_OF_THREE) | np.isin(code & 0xFFFF, _CODES_OF_TWO)
    return found


_ENCODED = [mark.encode() for mark in _OTHER_ENDS]
_CODES_OF_THREE = np.array([int.from_bytes(mark, "big") for mark in _ENCODED if len(mark) == 3])
_CODES_OF_TWO = np.array([int.from_bytes(mark, "big") for mark in _ENCODED if len(mark) == 2])


def line_probabilities(model: LineModel, matrix: Floats, starts: Ints) -> Floats:
    """Return the probability that each line is content, shape (lines,); `starts` are where dumps begin.

    Each part's weights are multiplied with the lines first: what is shifted and averaged then are single columns.
    """
    n = len(matrix)
    ends = np.append(starts[1:], n)
    of_dump = np.repeat(np.arange(len(starts)), ends - starts)
    first, stop = starts[of_dump], ends[of_dump]
    order = np.arange(n)
    parts = np.empty((n, len(model.weights)), dtype=np.float64)
    for at in range(0, n, PIECE_LINES):
        piece = np.clip((matrix[at : at + PIECE_LINES] - model.mean) * model.scale, -MAX_STANDARD, MAX_STANDARD)
        parts[at : at + PIECE_LINES] = piece @ model.weights.T
    odds = parts[:, 0] + model.bias
    for column, shift in enumerate(SHIFTS, 1):
        places = order + shift
        inside = (places >= first) & (places < stop)
        odds += parts[np.where(inside, places, 0), column] * inside
    sums = np.zeros((n + 1, parts.shape[1]))
    np.cumsum(parts, axis=0, out=sums[1:])
    for column, window in enumerate(WINDOWS, 1 + len(SHIFTS)):
        low, high = np.maximum(order - window, first), np.minimum(order + window + 1, stop)
        odds += (sums[high, column] - sums[low, column]) / (high - low)
    odds += ((sums[ends, -1] - sums[starts, -1]) / (ends - starts))[of_dump]
    return np.asarray(1 / (1 + np.exp(-np.clip(odds.round(6), -30, 30))), dtype=np.float32)


@lru_cache(maxsize=1)
def default_line_model() -> LineModel:
    """Return the model that comes with the library."""
    with np.load(io.BytesIO(line_model_bytes()), allow_pickle=False) as stored:
        return LineModel(
            stored["mean"], stored["scale"], stored["weights"], float(stored["bias"]), float(stored["threshold"])
        )
