"""Says on the terminal how far a long write has come."""

import os
import shutil
import sys
import time
from typing import Any, Optional, TextIO

__all__ = ["Progress"]

_QUIET_SECONDS = 1.0
_UPDATE_SECONDS = 0.2
_BAR_WIDTH = 20


class Progress:
    """One line on standard error: rows so far and rows a second, and a summary at the end. Where the ``total`` of rows
    is known, it has a bar with the share that is done, and the time left.

    Nothing is shown in the first second, when standard error is no terminal, or when ``quiet``. Without colours, so
    that nothing depends on what the terminal knows. A terminal that cannot be written to ends the show and not the
    write.
    """

    def __init__(self, what: str, quiet: bool = False, total: Optional[int] = None, out: Optional[TextIO] = None) -> None:
        self._what = what
        self._total = total
        self._out = out or sys.stderr
        self._shows = not quiet and _is_terminal(self._out) and os.environ.get("TERM") != "dumb"
        self._began = time.monotonic()
        self._due = self._began + _QUIET_SECONDS
        self._width = 0

    def update(self, rows: int) -> None:
        """Shows the count of rows, if it is time for it."""
        now = time.monotonic()
        if self._shows and now >= self._due:
            self._due = now + _UPDATE_SECONDS
            self._show("{}: {}".format(self._what, self._so_far(rows, rows / (now - self._began))))

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

    def _so_far(self, rows: int, rate: float) -> str:
        if not self._total or not rows:
            return "{:,} rows, {:,.0f} rows/s".format(rows, rate)
        share = min(rows / self._total, 1.0)
        return "[{}] {:.0%} of {:,} rows, {:,.0f} rows/s, {:,.0f} s left".format(
            ("#" * int(share * _BAR_WIDTH)).ljust(_BAR_WIDTH), share, self._total, rate, (1 - share) * self._total / rate
        )

    def _show(self, text: str) -> None:
        text = text[: shutil.get_terminal_size().columns - 1]  # a longer one would take a line more each time
        self._put("\r" + text.ljust(self._width))
        self._width = max(self._width, len(text))

    def _end(self) -> None:
        self._put("\n")
        self._width = 0

    def _put(self, text: str) -> None:
        if self._shows:
            try:
                self._out.write(text)
                self._out.flush()
            except Exception:  # whatever stands in for the terminal, a write is not to fail for it
                self._shows = False


def _is_terminal(out: Any) -> bool:
    try:
        return bool(out.isatty())
    except Exception:  # None, closed, or something that only writes
        return False
