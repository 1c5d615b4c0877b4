"""Images, videos and lines in the body: which belong to the text, where they stand, which address they have."""

from __future__ import annotations

import pytest

from declutter import BodyBlock, Embed, Figure, Heading, List, Paragraph, Quote, Rule
from declutter.assemble import assemble
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse

URL = "https://frog.example/news/rain"
IMAGE = "https://frog.example/i.jpg"
P, Q = Paragraph("One."), Paragraph("Two.")


def body(html: str, *dropped: str) -> tuple[BodyBlock, ...]:
    """Return the body of all blocks but those with the texts `dropped`."""
    page = segment(parse(html), URL)
    return assemble(page, [index for index, block in enumerate(page.blocks) if block.text not in dropped])


def figure(html: str) -> Figure:
    """Return the only figure between two paragraphs."""
    (found,) = (block for block in body(f"<p>One.</p>{html}<p>Two.</p>", "Cap", "Mo") if isinstance(block, Figure))
    return found


def figures_of(html: str) -> list[Figure]:
    """Return the figures between two paragraphs, their captions kept."""
    return [block for block in body(f"<p>One.</p>{html}<p>Two.</p>") if isinstance(block, Figure)]


@pytest.mark.parametrize(
    "html",
    ["<img src=/i.jpg>", "<p><img src=/i.jpg></p>", "<div><a href=/big><img src=/i.jpg></a></div>",
     "<figure><picture><img src=/i.jpg></picture></figure>", "<section><div><span><img src=/i.jpg></span></div></section>"],
)  # fmt: skip
def test_an_image_between_texts_stands_between_them(html: str) -> None:
    assert body(f"<p>One.</p>{html}<p>Two.</p>") == (P, Figure(IMAGE), Q)


def test_an_image_in_a_text_stands_after_it() -> None:
    assert body("<p>One. <img src=/i.jpg></p><p>Two.</p>") == (P, Figure(IMAGE), Q)


def test_an_image_in_an_item_or_quote_stands_in_it() -> None:
    (listed,) = body("<ul><li>One.<p><img src=/i.jpg></p><li>Two.</ul>")
    assert isinstance(listed, List)
    assert listed.items[0].blocks == (P, Figure(IMAGE))
    (quote,) = body("<blockquote>One.<p><img src=/i.jpg></p>Two.</blockquote>")
    assert quote == Quote((P, Figure(IMAGE), Q))


def test_an_image_says_what_it_shows_and_how_large_it_is() -> None:
    assert figure('<img src=/i.jpg alt=" A \n frog " width=640 height="480px">') == Figure(
        IMAGE, "A frog", width=640, height=480
    )
    assert figure('<img src=/i.jpg alt="" width="100%" height=auto>') == Figure(IMAGE)


# Addresses


@pytest.mark.parametrize(
    "html",
    [
        "<img src=/s.jpg srcset='/s.jpg 320w, /i.jpg 1280w, /huge.jpg 4000w'>", "<img src=/s.jpg srcset='/s.jpg, /i.jpg 2x'>",
        "<img src=/s.jpg data-src=/i.jpg>", "<img src='data:image/gif;base64,R0' data-lazy-src=/i.jpg>",
        "<img src='data:image/gif;base64,R0' data-srcset='/s.jpg 320w,/i.jpg 640w'>",
        "<picture><source srcset='/i.jpg 800w'><img src='data:,'></picture>",
        "<img class=lazy data-original=/i.jpg>", "<img src='data:,'><noscript><img alt=x src='/i.jpg'></noscript>",
        "<img srcset='/i.jpg 5000w, /huge.jpg 9000w'>", "<img src='  /i.jpg\n'>",
    ],
)  # fmt: skip
def test_the_best_address_of_an_image_is_taken(html: str) -> None:
    assert figure(html).url == IMAGE


@pytest.mark.parametrize(
    "html",
    [
        "<img>", "<img src=''>", "<img src='data:image/png;base64,x'>", "<img src='javascript:alert(1)'>",
        "<img src='blob:x'>", "<img srcset=','>", "<img src='mailto:a@b.example'>",
        "<img src=/i.jpg width=1 height=1>", "<img src=/i.jpg width=32>", "<img class='avatar' src=/i.jpg>",
        "<img class='emoji' src=/i.jpg>", "<img src=/i.jpg hidden>"[:0] or "<div hidden><img src=/i.jpg></div>",
        "<nav><img src=/i.jpg></nav>", "<aside><img src=/i.jpg></aside>", "<button><img src=/i.jpg></button>",
    ],
)  # fmt: skip
def test_what_is_no_image_of_the_article_is_none(html: str) -> None:
    assert body(f"<p>One.</p>{html}<p>Two.</p>") == (P, Q)


@pytest.mark.parametrize("src", ["https://a]b/i.jpg", "https://[/i.jpg", "http://\u2100/i.jpg"])
def test_an_address_that_cannot_be_taken_apart_breaks_nothing(src: str) -> None:
    html = f"<figure><img src='{src}'></figure><p>One.</p><iframe src='{src}'></iframe><img src='{src}'><p>Two.</p>"
    assert body(html)[-1] == Q


def test_the_same_image_stands_once() -> None:
    assert body("<p>One.</p><img src=/i.jpg><img src=/i.jpg><p>Two.</p>") == (P, Figure(IMAGE), Q)


# Captions


