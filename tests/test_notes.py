"""Footnotes: marks and notes of many systems tied together, told from other links, and read back from what is written."""
# ruff: noqa: E501 - markup in the lines that systems write it in

from __future__ import annotations

from collections.abc import Iterable

import pytest
from lxml import etree
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from declutter import Article, BodyBlock, Code, Footnote, Heading, List, ListItem, Paragraph, Span
from declutter.assemble import assemble
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse

TEXT = "It rained on Monday, said the miller."
NOTE = "The mill's book, page 12."
OTHER = "So the widow says."

MEDIAWIKI = f"""<p>It rained on Monday,<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">&#91;1&#93;</a></sup> said
the miller.<sup id="cite_ref-w_2-0" class="reference"><a href="#cite_note-w-2"><span class="cite-bracket">[</span>2<span
class="cite-bracket">]</span></a></sup></p><ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><b><a
href="#cite_ref-1" aria-label="Jump up">^</a></b></span> <span class="reference-text">{NOTE}</span></li>
<li id="cite_note-w-2"><span class="mw-cite-backlink">^ <a href="#cite_ref-w_2-0"><sup><i><b>a</b></i></sup></a></span>
<span class="reference-text">{OTHER}</span></li></ol>"""
PANDOC = f"""<p>It rained on Monday,<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a> said the
miller.<a href="#fn2" class="footnote-ref" id="fnref2" role="doc-noteref"><sup>2</sup></a></p>
<section class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>{NOTE}<a href="#fnref1" class="footnote-back"
role="doc-backlink">↩︎</a></p></li><li id="fn2"><p>{OTHER}<a href="#fnref2" class="footnote-back">↩︎</a></p></li></ol></section>"""
GITHUB = f"""<p>It rained on Monday,<sup><a href="#user-content-fn-1-ab" id="user-content-fnref-1-ab" data-footnote-ref=""
aria-describedby="footnote-label">1</a></sup> said the miller.<sup><a href="#user-content-fn-2-ab"
id="user-content-fnref-2-ab" data-footnote-ref="">2</a></sup></p><section data-footnotes="" class="footnotes"><ol>
<li id="user-content-fn-1-ab"><p>{NOTE} <a href="#user-content-fnref-1-ab" data-footnote-backref=""
class="data-footnote-backref" aria-label="Back to reference 1">↩</a></p></li><li id="user-content-fn-2-ab"><p>{OTHER}
<a href="#user-content-fnref-2-ab" class="data-footnote-backref">↩</a></p></li></ol></section>"""
PYTHON_MARKDOWN = f"""<p>It rained on Monday,<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> said the miller.<sup
id="fnref:2"><a class="footnote-ref" href="#fn:2">2</a></sup></p><div class="footnote"><hr><ol><li id="fn:1"><p>{NOTE}&#160;<a
class="footnote-backref" href="#fnref:1" title="Jump back">&#8617;</a></p></li><li id="fn:2"><p>{OTHER}&#160;<a
class="footnote-backref" href="#fnref:2">&#8617;</a></p></li></ol></div>"""
KRAMDOWN = f"""<p>It rained on Monday,<sup id="fnref:b" role="doc-noteref"><a href="#fn:b" class="footnote" rel="footnote">1</a></sup>
said the miller.<sup id="fnref:w"><a href="#fn:w" class="footnote" rel="footnote">2</a></sup></p><div class="footnotes"><ol>
<li id="fn:b"><p>{NOTE} <a href="#fnref:b" class="reversefootnote" role="doc-backlink">&#8617;</a></p></li><li id="fn:w"><p>{OTHER}
<a href="#fnref:w" class="reversefootnote">&#8617;</a></p></li></ol></div>"""
SPHINX = f"""<p>It rained on Monday,<a class="footnote-reference brackets" href="#id3" id="id1" role="doc-noteref"><span
class="fn-bracket">[</span>1<span class="fn-bracket">]</span></a> said the miller.<a class="footnote-reference brackets"
href="#id4" id="id2"><span class="fn-bracket">[</span>2<span class="fn-bracket">]</span></a></p>
<aside class="footnote-list brackets"><aside class="footnote brackets" id="id3" role="doc-footnote"><span class="label"><span
class="fn-bracket">[</span><a role="doc-backlink" href="#id1">1</a><span class="fn-bracket">]</span></span>\n<p>{NOTE}</p></aside>
<aside class="footnote brackets" id="id4"><span class="label"><span class="fn-bracket">[</span>2<span
class="fn-bracket">]</span></span><span class="backrefs">(<a href="#id2">1</a>,<a href="#id9">2</a>)</span><p>{OTHER}</p></aside></aside>"""
OLDER_SPHINX = f"""<p>It rained on Monday,<a class="footnote-reference brackets" href="#id3" id="id1">1</a> said the miller.<a
class="footnote-reference brackets" href="#id4" id="id2">2</a></p><dl class="footnote brackets"><dt class="label" id="id3"><span
class="brackets"><a class="fn-backref" href="#id1">1</a></span></dt><dd><p>{NOTE}</p></dd><dt class="label" id="id4"><span
class="brackets">2</span><span class="fn-backref">(<a href="#id2">1</a>)</span></dt><dd><p>{OTHER}</p></dd></dl>"""
DOCUTILS = f"""<p>It rained on Monday,<a class="footnote-reference" href="#id3" id="id1">[1]</a> said the miller.<a
class="footnote-reference" href="#id4" id="id2">[2]</a></p><table class="docutils footnote" id="id3"><tbody><tr><td class="label"><a
class="fn-backref" href="#id1">[1]</a></td><td>{NOTE}</td></tr></tbody></table><table class="docutils footnote" id="id4"><tbody><tr>
<td class="label">[2]</td><td><em>(<a class="fn-backref" href="#id2">1</a>, <a class="fn-backref" href="#id9">2</a>)</em>
{OTHER}</td></tr></tbody></table>"""
GUTENBERG = f"""<p>It rained on Monday,<sup data-fn="0a1b-2c" class="fn"><a href="#0a1b-2c" id="0a1b-2c-link">1</a></sup> said the
miller.<sup data-fn="3d4e-5f" class="fn"><a href="#3d4e-5f" id="3d4e-5f-link">2</a></sup></p><ol class="wp-block-footnotes"><li
id="0a1b-2c">{NOTE} <a href="#0a1b-2c-link" aria-label="Jump to footnote reference 1">↩︎</a></li><li id="3d4e-5f">{OTHER}
<a href="#3d4e-5f-link">↩︎</a></li></ol>"""
WORDPRESS_PLUGIN = f"""<p>It rained on Monday,<span id='easy-footnote-1-7' class='easy-footnote-margin-adjust'></span><span
class='easy-footnote'><a href='#easy-footnote-bottom-1-7' title='x'><sup>1</sup></a></span> said the miller.<span
class='easy-footnote'><a href='#easy-footnote-bottom-2-7' title='x'><sup>2</sup></a></span></p><ol class='easy-footnotes-wrapper'>
<li class='easy-footnote-single'><span id='easy-footnote-bottom-1-7' class='easy-footnote-margin-adjust'></span>{NOTE}<a
class='easy-footnote-to-top' href='#easy-footnote-1-7'></a></li><li class='easy-footnote-single'><span
id='easy-footnote-bottom-2-7'></span>{OTHER}</li></ol>"""
SUBSTACK = f"""<p>It rained on Monday,<a data-component-name="FootnoteAnchorToDOM" id="footnote-anchor-1-9" href="#footnote-1-9"
target="_self" rel="" class="footnote-anchor">1</a> said the miller.<a data-component-name="FootnoteAnchorToDOM"
id="footnote-anchor-2-9" href="#footnote-2-9" class="footnote-anchor">2</a></p><div class="footnote"
data-component-name="FootnoteToDOM"><a id="footnote-1-9" href="#footnote-anchor-1-9" class="footnote-number"
contenteditable="false">1</a><div class="footnote-content"><p>{NOTE}</p></div></div><div class="footnote"><a id="footnote-2-9"
href="#footnote-anchor-2-9" class="footnote-number">2</a><div class="footnote-content"><p>{OTHER}</p></div></div>"""
DISCOURSE = f"""<p>It rained on Monday,<sup class="footnote-ref"><a href="#footnote-77-1" id="footnote-ref-77-1">[1]</a></sup> said the
miller.<sup class="footnote-ref"><a href="#footnote-77-2" id="footnote-ref-77-2">[2]</a></sup></p><hr class="footnotes-sep">
<ol class="footnotes-list"><li id="footnote-77-1" class="footnote-item"><p>{NOTE} <a href="#footnote-ref-77-1"
class="footnote-backref">↩︎</a></p></li><li id="footnote-77-2" class="footnote-item"><p>{OTHER} <a href="#footnote-ref-77-2"
class="footnote-backref">↩︎</a></p></li></ol>"""
WORD = f"""<p class=MsoNormal>It rained on Monday,<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span
class=MsoFootnoteReference><span>[1]</span></span></a> said the miller.<a href="#_ftn2" name="_ftnref2"><span
class=MsoFootnoteReference>[2]</span></a></p><div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span
class=MsoFootnoteReference>[1]</span></a> {NOTE}</p></div><div id=ftn2><p class=MsoFootnoteText><a href="#_ftnref2"
name="_ftn2">[2]</a> {OTHER}</p></div>"""
PASTED = f"""<p>It rained on Monday,<a href="#_ftn1" name="_ftnref1">[1]</a> said the miller.<a href="#_ftn2" name="_ftnref2">[2]</a></p>
<p><a href="#_ftnref1" name="_ftn1">[1]</a> {NOTE}</p><p><a href="#_ftnref2" name="_ftn2">[2]</a> {OTHER}</p>"""
BY_HAND = f"""<p>It rained on Monday,<sup><a href="#n1" id="r1">1</a></sup> said the miller.<sup><a href="#n2"
id="r2">2</a></sup></p><div class="footnotes"><p id="n1"><a href="#r1">1.</a> {NOTE}</p><p id="n2"><a href="#r2">↑</a> {OTHER}</p></div>"""
DRUPAL = f"""<p>It rained on Monday,<a class="see-footnote" id="footnoteref1_ab" title="x" href="#footnote1_ab">1</a> said the miller.<a
class="see-footnote" id="footnoteref2_ab" href="#footnote2_ab">2</a></p><ul class="footnotes"><li class="footnote"
id="footnote1_ab"><a class="footnote-label" href="#footnoteref1_ab"><span class="footnote-label">1.</span></a> {NOTE}</li>
<li class="footnote" id="footnote2_ab"><a class="footnote-label" href="#footnoteref2_ab">2.</a> {OTHER}</li></ul>"""

