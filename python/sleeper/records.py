"""Turns what callers pass as records into Arrow record batches that fit a table.

Every kind of input becomes a stream of batches with exactly the table's fields, each small enough to send. What does
not fit is refused with the number of the record and the name of the field.
"""

import itertools
import operator
from typing import Any, Iterator, List, Mapping, Optional, Sequence

import pyarrow as pa

from sleeper.columns import build_column, numbered
from sleeper.cuts import Pace, cut
from sleeper.errors import InvalidRecord, InvalidRequest
from sleeper.hints import did_you_mean
from sleeper.row import Row
from sleeper.schema import Schema
from sleeper.tables import as_tables, batches_of, fit_tables, is_pandas
from sleeper.types import shown

__all__ = ["count_of", "is_repeatable", "record_batches"]

#: No record may be larger: the server takes no larger batch, and a batch holds whole records.
_MAX_RECORD_BYTES = 64_000_000

_WANTED = "Pass a list of dicts, an Arrow table or reader, or a pandas or polars data frame."


def record_batches(records: Any, schema: Schema) -> Iterator[pa.RecordBatch]:
    """Converts records batch by batch, as they are asked for; empty batches are left out.

    Raises InvalidRecord or InvalidRequest at the first batch with a record that does not fit.
    """
    for batch in _batches(records, schema):
        for piece in cut(batch):
            if piece.num_rows == 1 and piece.nbytes > _MAX_RECORD_BYTES:
                raise _too_large(piece, schema)
            yield piece


def is_repeatable(records: Any) -> bool:
    """Whether the records can surely be read again, unlike those of a generator or reader, or of a list of such."""
    parts = {type(part): part for part in records}.values() if isinstance(records, (list, tuple)) else [records]
    return all(isinstance(part, (Mapping, Row, pa.Table, pa.RecordBatch)) or is_pandas(part) for part in parts)


def count_of(records: Any) -> Optional[int]:
    """How many records there are, where that can be told without reading them."""
    if isinstance(records, (list, tuple)):
        if not records or isinstance(records[0], (Mapping, Row)):
            return len(records)
        counts = [_row_count(part) for part in records]
        return None if None in counts else sum(counts)  # type: ignore[arg-type]
    return _row_count(records)


def _row_count(table: Any) -> Optional[int]:
    shape = getattr(table, "shape", None)  # of Arrow, pandas and polars alike
    count = shape[0] if isinstance(shape, tuple) and shape else getattr(table, "num_rows", None)
    return count if isinstance(count, int) else None


def _batches(records: Any, schema: Schema) -> Iterator[pa.RecordBatch]:
    if isinstance(records, (str, bytes, Mapping)):
        raise InvalidRequest(
            "Records must be a list of dicts, but {} is a {}".format(shown(records), type(records).__name__),
            code="invalid-row",
            hint="Write a single record as a list of one: [record]." if isinstance(records, Mapping) else _WANTED,
        )
    tables = as_tables(records)
    if tables is not None:
        yield from fit_tables(tables, schema, 0)
        return
    try:
        items = iter(records)
    except TypeError:
        raise _not_records(records) from None
    yield from _item_batches(items, schema)


def _item_batches(items: Iterator[Any], schema: Schema) -> Iterator[pa.RecordBatch]:
    """Batches of an iterator that gives dicts, or tables."""
    start = 0
    pace = Pace()
    for first in items:
        tables = as_tables(first)
        if tables is not None:
            for batch in fit_tables(tables, schema, start):
                start += batch.num_rows
                yield batch
            continue
        chunk = [first, *itertools.islice(items, pace.rows - 1)]
        batches = _dict_batches(chunk, schema, start)
        yield from batches
        pace.saw(len(chunk), sum(batch.nbytes for batch in batches))
        start += len(chunk)


def _not_records(records: Any) -> InvalidRequest:
    message = "Records must be a list of dicts, but {} is a {}".format(shown(records), type(records).__name__)
    return InvalidRequest(message, code="invalid-row", hint=_WANTED)


def _too_large(record: pa.RecordBatch, schema: Schema) -> InvalidRecord:
    keys = ", ".join("{} {}".format(k, shown(record.column(schema.names.index(k))[0].as_py())) for k in schema.row_keys)
    return InvalidRecord(
        "The record with {} holds {:,} bytes, but a record holds at most 64 MB".format(keys, record.nbytes),
        code="batch-too-large",
    )


# Dicts


def _dict_batches(chunk: List[Any], schema: Schema, start: int) -> List[pa.RecordBatch]:
    columns = _dict_columns(chunk, schema, start)
    arrays = [build_column(field, column, schema, start) for field, column in zip(schema.fields, columns)]
    return batches_of(arrays, schema.arrow)


def _dict_columns(chunk: List[Any], schema: Schema, start: int) -> Sequence[Sequence[Any]]:
    names = schema.names
    if set(map(type, chunk)) == {dict}:
        try:
            if max(map(len, chunk)) == len(names):
                if len(names) == 1:
                    return [[record[names[0]] for record in chunk]]
                return list(zip(*map(operator.itemgetter(*names), chunk)))
        except KeyError:
            pass
    for i, record in enumerate(chunk, start):
        _check_names(record, schema, i)
    return [[record.get(name) for record in chunk] for name in names]


def _check_names(record: Any, schema: Schema, index: int) -> None:
    """Refuses a record with a field that the table lacks, or without one that it requires."""
    if not isinstance(record, (Mapping, Row)):
        raise InvalidRecord(
            "{} is {}, a {}, but must be a dict of field to value".format(
                numbered(index), shown(record), type(record).__name__
            ),
            index=index,
        )
    for name in record.keys():
        if schema.find(name) is None:
            raise InvalidRecord(
                "{} has a field {!r} that the table does not have; its fields are {}".format(
                    numbered(index), name, ", ".join(schema.names)
                ),
                index=index,
                field=str(name),
                hint=did_you_mean(name, schema.names),
            )
    for field in schema.fields:
        if not field.nullable and field.name not in record:
            raise InvalidRecord(
                "{} has no field {!r} ({})".format(numbered(index), field.name, field.type),
                index=index,
                field=field.name,
                hint="Only nullable fields may be left out.",
            )
