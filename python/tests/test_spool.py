import errno
import io

import pytest

from sleeper import spool
from sleeper.spool import Spool


@pytest.fixture(autouse=True)
def small_spool(tmp_path, monkeypatch):
    monkeypatch.setenv("SLEEPER_HOME", str(tmp_path))
    monkeypatch.setattr(spool, "_MEMORY_BYTES", 10)
    monkeypatch.setattr(spool, "_FILE_BYTES", 100)
    monkeypatch.setattr(spool, "_READ_BYTES", 7)
    return tmp_path


def test_small_pieces_stay_in_memory():
    pieces = Spool()
    pieces.append(b"abc")
    pieces.append(memoryview(b"defg"))

    assert pieces.in_memory == [b"abc", b"defg"]
    assert b"".join(pieces.pieces()) == b"abcdefg"
    assert pieces.size == 7


def test_many_pieces_go_to_a_file_without_a_name(small_spool):
    pieces = Spool()
    for i in range(9):
        pieces.append(b"0123456%d" % i)
        assert b"".join(pieces.pieces()) == b"".join(b"0123456%d" % j for j in range(i + 1))

    assert pieces.in_memory is None
    assert pieces.is_whole
    assert list((small_spool / "spool").iterdir()) == []


def test_a_full_disk_ends_the_spool_and_not_the_write(monkeypatch):
    class FullDisk(io.RawIOBase):
        def writable(self):
            return True

        def seekable(self):
            return True

        def seek(self, *place):
            return 0

        def write(self, content):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spool, "_unnamed_file", lambda: io.BufferedWriter(FullDisk()))
    pieces = Spool()
    for _ in range(9):
        pieces.append(b"0123456")

    assert not pieces.is_whole
    pieces.close()


def test_what_grows_too_large_is_given_up():
    pieces = Spool()
    for _ in range(11):
        pieces.append(b"0123456789")

    assert not pieces.is_whole
    assert pieces.in_memory is None
    assert pieces.size == 110