SYSTEMS = {
    "MediaWiki": MEDIAWIKI, "pandoc": PANDOC, "GitHub": GITHUB, "Python-Markdown": PYTHON_MARKDOWN, "kramdown": KRAMDOWN,
    "Sphinx": SPHINX, "older Sphinx": OLDER_SPHINX, "docutils": DOCUTILS, "Gutenberg": GUTENBERG,
    "a plugin of WordPress": WORDPRESS_PLUGIN, "Substack": SUBSTACK, "Discourse": DISCOURSE, "Word": WORD,
    "pasted from Word": PASTED, "by hand": BY_HAND, "Drupal": DRUPAL,
}  # fmt: skip


def body(html: str, *dropped: str) -> tuple[BodyBlock, ...]:
    page = segment(parse(html), "https://frog.example/rain")
    return assemble(page, [index for index, block in enumerate(page.blocks) if block.text not in dropped])


def text(*marks: tuple[int, str], said: str = TEXT) -> Paragraph:
    return Paragraph(said, tuple(Span(at, at, "footnote", label=label) for at, label in marks))


def note(label: str, said: str = NOTE) -> Footnote:
    return Footnote((Paragraph(said),), label)


@pytest.mark.parametrize("html", SYSTEMS.values(), ids=SYSTEMS)
def test_a_mark_and_its_note_are_tied_together(html: str) -> None:
    built = [block for block in body(html) if block.kind != "rule"]
    assert built == [text((20, "1"), (37, "2")), note("1"), note("2", OTHER)]


