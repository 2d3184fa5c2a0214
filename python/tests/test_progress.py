import io

import pandas
import pyarrow as pa
import pytest

from sleeper.progress import Progress
from sleeper.records import count_of


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def now(monkeypatch):
    """The time, as a list of one number, on a terminal of 100 columns."""
    time = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: time[0])
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return time


def test_a_short_write_shows_nothing(monkeypatch):
    out = Terminal()
    progress = Progress("Writing t", out=out)
    progress.update(5)
    progress.finish(10)
    progress.close()

    assert out.getvalue() == ""


def test_a_long_write_shows_one_line_that_ends_in_a_summary(now):
    out = Terminal()
    progress = Progress("Writing t", out=out)

    now[0] = 2.0
    progress.update(1000)
    now[0] = 2.1
    progress.update(2000)
    now[0] = 4.0
    progress.finish(4000)
    progress.close()

    assert out.getvalue().count("\n") == 1
    assert [line.strip() for line in out.getvalue().split("\r")[1:]] == [
        "Writing t: 1,000 rows, 500 rows/s",
        "Writing t: 4,000 rows in 4.0 s, 1,000 rows/s",
    ]


def test_a_write_of_known_size_shows_a_bar_with_the_share_and_the_time_left(now):
    out = Terminal()
    progress = Progress("Writing t", total=4000, out=out)

    now[0] = 2.0
    progress.update(1000)
    now[0] = 4.0
    progress.update(4000)
    now[0] = 5.0
    progress.finish(4000)

    assert [line.strip() for line in out.getvalue().split("\r")[1:]] == [
        "Writing t: [#####               ] 25% of 4,000 rows, 500 rows/s, 6 s left",
        "Writing t: [####################] 100% of 4,000 rows, 1,000 rows/s, 0 s left",
        "Writing t: 4,000 rows in 5.0 s, 800 rows/s",
    ]


def test_the_line_stays_one_in_a_narrow_terminal(now, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    out = Terminal()
    progress = Progress("Writing t", out=out)

    now[0] = 2.0
    progress.update(1000)

    assert out.getvalue() == "\rWriting t: 1,000 ro"


def test_records_are_counted_where_that_needs_no_reading():
    table = pa.table({"key": ["a", "b"]})
    known = [[{"key": "a"}] * 2, ({"key": "a"},) * 2, table, table.to_batches(), [table], table.to_pandas()]

    assert [count_of(records) for records in known] == [2] * len(known)
    assert [count_of(records) for records in (iter([]), table.to_reader(), [table.to_reader()], [5], 5, None, "ab")] == (
        [None] * 7
    )
    assert count_of(pandas.DataFrame()) == count_of([]) == 0


def test_what_cannot_be_written_to_does_not_fail_the_write(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setenv("TERM", "xterm")
    closed, closed_later = Terminal(), Terminal()
    closed.close()

    for out in (object(), closed, closed_later):
        progress = Progress("Writing t", out=out)
        for rows in range(3):
            now[0] += 2.0
            progress.update(rows)
            if out is closed_later:
                out.close()
        progress.finish(3)
        progress.close()


def test_nothing_is_shown_when_quiet_or_to_no_terminal(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for out, quiet in ((Terminal(), True), (io.StringIO(), False)):
        progress = Progress("Writing t", quiet, out=out)
        now[0] += 2.0
        progress.update(1)
        progress.finish(1)
        assert out.getvalue() == ""
