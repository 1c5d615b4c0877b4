"""Posts in the markup of forum systems: how many there are, who wrote each and when, in order; text that nobody wrote is in none."""
# ruff: noqa: E501 - markup in the lines that systems write it in

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from declutter import Post, extract
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.threads import find_thread, thread_body

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SAID = (
    "The wheel has not turned since Monday, though the river is as high as it ever was in May.",
    "Oil it first, then lift the sluice by a hand, and wait until the water stands at the mark.",
    "It turns again, and the whole village came to look at it. I owe each of you a sack of flour.",
)
NAMES = ("mo_frog", "Widow Lark", "mo_frog")
HOURS = (8, 9, 17)


def at(hour: int) -> datetime:
    return datetime(2024, 3, 5, hour, 30, tzinfo=timezone.utc)


def stamp(hour: int) -> str:
    return f"2024-03-05T{hour:02}:30:00+00:00"


VBULLETIN = """<li class="postbitlegacy postbitim postcontainer" id="post_{n}"><div class="posthead"><span class="postdate old"><span class="date">{date},&nbsp;<span class="time">{hour}:30 AM</span></span></span><span class="nodecontrols"><a name="post{n}" href="t?p={n}" class="postcounter">#{n}</a></span></div>
<div class="postdetails"><div class="userinfo"><div class="username_container"><a class="username offline popupctrl" href="member.php?{n}"><strong>{name}</strong></a></div><span class="usertitle">Member</span><dl class="userinfo_extra"><dt>Join Date</dt><dd>Jan 2011</dd><dt>Posts</dt><dd>12</dd></dl></div>
<div class="postbody"><div class="postrow"><div class="content"><div id="post_message_{n}"><blockquote class="postcontent restore">{text}</blockquote></div></div></div></div></div></li>"""
SMF = """<div class="windowbg" id="msg{n}"><div class="post_wrapper"><div class="poster"><h4><a href="index.php?action=profile;u={n}" title="View the profile of {name}">{name}</a></h4><ul class="user_info"><li class="membergroup">Jr. Member</li><li class="postcount">Posts: 12</li></ul></div>
<div class="postarea"><div class="keyinfo"><div class="postinfo"><a href="#msg{n}" class="smalltext" title="Re: The wheel">{date}, {hour}:30:00 AM</a></div></div><div class="post"><div class="inner" data-msgid="{n}" id="msg_{n}">{text}</div></div></div></div></div>"""
MYBB = """<div class="post" id="post_{n}"><div class="post_author"><div class="author_information"><strong><span class="largetext"><a href="user-{n}.html">{name}</a></span></strong><br /><span class="smalltext">Miller</span></div></div>
<div class="post_content"><div class="post_head"><span class="post_date" title="{stamp}">{date}</span></div><div class="post_body scaleimages" id="pid_{n}">{text}</div></div></div>"""
INVISION = """<article id="elComment_{n}" class="cPost ipsBox ipsComment ipsComment_parent"><aside class="ipsComment_author cAuthorPane"><h3 class="cAuthorPane_author"><strong><a href="https://frog.example/profile/{n}-x/" class="ipsType_break">{name}</a></strong></h3><ul class="cAuthorPane_info"><li>Members</li></ul></aside>
<div class="ipsColumn ipsColumn_fluid"><div id="comment-{n}_wrap" class="ipsComment_content"><div class="ipsComment_meta"><a href="t?c={n}">Posted <time datetime="{stamp}" title="{date}">{date}</time></a></div><div data-role="commentContent" class="ipsType_normal ipsType_richText"><p>{text}</p></div></div></div></article>"""
NODEBB = """<li component="post" class="post-row" data-index="{n}" data-pid="{n}" data-username="{name}" itemprop="comment" itemscope itemtype="https://schema.org/Comment"><meta itemprop="datePublished" content="{stamp}"><div class="clearfix post-header"><a href="/user/x" itemprop="author" data-username="{name}">{name}</a> <a class="permalink" href="/post/{n}"><span class="timeago" title="{stamp}"></span></a></div><div class="content" component="post/content" itemprop="text"><p>{text}</p></div><div class="post-footer"><span component="post/vote-count" data-votes="0">0</span></div></li>"""
FLARUM = """<div><article><div class="Post-container"><div class="Post-header"><h3><a href="/u/x"><span class="username">{name}</span></a></h3><time datetime="{stamp}">{date}</time></div><div class="Post-body"><p>{text}</p></div></div></article></div>"""
BLOG = """<li id="comment-{n}" class="comment even thread-even depth-1"><article id="div-comment-{n}" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{name}</b> <span class="says">says:</span></div><div class="comment-metadata"><a href="#comment-{n}"><time datetime="{stamp}">{date} at {hour}:30</time></a></div></footer><div class="comment-content"><p>{text}</p></div><div class="reply"><a rel="nofollow" class="comment-reply-link" href="?replytocom={n}">Reply</a></div></article></li>"""
DRUPAL = """<article data-comment-user-id="{n}" id="comment-{n}" class="comment js-comment by-anonymous clearfix"><footer class="comment__meta"><p class="comment__author"><span lang="" typeof="schema:Person">{name}</span></p><p class="comment__time"><time datetime="{stamp}">{date}</time></p></footer><div class="comment__content"><div class="clearfix text-formatted field field--name-comment-body"><p>{text}</p></div></div></article>"""
LEMMY = """<article id="comment-{n}" class="comment-node"><header><a class="person-listing" href="/u/x">{name}</a> <time datetime="{stamp}">2 months</time></header><div class="comment-content"><p>{text}</p></div></article>"""
PARTS = {"vBulletin": VBULLETIN, "SMF": SMF, "MyBB": MYBB, "Invision": INVISION, "NodeBB": NODEBB, "Flarum": FLARUM, "WordPress comments": BLOG, "Drupal comments": DRUPAL, "Lemmy": LEMMY}  # fmt: skip


