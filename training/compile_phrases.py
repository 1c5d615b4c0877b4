"""Write src/declutter/data/phrases.txt from the files in src/declutter/data/phrases/: all phrases, folded, quick to load.

Run as: python training/compile_phrases.py
"""

from __future__ import annotations

from pathlib import Path

from declutter.data.junk import DATE, EXACT, MAX_FILLING_CHARS, MIN_PREFIX_CHARS, NAME, NUMBER, PREFIX_CHARS, bare, fold

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "declutter" / "data"
CATEGORIES = (
    "subscribe", "share", "comments", "consent", "navigation", "related", "pagination", "loading", "advertising", "copyright",
    "sign-in", "error", "print-app", "newsletter",
)  # fmt: skip
_SLOTS = {"{number}": NUMBER, "{name}": NAME, "{date}": DATE}


class PhraseFileError(ValueError):
    """A line of a phrase file that cannot be what was meant."""


def languages() -> list[str]:
    """Return the languages that have a file, by their codes."""
    return sorted(path.stem for path in (DATA / "phrases").glob("*.txt"))


def read_phrases(language: str) -> list[tuple[str, str]]:
    """Return the phrases of a language as its file has them, with their categories."""
    found: list[tuple[str, str]] = []
    category = ""
    for line in (DATA / "phrases" / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            category = line.strip("[]")
            if category not in CATEGORIES:
                raise PhraseFileError(f"{language}.txt: {category!r} is none of the categories")
        elif line and not line.startswith("#"):
            found.append((line, category))
    return found


def fold_phrase(phrase: str) -> str:
    """Return a phrase of a file folded, its slots as their signs."""
    for slot, sign in _SLOTS.items():
        phrase = phrase.replace(slot, sign)
    return fold(phrase)


def compile_phrases() -> dict[str, list[str]]:
    """Return the sections of phrases.txt: their lines by their heads, as declutter.data.junk.load takes them.

    A phrase that several languages have is in the category that the first of them gives it.
    """
    exact: dict[str, list[str]] = {f"{EXACT}{category}": [] for category in CATEGORIES}
    accented: dict[str, list[str]] = {}
    slotted: list[str] = []
    longest: dict[str, int] = {}
    seen: set[str] = set()
    for language in languages():
        for line, category in read_phrases(language):
            phrase = fold_phrase(line)
            if not phrase.strip(NUMBER + " "):
                raise PhraseFileError(f"{language}.txt: {line!r} has no word in it")
            if phrase in seen:
                continue
            seen.add(phrase)
            slot = next((sign for sign in (NAME, DATE) if sign in phrase), None)
            before, _, after = phrase.partition(slot) if slot else (phrase, "", "")
            if slot:
                is_latin = before.replace(" ", "a").isalpha() and before.isascii()
                if len(before) < (PREFIX_CHARS if is_latin else MIN_PREFIX_CHARS):
                    raise PhraseFileError(f"{language}.txt: {line!r} has too little before its slot")
                slotted.append("\t".join((bare(before), bare(after), slot, category)))
            else:
                exact[f"{EXACT}{category}"].append(phrase)
                if bare(phrase) != phrase:
                    accented.setdefault(bare(phrase), []).append(phrase)
            start = bare(before)[:PREFIX_CHARS]
            longest[start] = max(longest.get(start, 0), len(phrase) + (MAX_FILLING_CHARS if slot else 0))
    return {
        **{head: sorted(phrases) for head, phrases in exact.items()},
        "bare": list(accented),
        "accented": ["\t".join(phrases) for phrases in accented.values()],
        "slotted": slotted,
        "beginnings": list(longest),
        # A letter each, by its code; none is over 126, which is as good as any length.
        "longest": ["=" + "".join(chr(max(0x20, min(chars, 0x7E))) for chars in longest.values())],
    }


def write(sections: dict[str, list[str]]) -> str:
    """Return the file's text."""
    return "\n".join("\n".join((f"[{head}]", *lines)) for head, lines in sections.items())


def main() -> None:
    """Write the file."""
    (DATA / "phrases.txt").write_text(write(compile_phrases()), encoding="utf-8")


if __name__ == "__main__":
    main()