def test_several_marks_lead_to_one_note() -> None:
    html = MEDIAWIKI.replace("</p>", '<sup id="cite_ref-w_2-1" class="reference"><a href="#cite_note-w-2">[2]</a></sup></p>', 1)
    assert body(html)[0] == text((20, "1"), (37, "2"), (37, "2"))


def test_marks_of_several_groups_have_labels_of_their_own() -> None:
    html = """<p>It rained<sup class="reference"><a href="#cite_note-1">[note 1]</a></sup><sup class="reference"><a
    href="#cite_note-2">[1]</a></sup><sup class="reference"><a href="#cite_note-3">[1]</a></sup><sup class="reference"><a
    href="#cite_note-4">[*]</a></sup>.</p><ol><li id="cite_note-1">A note.</li></ol><ol><li id="cite_note-2">B note.</li>
    <li id="cite_note-3">C note.</li><li id="cite_note-4">D note.</li></ol>"""
    built = body(html)
    assert built[1:] == (note("note-1", "A note."), note("1", "B note."), note("1-2", "C note."), note("4", "D note."))


def test_a_note_may_hold_blocks_of_any_kind() -> None:
    html = """<p>It rained.<sup><a href="#fn1">1</a></sup></p><ol class="footnotes"><li id="fn1"><p>So:</p><pre>a\n b</pre>
    <ul><li>c</ul><p>d <a href="#fnref1" class="footnote-back">↩</a></p></li></ol>"""
    (_, built) = body(html)
    held = (Paragraph("So:"), Code("a\n b"), List((ListItem((Paragraph("c"),)),)), Paragraph("d"))
    assert built == Footnote(held, "1")
    assert built.text == "So:\na\n b\nc\nd"