def written_in(part: str) -> str:
    posts = (
        part.format(n=n, name=name, hour=hour, stamp=stamp(hour), date="March 5, 2024", text=text)
        for n, (name, hour, text) in enumerate(zip(NAMES, HOURS, SAID, strict=True), 1)
    )
    return f"<h1>The wheel stands still</h1><div class='thread'>{''.join(posts)}</div>"


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_posts_have_their_authors_and_times_in_order(part: str) -> None:
    page = segment(parse(written_in(part)), "https://frog.example/t")
    thread = find_thread(page, replies_only=False, language="en")
    body = thread_body(page, [index for index, block in enumerate(page.blocks) if block.text in SAID], thread)
    posts = [block for block in body if isinstance(block, Post)]
    assert [(post.author, post.text) for post in posts] == list(zip(NAMES, SAID, strict=True))
    assert len(body) == len(posts)
    days = [post.published.date() if isinstance(post.published, datetime) else post.published for post in posts]
    assert days == [date(2024, 3, 5)] * 3
    if "{stamp}" in part:  # others say it in the reader's words, without a zone
        assert [post.published for post in posts] == [at(hour) for hour in HOURS]


# The fixtures: whole pages, from bytes to posts.

FORUMS: dict[str, list[tuple[str, str, int | None]]] = {
    "forum-discourse": [
        ("mudlark", "2024-02-26T09:12:45+00:00", None), ("hettie_pots", "2024-02-26T10:40:02+00:00", None),
        ("rutile", "2024-02-26T15:03:30+00:00", None), ("mudlark", "2024-03-04T08:00:19+00:00", None),
    ],
    "forum-thread": [
        ("Spanflug", "2024-01-14T19:42:11+00:00", None), ("Ulmenhof", "2024-01-14T20:15:53+00:00", None),
        ("Gerda_M", "2024-01-15T06:31:20+00:00", 0), ("Spanflug", "2024-01-15T18:05:02+00:00", None),
        ("Ulmenhof", "2024-01-15T18:20:40+00:00", None),
    ],
}  # fmt: skip


@pytest.mark.parametrize("slug", FORUMS)
def test_the_posts_of_a_page_have_their_authors_and_times_in_order(slug: str) -> None:
    article = extract((FIXTURES / slug / "page.html").read_bytes(), url="https://frog.example/t")
    posts = [block for block in article.body if isinstance(block, Post)]
    found = [(post.author, post.published.isoformat() if post.published else "", post.parent) for post in posts]
    assert found == FORUMS[slug]
