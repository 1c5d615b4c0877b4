"""What the site needs beyond the Markdown as it stands in the repository."""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]+\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Leave links to files outside docs/ as text: they lead somewhere in a clone, not on the site."""
    return _OUTSIDE.sub(r"\1", markdown)
