"""The rows that all figures are about: a key of 10 letters, a long, and a value of 10 letters."""
import numpy
import pyarrow

SCHEMA = {'key': str, 'count': int, 'value': str}
LETTERS = 10


def table(rows, seed):
    """Random rows in no order, as one Arrow table."""
    random = numpy.random.default_rng(seed)
    return pyarrow.table({
        'key': _words(random, rows),
        'count': pyarrow.array(random.integers(0, 1_000_000, rows)),
        'value': _words(random, rows),
    }, schema=pyarrow.schema([('key', pyarrow.string()), ('count', pyarrow.int64()), ('value', pyarrow.string())]))


def _words(random, rows):
    letters = random.integers(ord('a'), ord('z') + 1, rows * LETTERS, dtype=numpy.uint8)
    offsets = numpy.arange(0, (rows + 1) * LETTERS, LETTERS, dtype=numpy.int32)
    return pyarrow.StringArray.from_buffers(rows, pyarrow.py_buffer(offsets), pyarrow.py_buffer(letters))
