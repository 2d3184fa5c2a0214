"""Keeps what was sent, so that it can be sent again to the next server when one dies."""

import contextlib
import tempfile
from typing import IO, Any, Iterator, List, Optional

from sleeper import settings

__all__ = ["Spool"]

#: Held in memory up to this size, then in a temporary file.
_MEMORY_BYTES = 64 << 20
#: No longer held beyond this size: a write of this size goes on, but is not repeated for a server that dies.
_FILE_BYTES = 16 << 30
_READ_BYTES = 4 << 20


class Spool:
    """A sequence of pieces of bytes, of bounded size. Not thread-safe.

    The file has no name, so that it is gone with the process whatever ends it. When it cannot be written, as on a full
    disk, the spool gives up what it holds, and the write goes on without.
    """

    def __init__(self) -> None:
        self.size = 0
        self.is_whole = True
        self._pieces: List[Any] = []
        self._file: Optional[IO[bytes]] = None

    @property
    def in_memory(self) -> Optional[List[Any]]:
        """All pieces, when all are held in memory."""
        return self._pieces if self.is_whole and self._file is None else None

    def append(self, piece: Any) -> None:
        """Adds bytes or a buffer, which must not change any more."""
        self.size += memoryview(piece).nbytes
        if not self.is_whole:
            return
        self._pieces.append(piece)
        if self._file is not None or self.size > _MEMORY_BYTES:
            self._move_to_file()

    def pieces(self) -> Iterator[Any]:
        """All that was added, in order, though perhaps in other pieces."""
        assert self.is_whole
        if self._file is not None:
            self._file.seek(0)
            piece = self._file.read(_READ_BYTES)
            while piece:
                yield piece
                piece = self._file.read(_READ_BYTES)
        yield from self._pieces

    def close(self) -> None:
        """Gives up all that is held."""
        self.is_whole = False
        self._pieces = []
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):  # the disk is full, which is why it is given up
                file.close()

    def _move_to_file(self) -> None:
        try:
            if self.size > _FILE_BYTES:
                raise OSError("larger than what is kept for a repeat")
            if self._file is None:
                self._file = _unnamed_file()
            self._file.seek(0, 2)
            for piece in self._pieces:
                self._file.write(piece)
            self._file.flush()  # a disk that is full shows here, and not when the pieces are wanted
            self._pieces = []
        except OSError:
            self.close()


def _unnamed_file() -> IO[bytes]:
    """A file in the user's data directory: the system's temporary one may lie in memory."""
    directory = settings.home() / "spool"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=str(directory))
    except OSError:
        return tempfile.TemporaryFile()
