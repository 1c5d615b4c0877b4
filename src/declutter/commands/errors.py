"""How a command says that it cannot go on."""

from __future__ import annotations


class CommandError(Exception):
    """What ends the work on an input, or on all of them; said to the user in one line."""
