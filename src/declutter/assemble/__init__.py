"""Kept blocks to the typed body: exactly once, in document order."""

from declutter.assemble.build import assemble

__all__ = ["assemble"]
