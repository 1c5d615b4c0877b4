"""Posts of other sites in a text: told by the markup that the sites themselves give for it, each with address and words."""
# ruff: noqa: E501 - markup in the lines that systems write it in

from __future__ import annotations

import pytest

from declutter import Article, BodyBlock, Embed, Paragraph, Quote, extract
from declutter.assemble import assemble
from declutter.assemble.providers import provider_of
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse

P, Q = Paragraph("One."), Paragraph("Two.")

X = """<blockquote class="twitter-tweet" data-width="550"><p lang="en" dir="ltr">It rains.<br>Again. <a
href="https://t.co/ab">pic.twitter.com/ab</a></p>&mdash; Mo (@mo) <a
href="https://twitter.com/mo/status/17?ref_src=twsrc%5Etfw">March 5, 2024</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>"""
INSTAGRAM = """<blockquote class="instagram-media" data-instgrm-captioned
data-instgrm-permalink="https://www.instagram.com/p/Ab1/?utm_source=ig_embed&amp;utm_campaign=loading"><div><a
href="https://www.instagram.com/p/Ab1/?utm_source=ig_embed"><div><div></div></div><div>View this post on Instagram</div></a>
<p><a href="https://www.instagram.com/p/Ab1/">A post shared by Mo (@mo)</a></p></div></blockquote>"""
TIKTOK = """<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@mo/video/71" data-video-id="71"><section><a target="_blank"
href="https://www.tiktok.com/@mo?refer=embed">@mo</a> The mill runs <a href="https://www.tiktok.com/tag/mill?refer=embed">#mill</a>
</section></blockquote>"""
REDDIT = """<blockquote class="reddit-embed-bq" data-embed-height="316"><a href="https://www.reddit.com/r/mills/comments/1a/rain/">Rain
on the mill</a><br> by<a href="https://www.reddit.com/user/mo/">u/mo</a> in<a href="https://www.reddit.com/r/mills/">mills</a>
</blockquote>"""
BLUESKY = """<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:ab12/app.bsky.feed.post/3k" data-bluesky-cid="x"><p
lang="en">It rains.</p>&mdash; Mo (<a href="https://bsky.app/profile/did:plc:ab12?ref_src=embed">@mo.frog.example</a>) <a
href="https://bsky.app/profile/did:plc:ab12/post/3k?ref_src=embed">March 5, 2024</a></blockquote>"""
MASTODON = """<blockquote class="mastodon-embed" data-embed-url="https://social.frog.example/@mo/112/embed"><a
href="https://social.frog.example/@mo/112" target="_blank"><div>Post by @mo</div><div>View on Mastodon</div></a></blockquote>"""
FACEBOOK = """<div class="fb-post" data-href="https://www.facebook.com/mill/posts/12" data-width="500"><blockquote
cite="https://www.facebook.com/mill/posts/12" class="fb-xfbml-parse-ignore"><p>It rains.</p>Posted by <a
href="https://facebook.com/mill">The Mill</a> on <a href="https://www.facebook.com/mill/posts/12">Tuesday</a></blockquote></div>"""
THREADS = """<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@mo/post/C1"><a
href="https://www.threads.net/@mo/post/C1"><div>View on Threads</div></a></blockquote>"""
WORDPRESS = """<figure class="wp-block-embed"><div class="wp-block-embed__wrapper"><blockquote class="wp-embedded-content"><a
href="https://toad.example/mill/">The mill in the rain</a></blockquote></div></figure>"""
DISCOURSE = """<aside class="onebox allowlistedgeneric" data-onebox-src="https://toad.example/mill/"><header class="source"><a
href="https://toad.example/mill/">toad.example</a></header><article class="onebox-body"><h3><a href="https://toad.example/mill/">The
mill in the rain</a></h3><p>It stood still.</p></article></aside>"""

SYSTEMS = {
    "X": (X, "https://twitter.com/mo/status/17", "X", "It rains.\nAgain. pic.twitter.com/ab\n— Mo (@mo) March 5, 2024"),
    "Instagram": (
        INSTAGRAM, "https://www.instagram.com/p/Ab1/", "Instagram",
        "View this post on Instagram\nA post shared by Mo (@mo)",
    ),
    "TikTok": (TIKTOK, "https://www.tiktok.com/@mo/video/71", "TikTok", "@mo The mill runs #mill"),
    "Reddit": (
        REDDIT, "https://www.reddit.com/r/mills/comments/1a/rain/", "Reddit", "Rain on the mill\nbyu/mo inmills",
    ),
    "Bluesky": (
        BLUESKY, "https://bsky.app/profile/did:plc:ab12/post/3k", "Bluesky", "It rains.\n— Mo (@mo.frog.example) March 5, 2024",
    ),
    "Mastodon": (MASTODON, "https://social.frog.example/@mo/112", "Mastodon", "Post by @mo\nView on Mastodon"),
    "Facebook": (FACEBOOK, "https://www.facebook.com/mill/posts/12", "Facebook", "It rains.\nPosted by The Mill on Tuesday"),
    "Threads": (THREADS, "https://www.threads.net/@mo/post/C1", "Threads", "View on Threads"),
    "WordPress": (WORDPRESS, "https://toad.example/mill/", None, "The mill in the rain"),
    "Discourse": (DISCOURSE, "https://toad.example/mill/", None, "toad.example\nThe mill in the rain\nIt stood still."),
}  # fmt: skip