def test_markup_stands_where_it_stood_around_marks() -> None:
    html = """<p><b>It rained</b><sup><a href="#fn1">1</a></sup> on <i>Monday<sup><a href="#fn1">1</a></sup></i>.</p>
    <p class="footnote" id="fn1"><a href="#r">↩</a> So <b>they</b> say.</p>"""
    said, built = body(html)
    one, other = Span(9, 9, "footnote", label="1"), Span(19, 19, "footnote", label="1")
    assert said == Paragraph("It rained on Monday.", (Span(0, 9, "strong"), one, Span(13, 19, "emphasis"), other))
    assert built == Footnote((Paragraph("So they say.", (Span(3, 7, "strong"),)),), "1")


def test_a_mark_in_a_heading_a_cell_or_an_item_is_one_too() -> None:
    mark = '<sup><a href="#fn1">1</a></sup>'
    html = f"""<h2>Rain{mark}</h2><ul><li>a{mark}</ul><table><tr><td>b{mark}<td>c<tr><td>d<td>e</table>
    <p class="footnote" id="fn1">{NOTE}</p>"""
    heading, items, table, _ = body(html)
    assert heading == Heading("Rain", spans=(Span(4, 4, "footnote", label="1"),))
    assert items == List((ListItem((text((1, "1"), said="a"),)),))
    assert table.rows[0][0].spans == (Span(1, 1, "footnote", label="1"),)  # type: ignore[union-attr]


def test_a_mark_whose_note_was_dropped_is_none() -> None:
    assert body(PANDOC, f"{NOTE}↩︎")[0] == text((37, "2"))
    assert body(BY_HAND, f"1. {NOTE}", f"↑ {OTHER}") == (text(),)


def test_a_note_whose_mark_was_dropped_stays_as_it_is() -> None:
    html = f"""<p>It rained.<sup><a href="#fn1">1</a></sup></p><p>And again.<sup><a href="#fn2">2</a></sup></p>
    <ol class="footnotes"><li id="fn1">{NOTE}</li><li id="fn2">{OTHER}</li></ol>"""
    assert body(html, "And again.2") == (
        Paragraph("It rained.", (Span(10, 10, "footnote", label="1"),)),
        note("1"),
        List((ListItem((Paragraph(OTHER),)),), ordered=True),
    )


@pytest.mark.parametrize(
    "html",
    [
        '<p>See <a href="#s1">1</a> and <a href="#s2">2</a>.</p><p id="s1">One is this.</p><p id="s2">Two is that.</p>',
        '<p>A to Z: <sup><a href="#a">A</a></sup></p><h2 id="a">A</h2><p>Apples.</p>',
        '<p>x<sup><a href="#fn1">1</a></sup></p><p>y</p>',
        '<p id="fn1">x<sup><a href="#fn1">1</a></sup></p>',
        '<p>x<sup><a href="/other#fn1">1</a></sup></p><p id="fn1" class="footnote">Of another page.</p>',
        '<p>x<sup><a href="#fn1">the first of the notes</a></sup></p><p id="fn1" class="footnote">A note.</p>',
        '<p>x<sup><a href="#fn1">1</a></sup><sup><a href="#fn2">2</a></sup></p><p class="footnotes"><a id="fn1"></a>A.<br><a id="fn2"></a>B.</p>',
        '<table><tr><td>x<sup><a href="#fn1">1</a></sup><td>y<tr><td class="footnote"><p id="fn1">z</p><td>w</table>',
    ],
    ids=["sections", "heading", "no target", "itself", "other page", "words", "several in one", "in a table"],
)
def test_what_is_no_footnote_stays_as_it_is(html: str) -> None:
    page = segment(parse(html), "https://frog.example/rain")
    built = assemble(page, range(len(page.blocks)))
    assert "footnote" not in {block.kind for block in built}
    assert squeeze(block.text for block in built) == squeeze(block.text for block in page.blocks)


