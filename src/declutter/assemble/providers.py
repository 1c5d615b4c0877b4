"""The sites that pages embed things of, by their addresses."""

from __future__ import annotations

import re

from declutter.assemble.links import split_url

_PROVIDERS = {
    "youtube.com": "YouTube", "youtube-nocookie.com": "YouTube", "youtu.be": "YouTube", "vimeo.com": "Vimeo",
    "dailymotion.com": "Dailymotion", "twitch.tv": "Twitch", "twitter.com": "X", "x.com": "X", "instagram.com": "Instagram",
    "facebook.com": "Facebook", "tiktok.com": "TikTok", "reddit.com": "Reddit", "redditmedia.com": "Reddit",
    "soundcloud.com": "SoundCloud", "spotify.com": "Spotify", "bandcamp.com": "Bandcamp", "apple.com": "Apple",
    "google.com": "Google", "openstreetmap.org": "OpenStreetMap", "codepen.io": "CodePen", "jsfiddle.net": "JSFiddle",
    "datawrapper.de": "Datawrapper", "dwcdn.net": "Datawrapper", "flourish.studio": "Flourish", "ted.com": "TED",
    "slideshare.net": "SlideShare", "archive.org": "Internet Archive", "wistia.net": "Wistia", "jwplayer.com": "JW Player",
    "brightcove.net": "Brightcove", "bsky.app": "Bluesky", "loom.com": "Loom", "giphy.com": "Giphy", "imgur.com": "Imgur",
    "threads.net": "Threads", "threads.com": "Threads", "fb.watch": "Facebook", "linkedin.com": "LinkedIn",
    "pinterest.com": "Pinterest", "tumblr.com": "Tumblr", "redd.it": "Reddit", "streamable.com": "Streamable",
}  # fmt: skip
_MASTODON = re.compile(r"/@\w+(?:@[\w.-]+)?/\d+(?:/embed)?")  # on any host


def provider_of(url: str) -> str | None:
    """Return the name of the site that an address belongs to, None for one that is not known to be embedded.

    >>> provider_of("https://www.youtube.com/embed/x")
    'YouTube'
    """
    parts = split_url(url)
    labels = (parts.hostname or "").split(".") if parts else []
    known = next((name for at in range(len(labels)) if (name := _PROVIDERS.get(".".join(labels[at:])))), None)
    return known or ("Mastodon" if parts and _MASTODON.fullmatch(parts.path) else None)