def body(html: str, keep: str | None = None) -> tuple[BodyBlock, ...]:
    """Return the body of all blocks, or of those whose text ends with the letters `keep`."""
    page = segment(parse(html), "https://frog.example/")
    return assemble(page, [index for index, block in enumerate(page.blocks) if keep is None or block.text in keep])


@pytest.mark.parametrize(("html", "url", "provider", "text"), SYSTEMS.values(), ids=SYSTEMS)
def test_a_post_of_another_site_is_an_embed(html: str, url: str, provider: str | None, text: str) -> None:
    assert body(f"<p>One.</p>{html}<p>Two.</p>") == (P, Embed(url, provider, text), Q)


@pytest.mark.parametrize(("html", "url", "provider", "text"), SYSTEMS.values(), ids=SYSTEMS)
def test_a_post_whose_words_were_dropped_is_an_embed_without_text(
    html: str, url: str, provider: str | None, text: str
) -> None:
    assert body(f"<p>One.</p>{html}<p>Two.</p>", "One.Two.") == (P, Embed(url, provider), Q), text


@pytest.mark.parametrize(("html", "url", "provider", "text"), SYSTEMS.values(), ids=SYSTEMS)
def test_an_embed_reads_back_from_html(html: str, url: str, provider: str | None, text: str) -> None:
    for embed in (Embed(url, provider, text), Embed(url, provider)):
        article = Article(body=(P, embed, Q))
        assert body(article.to_html()) == article.body, html


def test_a_post_that_a_script_will_fill_is_an_embed() -> None:
    html = '<div class="fb-video" data-href="https://www.facebook.com/mill/videos/5/"></div>'
    assert body(f"<p>One.</p>{html}<p>Two.</p>") == (P, Embed("https://www.facebook.com/mill/videos/5/", "Facebook"), Q)


@pytest.mark.parametrize(
    "html",
    [
        '<blockquote class="twitter-tweet"><p>It rains.</p></blockquote>',
        '<blockquote class="twitter-tweet"><p>It rains. <a href="javascript:alert(1)">x</a></p></blockquote>',
        '<blockquote class="my-twitter-tweet"><p>It rains. <a href="https://twitter.com/mo/status/1">x</a></p></blockquote>',
        '<blockquote><p>It rains. <a href="https://twitter.com/mo/status/1">Mo</a></p></blockquote>',
    ],
)
def test_a_quote_that_is_no_post_is_a_quote(html: str) -> None:
    assert isinstance(body(f"<p>One.</p>{html}<p>Two.</p>")[1], Quote)


def test_posts_outside_the_text_are_none_of_it() -> None:
    stream = f"<div class=feed><h3>Follow us</h3>{X}{BLUESKY}</div>"
    assert body(f"{stream}<p>One.</p>{stream}<p>Two.</p>{stream}", "One.Two.") == (P, Q)


def test_a_paragraph_named_embed_with_words_of_its_own_is_a_paragraph() -> None:
    assert body('<p class="embed">So <a href="https://toad.example/">they</a> say.</p>')[0].kind == "paragraph"


def test_the_words_of_a_post_stand_in_the_text_once() -> None:
    prose = "<p>It rained on Monday, and nobody in the village was surprised by that, least of all the old miller.</p>"
    more = "<p>Three days later the upper bridge was gone, and with it the mill's wheel and eleven wooden ladders.</p>"
    article = extract(f"<h1>Rain</h1>{prose}{X}{more}", url="https://frog.example/")
    assert article.text.count("It rains.") == article.to_markdown().count("It rains.") == 1
    assert "[X](https://twitter.com/mo/status/17)" in article.to_markdown()


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://social.frog.example/@mo/112", "Mastodon"), ("https://social.frog.example/@mo@toad.example/112/embed", "Mastodon"),
        ("https://frog.example/@mo/rain", None), ("https://mobile.x.com/mo/status/1", "X"), ("https://max.com/", None),
        ("https://[", None),
    ],
)  # fmt: skip
def test_a_provider_is_told_by_the_address(url: str, provider: str | None) -> None:
    assert provider_of(url) == provider
