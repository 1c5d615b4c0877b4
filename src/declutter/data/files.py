"""The files beside this module, read by the loader that found it: importlib.resources takes five times as long to import."""

from __future__ import annotations

import pkgutil


def read_bytes(name: str) -> bytes:
    """Return what a data file holds. Raises OSError if there is none of the name."""
    data = pkgutil.get_data("declutter.data", name)
    if data is None:  # a loader that cannot read data
        raise FileNotFoundError(name)
    return data


def read_text(name: str) -> str:
    """Return the text of a data file in UTF-8, with line feeds at the ends of lines."""
    return read_bytes(name).decode().replace("\r\n", "\n")