def squeeze(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())


# Written out and read back

ARTICLE = Article(
    title="Rain",
    body=(
        text((20, "1"), (37, "b")),
        Paragraph("See [^1] and it!", (Span(9, 16, "strong"), Span(16, 16, "footnote", label="1"))),
        note("1"),
        Footnote((Paragraph("So:"), Code("a\n b"), Paragraph("they say.")), "b"),
    ),
)


def test_markdown_has_marks_and_notes() -> None:
    assert ARTICLE.to_markdown() == (
        "# Rain\n\nIt rained on Monday,[^1] said the miller.[^b]\n\nSee \\[^1\\] **and it\\!**[^1]\n\n"
        "[^1]: The mill's book, page 12.\n\n[^b]: So:\n\n    ```\n    a\n     b\n    ```\n\n    they say.\n"
    )


def test_a_parser_of_markdown_finds_marks_and_notes() -> None:
    plugin = pytest.importorskip("mdit_py_plugins.footnote").footnote_plugin
    shown = MarkdownIt("commonmark").use(plugin, inline=False).render(ARTICLE.to_markdown())
    root = lxml_html.document_fromstring(shown)
    assert [mark.get("href") for mark in root.cssselect(".footnote-ref a")] == ["#fn1", "#fn2", "#fn1"]
    found = [" ".join("".join(map(str, item.itertext())).replace("↩︎", "").split()) for item in root.cssselect(".footnote-item")]
    assert found == [NOTE, "So: a b they say."]
    assert "See [^1] and it!" in "".join(map(str, root.itertext()))


def test_html_links_marks_and_notes() -> None:
    root = lxml_html.document_fromstring(ARTICLE.to_html())
    ids = [element.get("id") for element in root.cssselect("[id]")]
    assert ids == ["fnref-1", "fnref-b", "fn-1", "fn-b"]
    targets = [link.get("href", "")[1:] for link in root.cssselect("a")]
    assert targets == ["fn-1", "fn-b", "fn-1", "fnref-1", "fnref-b"]


def test_what_was_written_as_html_reads_back() -> None:
    assert body(ARTICLE.to_html(), "Rain") == ARTICLE.body


@pytest.mark.parametrize("html", SYSTEMS.values(), ids=SYSTEMS)
def test_notes_of_each_system_read_back_from_html(html: str) -> None:
    article = Article(body=tuple(block for block in body(html) if block.kind != "rule"))
    assert body(article.to_html()) == article.body


def test_text_to_read_has_marks_and_notes() -> None:
    link = Span(0, 2, "link", "https://frog.example/")
    article = Article(body=(Paragraph(TEXT, (link, Span(20, 20, "footnote", label="1"))), *ARTICLE.body[2:]))
    assert article.to_text(links=True) == (
        "It [1] rained on Monday,[^1] said the miller.\n\n[^1] The mill's book, page 12.\n\n"
        "[^b] So:\n     a\n      b\n     they say.\n\n[1] https://frog.example/\n"
    )
    assert article.text == f"{TEXT}\n\n{NOTE}\n\nSo:\na\n b\nthey say."


def test_tei_has_marks_and_notes() -> None:
    root = etree.fromstring(ARTICLE.to_xml().encode())
    found = root.xpath("//t:ptr/@target | //t:note/@xml:id", namespaces={"t": "http://www.tei-c.org/ns/1.0"})
    assert found == ["#fn-1", "#fn-b", "#fn-1", "fn-1", "fn-b"]


def test_marks_without_a_note_and_labels_that_cannot_be_written_do_no_harm() -> None:
    labels = ("1", "1", '"><script>', "a", "A", "")
    marks = tuple(Span(1, 1, "footnote", label=label) for label in ("9", '"><script>', "A"))
    article = Article(body=(Paragraph("x", marks), *(note(label) for label in labels)))
    assert article.to_markdown().startswith("x[^3][^5]\n\n[^1]: ")
    root = lxml_html.document_fromstring(article.to_html())
    assert [mark.get("href") for mark in root.cssselect("sup a")] == ["#fn-3", "#fn-5"]
    ids = [element.get("id") for element in root.cssselect("div")]
    assert ids == ["fn-1", "fn-2", "fn-3", "fn-a", "fn-5", "fn-6"]


def test_passages_hold_notes() -> None:
    assert [chunk.text for chunk in ARTICLE.chunks(max_words=6)][-2:] == [NOTE, "So:\na\n b\nthey say."]
