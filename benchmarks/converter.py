"""Compare our Markdown with what an HTML-to-Markdown converter makes of our HTML, and explain each difference.

Run as: python benchmarks/converter.py FOLDER… [--pages 200] [--shown N]
Both are read by one parser of Markdown, and what it shows of them is compared block by block. A class of differences is a
change of the converter, or of what it is given, after which they are differences no more: so each is explained by what undoes
it. The converter is markdownify (MIT), of the extra `bench`. Exits with 1 if there are differences that no class explains.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt
from markdownify import ATX, BACKSLASH, MarkdownConverter
from mdit_py_plugins.footnote import footnote_plugin

from benchmarks.corpora import CorpusError, read_cases
from declutter import Article, extract

if TYPE_CHECKING:
    from markdown_it.token import Token

# So that both write the same where Markdown has several ways.
SETTINGS = {"heading_style": ATX, "newline_style": BACKSLASH, "sub_symbol": "<sub>", "sup_symbol": "<sup>"}
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # that of ASCII: a backslash before any of it stands for nothing else
_LANGUAGE = re.compile(r"language-(\S+)")
_BETWEEN_TAGS = re.compile(r">\s+<")
_NOT_IN_ADDRESS = re.compile(r"[\s<>()\\|\[\]`*\"^{}]")


class Converter(MarkdownConverter):  # type: ignore[misc] # where it is not installed, it is of no known type
    """markdownify with our settings, without differences of the classes named."""

    def __init__(self, without: frozenset[str]) -> None:
        super().__init__(**SETTINGS, code_language_callback=_language)
        self._without = without

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return text as it may stand in Markdown."""
        if "escapes" in self._without:
            return _PUNCTUATION.sub(r"\\\1", text)
        return str(super().escape(text, parent_tags))

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as the converter calls it
        """Return a formula, which is all that our HTML has a <span> for beside posts."""
        if "formulas" not in self._without or "math" not in (el.get("class") or []):
            return text
        tex = el.get_text()[2:-2]
        return f"\n\n$$\n{tex}\n$$\n\n" if "display" in (el.get("class") or []) else f"${tex}$"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the mark of a note, or what stands above the line."""
        if "footnotes" in self._without and "footnote-ref" in (el.get("class") or []):
            return f"[^{el.get_text()}]"
        return str(super().convert_sup(el, text, parent_tags))

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a note, or what stands in a box."""
        if "footnotes" in self._without and "footnote" in (el.get("class") or []):
            first, *rest = text.strip().split("\n")
            label = str(el["id"]).removeprefix("fn-")
            said = re.sub(rf"^\[{re.escape(label)}\]\([^)]*\) ?", "", first)
            return "\n".join((f"\n\n[^{label}]: {said}", *(f"    {line}" if line else "" for line in rest))) + "\n\n"
        return str(super().convert_div(el, text, parent_tags))

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link; an address with brackets or blanks in it ends too early, unless that is another class."""
        if "addresses" in self._without and "_noformat" not in parent_tags and text.strip():
            return f"[{text}]({_address(el, 'href')})"
        return str(super().convert_a(el, text, parent_tags))

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return an image."""
        if "addresses" in self._without and "_inline" not in parent_tags:
            return f"![{_PUNCTUATION.sub(_escaped, str(el.get('alt') or ''))}]({_address(el, 'src')})"
        return str(super().convert_img(el, text, parent_tags))

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return code between fences longer than any in it, with the empty lines around it."""
        if "fences" in self._without:
            fence = "`" * max(3, *(len(run) + 1 for run in ("", *re.findall("`+", el.get_text()))))
            return f"\n\n{fence}{_language(el)}\n{el.get_text()}\n{fence}\n\n"
        return str(super().convert_pre(el, text, parent_tags))

    def convert_ul(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a list; one right after another has other marks, or they would be one."""
        return str(super().convert_list(el, self._other_marks(el, text, r"^[*+-](?= )", "*", "-"), parent_tags))

    def convert_ol(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a list; one right after another has other marks, or they would be one."""
        return str(super().convert_list(el, self._other_marks(el, text, r"^(\d+)[.)](?= )", r"\1.", r"\1)"), parent_tags))

    def _other_marks(self, el: Tag, text: str, mark: str, *marks: str) -> str:
        if "lists side by side" not in self._without:
            return text
        count, before = 0, el.find_previous_sibling()
        while before is not None and before.name in ("ul", "ol"):
            count, before = count + 1, before.find_previous_sibling()
        return re.sub(mark, marks[count % 2], text, flags=re.MULTILINE)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _address(element: Tag, name: str) -> str:
    address = _NOT_IN_ADDRESS.sub(lambda found: quote(found[0], safe=""), str(element.get(name) or ""))
    return address.replace("&", "&amp;")


def _language(pre: Tag) -> str:
    names = " ".join(pre.code.get("class") or []) if pre.code else ""
    found = _LANGUAGE.search(names)
    return found[1] if found else ""


# Changes of what the converter is given: each takes our HTML's tree, and is the reason why its class differs.


def _terms_as_items(tree: BeautifulSoup) -> None:
    for element in tree.find_all(["dl", "dt", "dd"]):
        element.name = "ul" if element.name == "dl" else "li"


def _posts_in_words(tree: BeautifulSoup) -> None:
    for line in tree.select("p.post-info"):
        parts: list[Any] = []
        for said in line.find_all(["span", "time"]):
            moment = said.get("datetime")
            if moment and "T" in str(moment):
                said.string = datetime.fromisoformat(str(moment)).isoformat(" ", "minutes")
            parts.append(said)
        if line.parent is not None and "accepted-answer" in (line.parent.get("class") or []):
            parts.append(tree.new_tag("span", string="✓"))
        if parts:
            parts[0].name = "strong"  # an author, or what stands for one
        line.clear()
        for at, part in enumerate(parts):
            line.extend([" · ", part] if at else [part])


def _boxes_as_quotations(tree: BeautifulSoup) -> None:
    for box in tree.select("div.admonition"):
        box.name = "blockquote"
    for title in tree.select("p.admonition-title"):
        title.name = "strong"
        title.wrap(tree.new_tag("p"))


def _embeds_as_paragraphs(tree: BeautifulSoup) -> None:
    for embed in tree.select("blockquote.embed"):
        embed.name = "div"


def _without_glued_emphasis(tree: BeautifulSoup) -> None:
    for element in tree.find_all(["strong", "em", "s"]):
        text = element.get_text()
        before, after = element.previous_sibling, element.next_sibling
        opens = isinstance(before, str) and before[-1:].isalnum() and not text[:1].isalnum()
        closes = isinstance(after, str) and after[:1].isalnum() and not text[-1:].isalnum()
        touches = isinstance(before, Tag) and before.name in ("strong", "em", "s")
        if opens or closes or touches:
            element.unwrap()


def _sources_with_dashes(tree: BeautifulSoup) -> None:
    for source in tree.select("blockquote > footer"):
        text = source.get_text()
        source.name = "p"
        if text.strip() and text[0] not in "—–―-":
            source.insert(0, "— ")


def _captions_as_paragraphs(tree: BeautifulSoup) -> None:
    for figure in tree.select("figure"):
        figure.name = "div"
        if figure.img is not None:
            figure.img.wrap(tree.new_tag("p"))
        if (caption := figure.figcaption) is not None:
            caption.name = "p"
            if (credit := caption.find("small")) is not None:
                if (line_break := credit.find_previous_sibling("br")) is not None:
                    line_break.extract()
                caption.insert_after(credit.extract())
                credit.name = "p"
            if not caption.get_text(strip=True):
                caption.extract()


def _cells_where_they_start(tree: BeautifulSoup) -> None:
    for table in tree.find_all("table"):
        below: dict[int, int] = {}  # of each column: rows that a cell above still takes
        for row in table.find_all("tr"):
            column, cells = 0, list(row.find_all(["td", "th"]))
            for cell in cells:
                while below.get(column, 0) > 0:
                    cell.insert_before(tree.new_tag(cell.name))
                    below[column] -= 1
                    column += 1
                wide, high = int(cell.attrs.pop("colspan", 1)), int(cell.attrs.pop("rowspan", 1))
                for at in range(column, column + wide):
                    below[at] = high - 1
                for _ in range(wide - 1):
                    cell.insert_after(tree.new_tag(cell.name))
                column += wide
            for at in sorted(at for at, rows in below.items() if at >= column and rows > 0):
                row.append(tree.new_tag("td"))
                below[at] -= 1


def _headers_of_one_row(tree: BeautifulSoup) -> None:
    for table in tree.find_all("table"):
        width = max((len(row.find_all(["td", "th"])) for row in table.find_all("tr")), default=0)
        for row in table.find_all("tr"):
            for cell in row.find_all("th") if table.thead is None or row.parent is not table.thead else ():
                cell.name = "td"
            for _ in range(width - len(row.find_all(["td", "th"]))):
                row.append(tree.new_tag("th" if row.parent is table.thead else "td"))


Change = Callable[[BeautifulSoup], None]
# In the order in which they are undone; None where the converter itself is changed.
CLASSES: dict[str, tuple[str, Change | None]] = {
    "terms": ("a definition list is one paragraph, 'Term : description': another Markdown's; ours are items", _terms_as_items),
    "posts": ("the line above a post has no dots and bold: HTML has spans and a <time> there", _posts_in_words),
    "boxes": ("an admonition is paragraphs: HTML has no element for it, Markdown's readers a quotation", _boxes_as_quotations),
    "embeds": ("the words of an embedded post are a quotation; ours are paragraphs above a link", _embeds_as_paragraphs),
    "sources": ("who said a quotation stands in its last line, without a dash", _sources_with_dashes),
    "captions": ("a caption stands in the paragraph of its image, or a credit in the caption's", _captions_as_paragraphs),
    "spans": ("a cell over several columns or rows takes one, and the cells after it move", _cells_where_they_start),
    "headers": ("a header beside the first row, or a row that is shorter than others", _headers_of_one_row),
    "formulas": ("the backslash of \\( is taken for an escape; ours stand between dollars", None),
    "footnotes": ("a note's mark is a number that links to nothing; ours are [^1]", None),
    "lists side by side": ("two lists in a row have the same marks, and are read as one", None),
    "fences": ("empty lines around code are cut off, and backticks in it end it", None),
    "escapes": ("text that Markdown takes for markup: [1], a line that begins with a dash or a number, <tags>, `", None),
    "emphasis": ("emphasis that touches a letter or other emphasis shows its stars; ours is none", _without_glued_emphasis),
    "addresses": ("a bracket or a blank in an address ends it, and brackets in an alternative text end that", None),
    "characters": ("control characters and blanks in a row stay in our Markdown: HTML has no way to write them", None),
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Comparison(NamedTuple):
    """What became of one page: how many of our blocks differ, by the classes undone so far."""

    case_id: str
    blocks: int
    differing: tuple[int, ...]  # with no class undone, with the first, with the first two, …
    left: tuple[tuple[str, str], ...]  # ours and the converter's, once all classes are undone


def compare(case_id: str, article: Article) -> Comparison:
    """Compare the Markdown of an article with the converter's of its HTML."""
    html = article.to_html()
    body = html[html.index("<article") : html.rindex("</article>") + len("</article>")]
    ours = shown_blocks(article.to_markdown())
    names = list(CLASSES)
    differing: list[int] = []
    left: tuple[tuple[str, str], ...] = ()
    for count in range(len(names) + 1):
        theirs = shown_blocks(convert(body, names[:count]))
        if "characters" in names[:count]:
            ours, theirs = ([" ".join(_CONTROLS.sub("", block).split()) for block in blocks] for blocks in (ours, theirs))
        left = tuple(_differences(ours, theirs))
        differing.append(len(left))
        if not left:
            differing += [0] * (len(names) - count)
            break
    return Comparison(case_id, len(ours), tuple(differing), left)


def convert(html: str, without: Sequence[str]) -> str:
    """Return HTML as the converter writes it, without differences of some classes."""
    tree = BeautifulSoup(html, "lxml")
    for name in without:
        if (change := CLASSES[name][1]) is not None:
            change(tree)
    return str(Converter(frozenset(without)).convert_soup(tree))


def shown_blocks(markdown: str) -> list[str]:
    """Return what a reader shows of each outermost block, as HTML without white space between tags."""
    tokens = READER.parse(markdown)
    for token in tokens:
        token.hidden = False  # whether blank lines stand between items is no matter of what they say
    return [
        _BETWEEN_TAGS.sub("><", READER.renderer.render(block, READER.options, {})).strip() for block in _outermost(tokens)
    ]


def _outermost(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _differences(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what differs, a pair for each of our blocks, or for each of theirs where there are more of these."""
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            for at in range(max(b - a, d - c)):
                yield (ours[a + at] if a + at < b else "", theirs[c + at] if c + at < d else "")


def report(pages: Sequence[Comparison], shown: int) -> int:
    """Print how much each class explains, and what none does; return 1 if there is such."""
    blocks, plain = sum(page.blocks for page in pages), sum(not page.differing[0] for page in pages)
    differing = sum(page.differing[0] for page in pages)
    print(f"{len(pages)} pages, {blocks} blocks; on {plain} pages all are the same, {differing} blocks differ")
    print("| class | pages | blocks | what the converter does |\n| --- | --- | --- | --- |")
    for at, (name, (reason, _)) in enumerate(CLASSES.items()):
        changed = [page.differing[at] - page.differing[at + 1] for page in pages]
        print(f"| {name} | {sum(map(bool, changed))} | {sum(changed)} | {reason} |")
    left = [page for page in pages if page.left]
    print(f"| not explained | {len(left)} | {sum(len(page.left) for page in left)} | |")
    for page in left[:shown]:
        for ours, theirs in page.left[:3]:
            start = max(next((at for at, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0) - 40, 0)
            print(f"  {page.case_id}\n    ours   {ours[start:][:200]!r}\n    theirs {theirs[start:][:200]!r}")
    return 1 if left else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Compare pages of the folders named, evenly taken from each set."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--shown", type=int, default=10, help="pages shown of which something is not explained")
    arguments = parser.parse_args(argv)
    try:
        cases = [case for folder in arguments.folders for case in read_cases(folder) if case.form == "html"]
    except CorpusError as error:
        parser.error(str(error))
    taken = [cases[at * len(cases) // arguments.pages] for at in range(min(arguments.pages, len(cases)))]
    articles = ((f"{case.set_name}/{case.id}", extract(case.read_page(), url=case.url)) for case in taken)
    return report([compare(case_id, article) for case_id, article in articles], arguments.shown)


if __name__ == "__main__":
    sys.exit(main())
