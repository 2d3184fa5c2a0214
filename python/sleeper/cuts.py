"""Cuts batches to a size that can be sent, and paces the making of them: memory goes by bytes, not by rows."""

from typing import Any, Iterator

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Pace", "cut", "without_views"]

#: Batches are cut to about this size, so that the server can work on one while the next is made.
BATCH_BYTES = 8 << 20
_FIRST_ROWS = 256
#: Enough that the cost of a batch does not show.
_MOST_ROWS = 16_384


class Pace:
    """How many records to convert at a time: few while nothing is known of their size, then as many as go in a batch.

    Attributes:
        rows: how many to convert next.
    """

    def __init__(self) -> None:
        self.rows = _FIRST_ROWS

    def saw(self, rows: int, size: int) -> None:
        """Learns how many bytes the last records took."""
        if size > BATCH_BYTES:
            self.rows = max(1, rows * BATCH_BYTES // size)
        elif 2 * size <= BATCH_BYTES:
            self.rows = min(2 * self.rows, _MOST_ROWS)


def cut(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The batch in pieces of about the size that batches should have; a larger one has a single row."""
    rows, size = batch.num_rows, sum(map(_size, batch.columns))
    if rows == 0:
        return
    if size <= BATCH_BYTES or rows == 1:
        yield batch
        return
    step = max(1, min(rows // 2, rows * BATCH_BYTES // size))
    for start in range(0, rows, step):
        yield from cut(batch.slice(start, step))


def without_views(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with plain text and bytes in the place of views, of which neither parts nor sizes can be taken."""
    arrays = [_without_views(column) for column in batch.columns]
    return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)


def _without_views(array: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        plain = _without_views(array.dictionary)
        return array if plain is array.dictionary else pa.DictionaryArray.from_arrays(array.indices, plain)
    large = {"string_view": pa.large_string(), "binary_view": pa.large_binary()}.get(str(array.type))
    return array if large is None else array.cast(large)


def _size(array: Any) -> int:
    """How many bytes the values take; those of a dictionary as often as they come."""
    if not pa.types.is_dictionary(array.type):
        return array.nbytes
    values = array.dictionary
    try:
        lengths = pc.binary_length(values)
    except pa.ArrowNotImplementedError:  # numbers
        return len(array) * (values.nbytes // max(1, len(values)) + 1)
    return len(array) + (pc.sum(lengths.take(array.indices)).as_py() or 0)
