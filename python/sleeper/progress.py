"""Says on the terminal how far a long write has come."""

import os
import sys
import time
from typing import Optional, TextIO

__all__ = ["Progress"]

_QUIET_SECONDS = 1.0
_UPDATE_SECONDS = 0.2


class Progress:
    """One line on standard error: rows so far and rows a second, and a summary at the end.

    Nothing is shown in the first second, when standard error is no terminal, or when ``quiet``. Without colours, so
    that nothing depends on what the terminal knows.
    """

    def __init__(self, what: str, quiet: bool = False, out: Optional[TextIO] = None) -> None:
        self._what = what
        self._out = out or sys.stderr
        self._shows = not quiet and self._out is not None and self._out.isatty() and os.environ.get("TERM") != "dumb"
        self._began = time.monotonic()
        self._due = self._began + _QUIET_SECONDS
        self._width = 0

    def update(self, rows: int) -> None:
        """Shows the count of rows, if it is time for it."""
        now = time.monotonic()
        if self._shows and now >= self._due:
            self._due = now + _UPDATE_SECONDS
            self._show("{}: {:,} rows, {:,.0f} rows/s".format(self._what, rows, rows / (now - self._began)))

    def finish(self, rows: int) -> None:
        """Puts the summary in the place of the line, if one was shown."""
        if self._width:
            seconds = time.monotonic() - self._began
            self._show("{}: {:,} rows in {:.1f} s, {:,.0f} rows/s".format(self._what, rows, seconds, rows / seconds))
            self._end()

    def close(self) -> None:
        """Ends the line if it still stands, so that an error message begins on one of its own."""
        if self._width:
            self._end()

    def _show(self, text: str) -> None:
        self._out.write("\r" + text.ljust(self._width))
        self._out.flush()
        self._width = max(self._width, len(text))

    def _end(self) -> None:
        self._out.write("\n")
        self._out.flush()
        self._width = 0
