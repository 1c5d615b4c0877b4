"""Threads: who wrote which post, when, in answer to what; comments beside an article; and the caller's selectors."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from declutter import Article, BodyBlock, ExplainedBlock, Options, Post, explain, extract
from declutter.extractor import read_page
from declutter.options import DEFAULTS
from declutter.threads import Thread, find_thread, thread_body

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
RAIN = "It rained on Monday, and nobody in the village was surprised by that, least of all the old miller."
BRIDGE = "Three days later the upper bridge was gone, and with it the mill's wheel and eleven wooden ladders."
SNOW = "In the end it snowed, which was worse for the roads, though the children of the village did not mind."


def thread_of(html: str, *, replies_only: bool = False) -> Thread:
    return find_thread(read_page(html, url=None, encoding=None, options=DEFAULTS), replies_only=replies_only, language="en")


def posts_of(slug: str) -> list[Post]:
    article = extract((FIXTURES / slug / "page.html").read_bytes(), url="https://frog.example/t")
    return [block for block in article.body if isinstance(block, Post)]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[misc,arg-type]


def test_the_posts_of_a_forum_have_their_authors_times_and_scores_in_order() -> None:
    found = [(post.author, post.published, post.score) for post in posts_of("forum-discourse")]
    assert found == [
        ("mudlark", utc(2024, 2, 26, 9, 12, 45), 4),
        ("hettie_pots", utc(2024, 2, 26, 10, 40, 2), 11),
        ("rutile", utc(2024, 2, 26, 15, 3, 30), 7),
        ("mudlark", utc(2024, 3, 4, 8, 0, 19), 9),
    ]


def test_answers_answer_the_question_and_one_of_them_is_accepted() -> None:
    found = [(post.author, post.score, post.parent, post.accepted) for post in posts_of("qa-thread")]
    assert found == [("tomatobot", 6, None, False), ("lindenblatt", 14, 0, True), ("ohm_sweet_ohm", 3, 0, False)]


@pytest.mark.parametrize(
    ("markup", "author"),
    [
        ('<div class="post"><a class="username" href="#">Mo Frog</a><p>{}</p></div>', "Mo Frog"),
        ('<div class="post"><p class="author">by <b>Mo Frog</b> » Mon</p><p>{}</p></div>', "Mo Frog"),
        ('<li class="comment"><cite class="fn">Mo Frog</cite> <span class="says">says:</span><p>{}</p></li>', "Mo Frog"),
        ('<article class="message" data-author="Mo Frog"><time datetime="2024-01-01"></time><p>{}</p></article>', "Mo Frog"),
        ('<div class="comment"><b itemprop="author"><i itemprop="name">Mo Frog</i> (12)</b><p>{}</p></div>', "Mo Frog"),
        ('<div class="answer"><p>{}</p><a href="/users/12/mo-frog">Mo Frog</a></div>', "Mo Frog"),
        ('<div class="answer"><p class="content">{} <a href="/u/j">J</a></p><a href="/u/mo">Mo Frog</a></div>', "Mo Frog"),
    ],
)  # fmt: skip
def test_authors_are_read_from_the_markup_of_many_systems(markup: str, author: str) -> None:
    assert [post.author for post in thread_of(markup.format(RAIN)).posts] == [author]


@pytest.mark.parametrize(
    ("markup", "moment"),
    [
        ('<time datetime="2024-03-05T08:30:00Z">a year ago</time>', utc(2024, 3, 5, 8, 30)),
        ('<span class="relativetime" title="2024-03-05 08:30:00Z">a year ago</span>', utc(2024, 3, 5, 8, 30)),
        ('<span class="post-date">2024-03-05</span>', date(2024, 3, 5)),
        ('<meta itemprop="datePublished" content="2024-03-05">', date(2024, 3, 5)),
        ("<span>2024-03-05</span>", None),
    ],
)
def test_times_are_read_from_the_markup_of_many_systems(markup: str, moment: datetime | date | None) -> None:
    html = f'<div class="post"><a class="username" href="#">Mo</a> {markup}<p>{RAIN}</p></div>'
    assert [post.published for post in thread_of(html).posts] == [moment]


def test_nested_comments_answer_those_around_them() -> None:
    html = (
        '<ol class="comment-list"><li class="comment"><div class="comment-body"><cite class="fn">A</cite><p>One.</p></div>'
        '<ul class="children"><li class="comment"><div class="comment-body"><cite class="fn">B</cite><p>Two.</p></div>'
        '<ul class="children"><li class="comment"><cite class="fn">C</cite><p>Three.</p></li></ul></li></ul></li>'
        '<li class="comment"><cite class="fn">D</cite><p>Four.</p></li></ol>'
    )
    found = [(post.author, post.parent) for post in thread_of(html, replies_only=True).posts]
    assert found == [("A", None), ("B", 0), ("C", 1), ("D", None)]


def test_a_wrapper_around_all_posts_is_no_post() -> None:
    posts = "".join(f'<div class="post"><a class="username">{name}</a><p>{RAIN}</p></div>' for name in "ABC")
    found = thread_of(f'<div class="post-container">{posts}</div>')
    assert [(post.author, post.parent) for post in found.posts] == [("A", None), ("B", None), ("C", None)]


@pytest.mark.parametrize("names", ["post-meta", "comments-list", "comment-form", "question-header", "postscript", "body"])
def test_parts_and_lists_of_posts_are_no_posts(names: str) -> None:
    assert thread_of(f'<div class="{names}"><a class="username">Mo</a><p>{RAIN}</p></div>').posts == ()


def page_with_comments() -> str:
    comments = "".join(
        f'<div class="comment"><div class="comment-head"><span class="name">{name}</span> <time datetime="2024-01-0{day}">'
        f'</time></div><div class="comment-text"><p>{text}</p></div><a href="#">Reply</a></div>'
        for name, day, text in (("Jo", 1, f"I saw it all. {SNOW}"), ("Bo", 2, "No, you did not."))
    )
    return (
        '<html lang="en"><meta property="og:type" content="article"><meta name="author" content="Ada Quill">'
        '<meta property="article:published_time" content="2023-12-31">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Rain"}</script>'
        f"<title>Rain</title><article><h1>Rain</h1><p>{RAIN}</p><p>{BRIDGE}</p><p>{SNOW}</p></article>"
        f'<section class="comments"><h2>2 comments</h2>{comments}</section>'
    )


def test_comments_stand_beside_the_article() -> None:
    article = extract(page_with_comments(), url="https://frog.example/news/rain")
    assert article.page_type != "forum"
    assert [(post.author, post.published, post.text) for post in article.comments] == [
        ("Jo", date(2024, 1, 1), f"I saw it all. {SNOW}"),
        ("Bo", date(2024, 1, 2), "No, you did not."),
    ]
    assert "I saw it all" not in article.text
    assert RAIN in article.text


def test_what_a_selector_drops_is_no_comment_either() -> None:
    page = page_with_comments().replace("<p>No, you", '<p class="rude">No, you')
    assert [post.author for post in extract(page, options=Options(drop=(".rude",))).comments] == ["Jo"]


def thread_page(quote: str, answer: str = SNOW) -> tuple[BodyBlock, ...]:
    html = (
        f'<div class="post"><a class="username">Mo</a><p>{RAIN}</p><p>{BRIDGE}</p></div>'
        f'<div class="post"><a class="username">Jo</a><p>Yes.</p></div>'
        f'<div class="post"><a class="username">Bo</a>{quote}<p>{answer}</p></div>'
    )
    page = read_page(html, url=None, encoding=None, options=DEFAULTS)
    names = ("Mo", "Jo", "Bo")
    kept = [index for index, block in enumerate(page.blocks) if block.text not in names]
    return thread_body(page, kept, find_thread(page, replies_only=False))


@pytest.mark.parametrize(
    "quote",
    [
        f"<blockquote><p>{RAIN}</p></blockquote>", f"<blockquote><div><cite>Mo wrote:</cite>{RAIN}</div></blockquote>",
        f"<blockquote><p>Mo said:</p><p>{RAIN.upper()}</p><p>{BRIDGE}</p></blockquote>",
    ],
)  # fmt: skip
def test_a_quote_of_an_earlier_post_says_which_one_is_answered(quote: str) -> None:
    last = thread_page(quote)[-1]
    assert isinstance(last, Post)
    assert (last.text, last.parent) == (SNOW, 0)


@pytest.mark.parametrize(
    "quote", ["<blockquote><p>Yes.</p></blockquote>", f"<blockquote><p>{SNOW}</p></blockquote>", f"<p>{RAIN}</p>"]
)
def test_what_is_no_quote_of_an_earlier_post_stays(quote: str) -> None:
    last = thread_page(quote)[-1]
    assert isinstance(last, Post)
    assert (len(last.blocks), last.parent) == (2, None)


def test_a_post_that_is_only_a_quote_stays() -> None:
    last = thread_page(f"<blockquote><p>{RAIN}</p></blockquote>", "")[-1]
    assert last.text == RAIN


def test_a_thread_survives_json_and_dicts() -> None:
    for article in (
        extract(page_with_comments()),
        extract((FIXTURES / "qa-thread" / "page.html").read_bytes()),
        Article(comments=(Post((), "Mo", date(2024, 1, 1), 3, None, accepted=True),)),
    ):
        assert Article.from_json(article.to_json()) == article


def test_the_paragraphs_of_posts_are_those_of_the_text() -> None:
    article = extract((FIXTURES / "forum-discourse" / "page.html").read_bytes())
    assert article.text == "\n\n".join(article.paragraphs)
    assert "".join(chunk.text for chunk in article.chunks(max_words=30)).count("stove") == article.text.count("stove")


# The caller's selectors


def test_what_a_selector_keeps_and_drops_says_so() -> None:
    html = f'<h1>Rain</h1><p>{RAIN}</p><p class="x">{BRIDGE}</p><footer><p id="own">Set by hand in the old mill.</p></footer>'
    options = Options(keep=("#own",), drop=("p.x",))
    article = extract(html, options=options)
    assert article.paragraphs == (RAIN, "Set by hand in the old mill.")
    reasons = {block.text: block.reason for block in explain(html, options=options)}
    assert reasons[BRIDGE] == "selector: p.x"
    assert reasons["Set by hand in the old mill."] == "selector: #own"


def test_the_inner_of_two_selected_elements_decides_and_drop_on_the_same() -> None:
    html = f'<h1>Rain</h1><div class="a"><p>{RAIN}</p><p class="b">{BRIDGE}</p></div>'
    assert extract(html, options=Options(keep=(".b",), drop=(".a",))).paragraphs == (BRIDGE,)
    assert BRIDGE not in extract(html, options=Options(keep=(".b",), drop=(".b",))).paragraphs


def test_an_inline_element_is_selected_with_a_block_that_is_all_in_it() -> None:
    html = f'<h1>Rain</h1><p><b class="x">{RAIN}</b></p><p><b class="x">Three</b> {BRIDGE}</p>'

    def kept(block: ExplainedBlock) -> bool:
        return block.keep and block.text != "Rain"

    assert [block.text for block in explain(html, options=Options(drop=("b.x",))) if kept(block)] == [f"Three {BRIDGE}"]


def test_a_title_is_not_kept_twice() -> None:
    assert extract(f"<h1>Rain</h1><p>{RAIN}</p>", options=Options(keep=("body",))).paragraphs == (RAIN,)


@pytest.mark.parametrize("selectors", ["p", ("",), (5,)])
def test_selectors_are_a_list_of_them(selectors: object) -> None:
    with pytest.raises(ValueError, match="CSS selectors"):
        Options(keep=selectors)  # type: ignore[arg-type]


def test_what_is_no_selector_is_named() -> None:
    with pytest.raises(ValueError, match=r"'p\[' is no CSS selector"):
        extract("<p>Rain</p>", options=Options(drop=("p[",)))
