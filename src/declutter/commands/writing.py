"""Where output goes: standard output or a file, and messages to standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from declutter.commands.errors import CommandError
from declutter.commands.layout import one_line


class Output:
    """Standard output, or a file that is made when the first thing is written to it."""

    def __init__(self, path: str | None = None, inputs: Iterable[str] = ()) -> None:
        self._path = None if path == "-" else path
        self._stream: TextIO | None = None
        if self._path and any(_is_same_file(self._path, name) for name in inputs):
            raise CommandError(f"{self._path}: is an input as well")

    @property
    def written(self) -> bool:
        """Whether anything was written."""
        return self._stream is not None

    @property
    def is_terminal(self) -> bool:
        """Whether a person may be looking, through a terminal that control characters steer."""
        return not self._path and sys.stdout is not None and sys.stdout.isatty()

    def write(self, text: str) -> None:
        """Write text as it is; "" makes the file as well."""
        try:
            if self._stream is None:
                self._stream = self._open()
            self._stream.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Bring all that was written to where it goes."""
        try:
            if self._stream is not None:
                self._stream.flush()
                if self._path:
                    self._stream.close()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._failure(error) from error

    def _open(self) -> TextIO:
        if self._path:
            return Path(self._path).open("w", encoding="utf-8", errors="replace", newline="\n")
        if sys.stdout is None:
            raise CommandError("standard output is closed")
        return sys.stdout

    def _failure(self, error: OSError) -> CommandError:
        if not self._path:
            discard_output()
        return CommandError(f"{self._path or 'standard output'}: {error.strerror or error}")


def _is_same_file(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False


def print_lines(lines: Iterable[str]) -> None:
    """Write lines, whose texts must be printable already, to standard output."""
    output = Output()
    for line in lines:
        output.write(f"{line}\n")
    output.close()


def prepare_output() -> None:
    """Make standard output UTF-8 where it is no terminal; on one, show what it cannot print as "?"."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")


def discard_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not fail on it when it exits."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def complain(message: str) -> None:
    """Say something to the user, in one line, beside the output."""
    if sys.stderr is not None:
        print(f"declutter: {one_line(message)}", file=sys.stderr)