@pytest.mark.parametrize(
    "html",
    [
        "<figure><img src=/i.jpg><figcaption>Cap</figcaption></figure>",
        "<div class=wp-caption><img src=/i.jpg><p class=wp-caption-text>Cap</p></div>",
        "<div><div><img src=/i.jpg></div><div class='image__caption'>Cap</div></div>",
    ],
)  # fmt: skip
def test_a_caption_that_was_dropped_is_shown_and_is_no_text(html: str) -> None:
    assert figure(html) == Figure(IMAGE, caption="Cap")


def test_a_credit_is_no_caption() -> None:
    html = "<figure><img src=/i.jpg><figcaption><p>Cap</p><p class=photo-credit>Mo</p></figcaption></figure>"
    assert figure(html) == Figure(IMAGE, caption="Cap", credit="Mo")


def test_a_caption_that_was_kept_is_text_once() -> None:
    built = body("<p>One.</p><figure><img src=/i.jpg><figcaption>Cap</figcaption></figure><p>Two.</p>")
    assert built == (P, Figure(IMAGE, caption="Cap", text="Cap"), Q)


@pytest.mark.parametrize(
    "html",
    ["<div><img src=/i.jpg><h3>Mo</h3></div>", "<div><a href=/x><img src=/i.jpg><p>Cap</p></a></div>",
     "<article><figure><img src=/i.jpg></figure><p>Cap</p></article>"],
)  # fmt: skip
def test_an_image_with_other_text_that_was_dropped_is_dropped_with_it(html: str) -> None:
    assert body(f"<p>One.</p>{html}<p>Two.</p>", "Cap", "Mo") == (P, Q)


# Above and below the text


def test_an_image_in_a_figure_that_grows_when_clicked_is_one() -> None:
    assert figure("<figure><div role=button><img src=/i.jpg></div><figcaption>Cap</figcaption></figure>") == Figure(
        IMAGE, caption="Cap"
    )
    assert body("<p>One.</p><nav><figure><button><img src=/i.jpg></button></figure></nav><p>Two.</p>") == (P, Q)


def test_a_lead_image_stands_first() -> None:
    html = "<h1>Rain</h1><figure><img src=/i.jpg></figure><p>Mo</p><p>One.</p><p>Two.</p>"
    assert body(html, "Rain", "Mo") == (Figure(IMAGE), P, Q)


def test_the_image_that_the_page_names_as_its_own_is_the_lead_image() -> None:
    named = '<meta property="og:image" content="https://cdn.example/x/i.jpg">'
    assert body(f"{named}<div><img src=/i.jpg></div><p>One.</p><p>Two.</p>") == (Figure(IMAGE), P, Q)
    assert body("<div><img src=/i.jpg></div><p>One.</p><p>Two.</p>") == (P, Q)


def test_images_far_above_and_below_the_text_are_none_of_it() -> None:
    far = "<p>x</p>" * 20
    image = "<figure><img src=/i.jpg></figure>"
    assert body(f"{image}{far}<p>One.</p><p>Two.</p>{far}{image}", "x") == (P, Q)


# Embeds


@pytest.mark.parametrize(
    ("html", "embed"),
    [
        ("<iframe src='https://www.youtube.com/embed/x'></iframe>", Embed("https://www.youtube.com/embed/x", "YouTube")),
        ("<div><iframe data-src=//vimeo.com/video/1></iframe></div>", Embed("https://vimeo.com/video/1", "Vimeo")),
        ("<video src=/v.mp4></video>", Embed("https://frog.example/v.mp4")),
        ("<video><source src=/v.webm><source src=/v.mp4>No.</video>", Embed("https://frog.example/v.webm")),
        ("<audio controls><source src=/a.mp3></audio>", Embed("https://frog.example/a.mp3")),
    ],
)  # fmt: skip
def test_a_video_or_sound_is_an_embed(html: str, embed: Embed) -> None:
    assert body(f"<p>One.</p>{html}<p>Two.</p>") == (P, embed, Q)


@pytest.mark.parametrize("src", ["https://ads.example/frame", "javascript:alert(1)", "about:blank", "https://notyoutube.com/x"])
def test_a_frame_of_an_unknown_site_is_none(src: str) -> None:
    assert body(f"<p>One.</p><iframe src='{src}'></iframe><p>Two.</p>") == (P, Q)


# Lines


def test_a_line_between_texts_is_a_rule() -> None:
    assert body("<p>One.</p><hr><p>Two.</p>") == (P, Rule(), Q)
    assert body("<h2>One</h2><div>x</div><hr><p>Two.</p>", "x") == (Heading("One"), Rule(), Q)


def test_lines_around_the_text_are_none() -> None:
    assert body("<hr><p>One.</p><hr>") == (P,)
    assert body("<p>One.</p><div><hr><p>x</p></div><p>Two.</p>", "x") == (P, Q)


def test_a_caption_of_several_images_stands_with_the_last_of_them_before_it() -> None:
    pair = '<img src="/day.png" width=400><img src="/night.png" width=400>'
    found = figures_of(f"<figure>{pair}<figcaption>The mill by day and by night.</figcaption></figure>")
    assert [(figure.url[-9:], figure.caption, figure.text) for figure in found] == [
        ("e/day.png", None, ""), ("night.png", "The mill by day and by night.", "The mill by day and by night."),
    ]  # fmt: skip


def test_each_image_of_a_figure_has_the_caption_below_it() -> None:
    found = figures_of(
        '<figure><img src="/day.png" width=400><figcaption>By day.</figcaption><img src="/night.png" width=400>'
        "<figcaption>By night.</figcaption></figure>"
    )
    assert [(figure.caption, figure.text) for figure in found] == [("By day.", "By day."), ("By night.", "By night.")]
