"""Which blocks are kept, and the reason given for each: shown on the page around one short article."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from declutter import ExplainedBlock, explain
from declutter.article import PageType
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.scoring.features import measure
from declutter.scoring.model import default_model
from declutter.scoring.select import (
    Case,
    Verdict,
    _drop_comments,
    _drop_contents,
    _drop_parts_of_others,
    _drop_repeated,
    judge,
)

TEXTS = (
    (
        "It rained on Monday, and nobody in the village was surprised by that, least of all the miller. "
        "He had carried his flour upstairs."
    ),
    (
        "The council met in the evening, as it does after every flood, and counted the bridges. "
        "Two were left, and both of them of wood."
    ),
    (
        "By Wednesday the water had gone down, and the children carried the fish back to the river. "
        "They used their hats and one bathtub."
    ),
    (
        "Nobody remembers a year without it. The oldest house has a mark for each of the floods. "
        "Swallows build on the highest of them."
    ),
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXTS)
HEAD = "<title>Rain in the village</title>"
HEADLINE = "<h1>Rain in the village</h1>"
NAV = "<nav><a href=/>Home</a></nav>"  # so that the page is not taken for one that was cleaned before


def around(before: str = NAV, after: str = "", *, inside: str = "", top: str = "", head: str = HEAD) -> str:
    """Return a page with an article, and something above, below, inside (after the second paragraph) or under its headline."""
    middle = "".join(f"<p>{text}</p>" for text in TEXTS[:2]) + inside + "".join(f"<p>{text}</p>" for text in TEXTS[2:])
    return f"{head}<body>{before}<article>{HEADLINE}{top}{middle}</article>{after}</body>"


def explained(html: str) -> dict[str, ExplainedBlock]:
    return {block.text: block for block in explain(html)}


def kept(html: str) -> list[str]:
    return [block.text for block in explain(html) if block.keep]


def test_the_paragraphs_of_an_article_are_kept() -> None:
    assert kept(around()) == list(TEXTS)


def test_every_block_has_a_verdict() -> None:
    page = segment(parse(around()))
    model = default_model()
    evidence = measure(page, model.names)
    assert len(judge(page, evidence, model.probabilities(evidence), {}).verdicts) == len(page.blocks)


@pytest.mark.parametrize("tag", ["nav", 'div role="navigation"'])
def test_navigation_is_dropped_and_called_so(tag: str) -> None:
    block = explained(around(f"<{tag}><p>{TEXTS[0]} Again.</p></{tag[:3]}>"))[f"{TEXTS[0]} Again."]
    assert (block.keep, block.reason) == (False, "navigation")


@pytest.mark.parametrize(
    "furniture",
    [
        "<footer><p>{}</p></footer>", "<aside><p>{}</p></aside>", '<div class="comments"><p>{}</p></div>', "<p hidden>{}</p>",
        '<div style="display:none"><p>{}</p></div>', '<div class="cookie-consent" role="dialog"><p>{}</p></div>',
        '<div class="related"><h3>More</h3><p><a href=/x>{}</a></p></div>', "<form><p>{}</p><button>Send</button></form>",
        '<div class="newsletter"><p>{}</p></div>', '<div class="author-bio"><p>{}</p></div>',
    ],
)  # fmt: skip
def test_prose_in_furniture_is_dropped(furniture: str) -> None:
    prose = "We write one letter a month, with everything that happened at the river, and you can stop it whenever you like."
    assert kept(around(after=furniture.format(prose))) == list(TEXTS)


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>{}</p>",
        '<p style="display:none">{}</p>',
        '<div class="hidden"><p>{}</p></div>',
        '<p aria-hidden="true">{}</p>',
    ],
)
def test_hidden_text_inside_a_shown_article_is_dropped(hidden: str) -> None:
    assert kept(
        around(inside=hidden.format("This is a note for machines, which no reader of the page has ever seen, or will."))
    ) == list(TEXTS)


@pytest.mark.parametrize(
    "wrapper", ['<div style="display:none">{}</div>', "<div hidden>{}</div>", '<div class="hidden">{}</div>']
)
def test_a_hidden_article_is_kept_where_nothing_else_is_content(wrapper: str) -> None:
    html = f"{HEAD}<body><p>Loading…</p>{wrapper.format(HEADLINE + PARAGRAPHS)}"
    assert [text for text in kept(html) if text in TEXTS] == list(TEXTS)


@pytest.mark.parametrize(
    ("phrase", "category"),
    [("Subscribe now", "subscribe"), ("S’abonner", "subscribe"), ("Share on Facebook", "share"),
     ("READ ALSO:", "related"), ("12 comments", "comments")],
)  # fmt: skip
def test_a_junk_phrase_is_dropped_with_its_category(phrase: str, category: str) -> None:
    block = explained(around(inside=f"<p>{phrase}</p>"))[phrase]
    assert (block.keep, block.reason) == (False, f"junk phrase: {category}")


def test_a_sentence_with_a_junk_phrase_in_it_is_kept() -> None:
    sentence = "“Subscribe now”, said the poster on the mill, and someone had written under it: what for?"
    assert sentence in kept(around(inside=f"<p>{sentence}</p>"))


def test_what_stands_under_a_junk_title_goes_with_it() -> None:
    section = (
        "<div><h3>Read also</h3><p>The miller of the valley has sold his wheel, and no one knows who bought it.</p></div>"
    )
    assert kept(around(inside=section)) == list(TEXTS)


def test_the_paragraphs_after_a_junk_line_of_the_article_stay() -> None:
    assert kept(around(inside="<p>Read also</p>")) == list(TEXTS)


def test_a_heading_over_kept_text_is_kept() -> None:
    assert "The water goes" in kept(around(inside="<h2>The water goes</h2>"))


def test_a_heading_over_dropped_text_is_dropped() -> None:
    links = "".join(f'<li><a href="/{n}">The mill is sold, part {n}</a>' for n in range(5))
    assert kept(around(after=f"<h2>From the valley</h2><ul>{links}</ul>")) == list(TEXTS)


def test_a_heading_at_the_end_of_the_page_is_dropped() -> None:
    assert not explained(around(after="<nav>Home</nav><h2>About</h2>"))["About"].keep


def test_a_list_of_links_after_the_article_is_dropped() -> None:
    links = "".join(f'<li><a href="/{n}">The mill is sold, part {n}</a>' for n in range(5))
    assert kept(around(after=f"<ul>{links}</ul>")) == list(TEXTS)


def test_a_paragraph_with_links_in_its_prose_is_kept() -> None:
    text = (
        'The <a href="/m">miller</a> said that <a href="/r">the river</a> had always been there, and would be when he was not.'
    )
    assert len(kept(around(inside=f"<p>{text}</p>"))) == len(TEXTS) + 1


@pytest.mark.parametrize(
    "piece",
    [
        "<ul><li>Two bridges, both of wood<li>One mill, without its wheel<li>Eleven fish, carried back</ul>",
        "<blockquote><p>I have seen worse, and I have seen it from the roof of this mill, with my mother.</p></blockquote>",
        "<pre>level = 3.20\nwarn(level)</pre>",
        "<table><tr><th>Year<th>Metres<tr><td>1998<td>3.2<tr><td>2013<td>2.9</table>",
        "<dl><dt>Ford<dd>A place where the river may be crossed on foot, in a good year.</dl>",
    ],
)  # fmt: skip
def test_the_structure_of_an_article_is_kept(piece: str) -> None:
    page = segment(parse(piece))
    expected = [*TEXTS[:2], *(block.text for block in page.blocks), *TEXTS[2:]]
    assert kept(around(inside=piece)) == expected


def test_a_caption_is_dropped() -> None:
    figure = "<figure><img src=x><figcaption>The mill on Tuesday, from the new bridge. Photo: Mo Ardent</figcaption></figure>"
    assert kept(around(inside=figure)) == list(TEXTS)


def test_a_copy_of_a_paragraph_elsewhere_is_dropped() -> None:
    blocks = [
        block
        for block in explain(around(inside=f"<aside><blockquote><p>{TEXTS[0]}</p></blockquote></aside>"))
        if block.text == TEXTS[0]
    ]
    assert [block.keep for block in blocks] == [True, False]


def verdicts_by_rule(html: str, chosen: Iterable[str]) -> list[str]:
    """Return the reasons after the rule about parts of others, of a page of which the texts `chosen` were kept before."""
    page = segment(parse(html))
    evidence = measure(page, default_model().names)
    before = [Verdict(keep=block.text in chosen, reason="likely") for block in page.blocks]
    case = Case(page, evidence, np.ones(len(page.blocks), np.float32), None, {"article": 1.0})
    return [verdict.reason for verdict in _drop_parts_of_others(case, before)]


LONG = "It rained on Monday. Nobody in the village was surprised by that, least of all the old miller and his wife."
PULLED = LONG[21:]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        (f"<p>{LONG}</p><aside><p>“{PULLED}”</p></aside>", (LONG, f"“{PULLED}”")),
        (f"<p>{LONG}</p><blockquote><p>{PULLED}</p></blockquote>", (LONG, PULLED)),
        (f"<div><p>{LONG[:80]}…</p></div><section><p>{LONG}</p></section>", (f"{LONG[:80]}…", LONG)),
        (f"<p>{LONG}</p><div><p>{PULLED}</p></div>", (LONG, PULLED)),
        (f"<p>So? {LONG.upper()}</p><section><p>{LONG.upper()}</p></section>", (f"So? {LONG.upper()}", LONG.upper())),
    ],
)
def test_what_a_longer_block_says_too_is_dropped(html: str, texts: tuple[str, str]) -> None:
    assert sorted(verdicts_by_rule(html, texts)) == ["likely", "part of a longer block"]


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{LONG}</p><p>{PULLED}</p>",
        f"<p>{LONG}</p><p>{LONG[:80]}</p>",
        f"<p>{LONG}</p><ul><li>{PULLED}</li></ul>",
        "<p>It rained on Monday.</p><aside><p>It rained.</p></aside>",
        f"<p>{LONG}</p><aside><p>{PULLED} And the widow.</p></aside>",
    ],
    ids=["no quote, side by side", "side by side", "an item", "short", "says more"],
)
def test_what_is_no_part_of_another_block_stays(html: str) -> None:
    texts = [block.text for block in segment(parse(html)).blocks]
    assert set(verdicts_by_rule(html, texts)) == {"likely"}


@pytest.mark.parametrize(("page_type", "dropped"), [("article", True), ("product", False), ("documentation", False)])
def test_boxes_named_for_comments_are_dropped_on_articles_alone(page_type: PageType, dropped: bool) -> None:
    html = f"<p>{TEXTS[0]}</p><p>{TEXTS[1]}</p><div class=comments><p>{TEXTS[2]}</p></div>"
    assert reasons(_drop_comments, html, page_type) == ([(TEXTS[2], "comments")] if dropped else [])


CARD = "The mill of the upper village is sold"


def reasons(
    rule: Callable[[Case, list[Verdict]], list[Verdict]], html: str, page_type: PageType = "article"
) -> list[tuple[str, str]]:
    """Return the texts that a rule drops of a page of which all was kept, with the reasons."""
    page = segment(parse(html))
    evidence = measure(page, default_model().names)
    case = Case(page, evidence, np.ones(len(page.blocks), np.float32), None, {page_type: 1.0})
    verdicts = rule(case, [Verdict(keep=True, reason="likely")] * len(page.blocks))
    return [(block.text, verdict.reason) for block, verdict in zip(page.blocks, verdicts, strict=True) if not verdict.keep]


def test_the_heading_of_a_card_that_is_shown_twice_is_dropped() -> None:
    html = f"<div><h3>{CARD}</h3></div><section><h3>{CARD}</h3></section>"
    assert reasons(_drop_repeated, html) == [(CARD, "copy of an earlier block")]


@pytest.mark.parametrize("text", ["Description", "Reviews and questions"])
def test_a_short_heading_is_kept_each_time(text: str) -> None:
    assert reasons(_drop_repeated, f"<div><h3>{text}</h3></div><section><h3>{text}</h3></section>") == []


def test_what_says_the_same_as_the_block_before_it_is_dropped() -> None:
    line = "The same words once for telephones and once for tables"
    assert reasons(_drop_repeated, f"<p class=m>{line}</p><p class=d>{line}</p>") == [(line, "copy of an earlier block")]


@pytest.mark.parametrize(
    "html", ["<ul><li>{}</li><li>{}</li></ul>", "<pre>{}</pre><pre>{}</pre>", "<p>{}</p><p>Still:</p><p>{}</p>"]
)
def test_items_code_and_refrains_repeat_for_a_reason(html: str) -> None:
    line = "The same words stand here and then once more"
    assert reasons(_drop_repeated, html.format(line, line)) == []


CONTENTS = ("The wheel", "Why it stands still", "What to do")


def contents_page(items: Iterable[str]) -> str:
    listed = "".join(f"<li><a href='#s{at}'>{text}</a></li>" for at, text in enumerate(items, 1))
    sections = "".join(f"<h2>{at}. {text}</h2><p>{text}: {TEXTS[at]}</p>" for at, text in enumerate(CONTENTS, 1))
    return f"<ol>{listed}</ol>{sections}"


def test_a_list_of_contents_is_dropped() -> None:
    assert reasons(_drop_contents, contents_page(CONTENTS)) == [(text, "list of contents") for text in CONTENTS]


@pytest.mark.parametrize("items", [CONTENTS[:2], (*CONTENTS, "The miller's wife", "The bridge")], ids=["few", "other things"])
def test_a_list_of_links_that_says_other_things_is_no_list_of_contents(items: tuple[str, ...]) -> None:
    assert reasons(_drop_contents, contents_page(items)) == []


def test_a_list_that_follows_its_headings_or_links_nowhere_is_no_list_of_contents() -> None:
    page = contents_page(CONTENTS)
    assert reasons(_drop_contents, page.replace("</ol>", "").replace("<ol>", "") + page[: page.index("</ol>") + 5]) == []
    assert reasons(_drop_contents, page.replace("<a ", "<b ").replace("</a>", "</b>")) == []


def test_a_refrain_is_kept_each_time() -> None:
    refrain = "And the river runs on, and the river runs on, and it carries the mill away."
    assert kept(around(inside=f"<p>{refrain}</p><p>Still:</p><p>{refrain}</p>")).count(refrain) == 2


def test_a_speaker_s_name_is_kept_each_time() -> None:
    interview = "".join(f"<p>{name}</p><p>{text}</p>" for name, text in zip(("Mo:", "Jo:", "Mo:", "Jo:"), TEXTS, strict=True))
    texts = kept(f"{HEAD}<body><article>{HEADLINE}{interview}</article>")
    assert (texts.count("Mo:"), texts.count("Jo:")) == (2, 2)


def test_the_title_is_metadata_not_body() -> None:
    block = explained(around())["Rain in the village"]
    assert (block.keep, block.reason) == (False, "metadata: title")


def test_the_lead_is_kept_and_called_so() -> None:
    lead = "It came on Monday, and it stayed until the bridges had gone."
    block = explained(around(top=f'<p class="lead">{lead}</p>'))[lead]
    assert (block.keep, block.reason) == (True, "metadata: lead")


def test_the_byline_is_metadata_not_body() -> None:
    html = around(top="<p>By Mo Ardent</p>", head=f'{HEAD}<meta name="author" content="Mo Ardent">')
    block = explained(html)["By Mo Ardent"]
    assert (block.keep, block.reason) == (False, "metadata: byline")


def test_the_date_line_is_metadata_not_body() -> None:
    html = around(top='<p><time datetime="2024-03-05">5 March 2024</time></p>')
    block = explained(html)["5 March 2024"]
    assert (block.keep, block.reason) == (False, "metadata: date line")


@pytest.mark.parametrize("line", ["3 min read", "Photo: Mo Ardent", "Updated an hour ago", "The Daily Frog"])
def test_short_lines_between_headline_and_text_are_dropped(line: str) -> None:
    assert kept(around(top=f"<div>{line}</div>")) == list(TEXTS)


def test_an_anchor_beside_a_heading_is_dropped() -> None:
    html = around(inside='<div><h2>The water goes</h2><a class="anchor" href="#x">Permalink</a></div>')
    assert not explained(html)["Permalink"].keep


def test_the_next_article_is_dropped() -> None:
    other = "".join(f"<p>{text.replace('the', 'that')} So it was.</p>" for text in TEXTS)
    assert kept(around(after=f"<article><h1>The mill is sold</h1>{other}</article>")) == list(TEXTS)


# A page that is nothing but content


@pytest.mark.parametrize(
    "html",
    ["<p>Rain.</p>", "Rain.", "<div>Rain falls<p>on</div>", "<h2>Rain</h2><p>It fell.</p>", "<ul><li>Rain<li>Snow</ul>"],
)
def test_everything_is_kept_where_there_is_no_furniture(html: str) -> None:
    assert all(block.keep for block in explain(html))


def test_a_menu_and_a_footer_without_telling_names_are_no_content() -> None:
    menu = "<div><ul><li><a href=/a>News</a><li><a href=/b>Mills</a><li><a href=/c>Rivers</a></ul></div>"
    assert kept(around(menu, "<div><p>© 2024 The Daily Frog. All rights reserved.</p></div>")) == list(TEXTS)


def test_a_menu_without_a_telling_name_is_no_content() -> None:
    menu = "<div><ul><li><a href=/a>News</a><li><a href=/b>Mills</a><li><a href=/c>Rivers</a></ul></div>"
    assert kept(around(menu)) == list(TEXTS)


@pytest.mark.parametrize(
    "html",
    ["<nav><a href=/>Home</a></nav>", "<p>404</p><nav><a href=/>Home</a></nav>", "<form><button>Search</button></form>"],
)
def test_a_page_of_furniture_has_no_content(html: str) -> None:
    assert kept(html) == []


# What an explanation says


def test_an_explanation_gives_every_block_in_document_order() -> None:
    html = around(NAV, "<footer>Contact</footer>")
    assert [block.text for block in explain(html)] == ["Home", "Rain in the village", *TEXTS, "Contact"]


def test_an_explanation_gives_the_tag_and_a_selector_that_finds_the_element() -> None:
    from lxml import html as lxml_html

    html = around('<div><p>Site</p><!-- x --><ul class="a"><li>x<li>y</ul></div>')
    tree = lxml_html.document_fromstring(html)
    for block in explain(html):
        assert block.path is not None
        (found,) = tree.cssselect(block.path)
        assert (found.tag, " ".join("".join(map(str, found.itertext())).split())) == (block.tag, block.text)
