"""Kept blocks to the typed body: exactly once, in document order."""

from declutter.assemble.build import assemble, assemble_parts

__all__ = ["assemble", "assemble_parts"]
