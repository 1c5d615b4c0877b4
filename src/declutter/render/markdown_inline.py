"""Marked text as CommonMark: emphasis that its neighbours let a parser see, links, code, and all else escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from declutter.render.inline import Marked, Piece, plain_text

# What is markup anywhere in a line; "<" and "&" only where a tag or an entity could start, "~" not in "~500",
# "_" not in snake_case (see _escape_run).
_MARKUP = re.compile(r"[\\`*\[\]]|_+|~(?!\d)|<(?=[A-Za-z/!?])|&(?=#?[0-9A-Za-z]{1,32};)")
_MAYBE_MARKUP = re.compile(r"[\\`*\[\]_~<&]")  # one set of characters is searched ten times as fast
_DELIMITERS = {"strong": "**", "emphasis": "*", "strike": "~~"}
_TAGS = {"sub": "sub", "sup": "sup"}  # CommonMark has none; HTML's are what GitHub and pandoc write
_FIRST = {"link": "[", "code": "`", "math": "$", "sub": "<", "sup": "<", "strike": "~", "footnote": "["}
_NOT_IN_URL = re.compile(r"[\s<>()\\|\[\]`*\"^{}]")
_MARKUP_IN_TEX = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(\[:])")
_BACKTICKS = re.compile("`+")


def escape(line: str) -> str:
    r"""Return a line of plain text as Markdown that shows just that, wherever in a line it stands.

    >>> print(escape("5 * 3 < 20 in snake_case, see [1] &amp; <b>"))
    5 \* 3 < 20 in snake_case, see \[1\] \&amp; \<b>
    """
    return _MARKUP.sub(_escape_run, line) if _MAYBE_MARKUP.search(line) else line


def render_pieces(pieces: Sequence[Piece], before: str = "", after: str = "", *, inside_mark: bool = False) -> str:
    """Return pieces as Markdown; `before` and `after` are the characters that they will stand between, "" for none.

    Inside a mark, its delimiter parts the first piece from the character before.
    Emphasis next to a letter is cut back to where a parser sees it, or left out: "a*(b)*c" would show its stars.
    """
    out: list[str] = []
    delimited = False  # what was written last is a closing delimiter: one more right after it would be read with it
    for index, piece in enumerate(pieces):
        following = pieces[index + 1 :]
        behind = _first_character(following) if following else after
        if isinstance(piece, str):
            out.append(_escape_before(piece, behind))
            delimited = False
        elif piece.kind in _DELIMITERS:
            text, delimited = _emphasis(piece, before, behind, after_delimiter=delimited)
            out.append(text)
        elif piece.kind == "code":
            text = plain_text(piece.pieces)
            # Backticks of two code spans that touch would be read as one run.
            touches = before == "`" and (index > 0 or not inside_mark)
            out.append(escape(text) if touches else code_span(text))
            delimited = False
        elif piece.kind == "math":
            out.append(f"${tex(plain_text(piece.pieces))}$")  # as GitHub, pandoc and Jupyter read it; not in CommonMark
            delimited = False
        elif piece.kind == "footnote":
            out.append(f"[^{piece.label}]")
            delimited = False
        else:
            out.append(_link_or_tag(piece))
            delimited = False
        if out[-1]:
            before = out[-1][-1]
    return "".join(out)


def _escape_before(text: str, behind: str) -> str:
    """Return text escaped as it stands before a character: "!" before a link would make an image of it."""
    return f"{escape(text[:-1])}\\!" if behind == "[" and text.endswith("!") else escape(text)


def _link_or_tag(piece: Marked) -> str:
    if piece.kind == "link":
        return f"[{render_pieces(piece.pieces, '[', ']')}]({write_url(piece.url or '')})"
    tag = _TAGS[piece.kind]
    return f"<{tag}>{render_pieces(piece.pieces, '>', '<')}</{tag}>"


def write_url(url: str) -> str:
    """Return an address as the destination of a link: no character of it is markup, and no "&copy" an entity."""
    url = _NOT_IN_URL.sub(lambda found: quote(found[0], safe=""), url)
    return url.replace("&", "&amp;") if ";" in url else url


def tex(text: str) -> str:
    """Return TeX as it may stand unescaped: white space means nothing in it, and parts what would be a tag or a link.

    >>> tex("a<b](c)")
    'a< b] (c)'
    """
    return _MARKUP_IN_TEX.sub(lambda found: f"{found[0]} ", " ".join(text.split()))


def code_span(text: str) -> str:
    """Return text as a code span, between more backticks than stand together inside."""
    text = " ".join(text.split())
    if not text:
        return ""
    inside = {len(run) for run in _BACKTICKS.findall(text)}
    fence = "`" * next(length for length in range(1, len(inside) + 2) if length not in inside)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


class _Peeled(NamedTuple):
    """Emphasised pieces, and what was cut off before and behind them."""

    lead: str
    pieces: tuple[Piece, ...]
    trail: str


def _emphasis(piece: Marked, before: str, after: str, *, after_delimiter: bool) -> tuple[str, bool]:
    """Return emphasised text, and whether it ends with a delimiter."""
    lead, inside, trail = _peel(piece.pieces, before, after)
    if not inside or (after_delimiter and not lead):
        return render_pieces(piece.pieces, before, after), False
    mark = _DELIMITERS[piece.kind]
    first, last = (lead[-1:] or before, trail[:1] or after) if mark[0] == "*" else ("~", "~")
    text = render_pieces(inside, first, last, inside_mark=True)
    return f"{escape(lead)}{mark}{text}{mark}{_escape_before(trail, after)}", not trail


def _peel(pieces: tuple[Piece, ...], before: str, after: str) -> _Peeled:
    """Cut white space and punctuation off both ends until delimiters there are read as such; no pieces if that fails."""
    lead = trail = ""
    inside = list(pieces)
    while inside:
        if isinstance(inside[0], str):
            space, rest = _cut_space(inside[0])
            lead += space
            if not rest:
                del inside[0]
                continue
            inside[0] = rest
        first = _first_character(inside)
        if first and not first.isspace() and (not _is_punctuation(first) or _is_edge(lead[-1:] or before)):
            break
        if not isinstance(inside[0], str):
            return _Peeled("", (), "")
        lead, inside[0] = lead + inside[0][0], inside[0][1:]
    while inside:
        if isinstance(inside[-1], str):
            rest = inside[-1].rstrip()
            trail = inside[-1][len(rest) :] + trail
            if not rest:
                del inside[-1]
                continue
            inside[-1] = rest
        last = _last_character(inside)
        if last and not last.isspace() and (not _is_punctuation(last) or _is_edge(trail[:1] or after)):
            return _Peeled(lead, tuple(inside), trail)
        if not isinstance(inside[-1], str):
            break
        trail, inside[-1] = inside[-1][-1] + trail, inside[-1][:-1]
    return _Peeled("", (), "")


def _cut_space(text: str) -> tuple[str, str]:
    rest = text.lstrip()
    return text[: len(text) - len(rest)], rest


def _first_character(pieces: Sequence[Piece]) -> str:
    """Return the first character that a delimiter before the pieces stands next to."""
    for piece in pieces:
        if isinstance(piece, str):
            if piece:
                return piece[0]
        elif piece.kind in _FIRST:
            return _FIRST[piece.kind]
        elif found := _first_character(piece.pieces):
            return found
    return ""


def _last_character(pieces: Sequence[Piece]) -> str:
    for piece in reversed(pieces):
        if isinstance(piece, str):
            if piece:
                return piece[-1]
        elif piece.kind in _FIRST:
            return {"link": ")", "code": "`", "strike": "~", "math": "$", "footnote": "]"}.get(piece.kind, ">")
        elif found := _last_character(piece.pieces):
            return found
    return ""


def _is_edge(character: str) -> bool:
    """Whether a character is none, white space or punctuation, as CommonMark's rules of flanking ask."""
    return not character or character.isspace() or _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _escape_run(match: re.Match[str]) -> str:
    """Escape each character of a match; a run of "_" between letters or digits is no markup."""
    run = match.group()
    if run[0] == "_":
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        if before.isalnum() and after.isalnum():
            return run
    return "".join(f"\\{character}" for character in run)
