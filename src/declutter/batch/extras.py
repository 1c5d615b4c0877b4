"""Libraries that come with an extra: imported where they are used, and asked for by the extra's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from declutter.errors import DeclutterError


class MissingExtra(DeclutterError, ImportError):  # noqa: N818 - says what it is
    """A library that is not installed is needed; the message names the extra that brings it."""


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Turn a failing import in the block into an error that says what to install.

    >>> with extra("batch"):
    ...     import no_such_library
    Traceback (most recent call last):
    declutter.batch.extras.MissingExtra: no_such_library is not installed: pip install 'declutter[batch]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or str(error)).partition(".")[0]
        raise MissingExtra(f"{library} is not installed: pip install 'declutter[{name}]'", name=error.name) from error
