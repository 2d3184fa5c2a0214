"""Turns what callers pass as records into Arrow record batches that fit a table.

Every kind of input becomes a stream of batches with exactly the table's fields, each small enough to send. What does
not fit is refused with the number of the record and the name of the field.
"""

import difflib
import itertools
import operator
import sys
from typing import Any, Callable, Iterable, Iterator, List, Mapping, Optional, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sleeper.errors import InvalidRecord, InvalidRequest
from sleeper.row import Row
from sleeper.schema import Field, Schema
from sleeper.types import Misfit, is_missing, shown

__all__ = ["is_repeatable", "record_batches"]

#: How many dicts, or rows of a data frame, are converted at a time: enough that the cost of a batch does not show.
_ROWS_AT_A_TIME = 16_384
#: Batches are cut to about this size, so that the server can work on one while the next is made.
_BATCH_BYTES = 8 << 20
#: No record may be larger: the server takes no larger batch, and a batch holds whole records.
_MAX_RECORD_BYTES = 64_000_000

#: What building and casting arrays raises for values that do not fit.
_MISFITS = (ValueError, TypeError, OverflowError, pa.ArrowException)

_WANTED = "Pass a list of dicts, an Arrow table or reader, or a pandas or polars data frame."


def record_batches(records: Any, schema: Schema) -> Iterator[pa.RecordBatch]:
    """Converts records batch by batch, as they are asked for; empty batches are left out.

    Raises InvalidRecord or InvalidRequest at the first batch with a record that does not fit.
    """
    for batch in _batches(records, schema):
        yield from _cut(batch, schema)


def is_repeatable(records: Any) -> bool:
    """Whether the records can surely be read a second time, unlike those of a generator or a reader."""
    return isinstance(records, (list, tuple, pa.Table, pa.RecordBatch)) or _is_pandas(records)


def _batches(records: Any, schema: Schema) -> Iterator[pa.RecordBatch]:
    if isinstance(records, (str, bytes, Mapping)):
        raise InvalidRequest(
            "Records must be a list of dicts, but {} is a {}".format(shown(records), type(records).__name__),
            code="invalid-row",
            hint="Write a single record as a list of one: [record]." if isinstance(records, Mapping) else _WANTED,
        )
    tabular = _tabular(records)
    if tabular is not None:
        yield from _fit_all(tabular, schema, 0)
        return
    try:
        items = iter(records)
    except TypeError:
        raise _not_records(records) from None
    yield from _item_batches(items, schema)


def _item_batches(items: Iterator[Any], schema: Schema) -> Iterator[pa.RecordBatch]:
    """Batches of an iterator that gives dicts, or tables."""
    start = 0
    while True:
        chunk = list(itertools.islice(items, 1))
        if not chunk:
            return
        tabular = _tabular(chunk[0])
        if tabular is not None:
            for batch in _fit_all(tabular, schema, start):
                start += batch.num_rows
                yield batch
            continue
        chunk.extend(itertools.islice(items, _ROWS_AT_A_TIME - 1))
        yield from _dict_batches(chunk, schema, start)
        start += len(chunk)


def _tabular(records: Any) -> Optional[Iterable[Any]]:
    """The batches of a table of any make, or None when the records are not a table."""
    if isinstance(records, pa.Table):
        return records.to_batches()
    if isinstance(records, pa.RecordBatch):
        return [records]
    if isinstance(records, pa.RecordBatchReader):
        return records
    if _is_pandas(records):
        return (records.iloc[i : i + _ROWS_AT_A_TIME] for i in range(0, len(records), _ROWS_AT_A_TIME))
    if hasattr(records, "__arrow_c_stream__") and hasattr(pa.RecordBatchReader, "from_stream"):
        return pa.RecordBatchReader.from_stream(records)
    if hasattr(records, "__arrow_c_array__") and hasattr(pa, "record_batch"):
        return [pa.record_batch(records)]
    if hasattr(records, "to_arrow"):  # polars under a pyarrow that does not know the interfaces above
        return _tabular(records.to_arrow())
    if hasattr(records, "collect_schema") or type(records).__name__ == "LazyFrame":
        raise InvalidRequest("A lazy frame has no rows yet", code="invalid-row", hint="Pass frame.collect().")
    return None


def _is_pandas(records: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(records, pandas.DataFrame)


def _not_records(records: Any) -> InvalidRequest:
    message = "Records must be a list of dicts, but {} is a {}".format(shown(records), type(records).__name__)
    return InvalidRequest(message, code="invalid-row", hint=_WANTED)


def _cut(batch: pa.RecordBatch, schema: Schema) -> Iterator[pa.RecordBatch]:
    """The batch in pieces of about the size that batches should have."""
    rows, size = batch.num_rows, batch.nbytes
    if rows == 0:
        return
    if size <= _BATCH_BYTES:
        yield batch
    elif rows > 1:
        step = max(1, min(rows // 2, rows * _BATCH_BYTES // size))
        for start in range(0, rows, step):
            yield from _cut(batch.slice(start, step), schema)
    elif size <= _MAX_RECORD_BYTES:
        yield batch
    else:
        keys = ", ".join(
            "{} {}".format(k, shown(batch.column(schema.names.index(k))[0].as_py())) for k in schema.row_keys
        )
        raise InvalidRecord(
            "The record with {} holds {:,} bytes, but a record holds at most 64 MB".format(keys, size),
            code="batch-too-large",
        )


# Dicts


def _dict_batches(chunk: List[Any], schema: Schema, start: int) -> Iterable[pa.RecordBatch]:
    columns = _dict_columns(chunk, schema, start)
    arrays = [_build(field, column, schema, start) for field, column in zip(schema.fields, columns)]
    if any(isinstance(array, pa.ChunkedArray) for array in arrays):  # strings of more than 2 GB
        return pa.Table.from_arrays(arrays, schema=schema.arrow).to_batches()
    return [pa.RecordBatch.from_arrays(arrays, schema=schema.arrow)]


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
                _numbered(index), shown(record), type(record).__name__
            ),
            index=index,
        )
    for name in record.keys():
        if schema.find(name) is None:
            close = difflib.get_close_matches(str(name), schema.names, n=1)
            raise InvalidRecord(
                "{} has a field {!r} that the table does not have; its fields are {}".format(
                    _numbered(index), name, ", ".join(schema.names)
                ),
                index=index,
                field=str(name),
                hint="Did you mean {!r}?".format(close[0]) if close else None,
            )
    for field in schema.fields:
        if not field.nullable and field.name not in record:
            raise InvalidRecord(
                "{} has no field {!r} ({})".format(_numbered(index), field.name, field.type),
                index=index,
                field=field.name,
                hint="Only nullable fields may be left out.",
            )


def _build(field: Field, values: Sequence[Any], schema: Schema, start: int) -> Any:
    """An array of Python values: at once when they are all plainly of the field's type, else one by one."""
    kinds = set(map(type, values))
    if field.nullable:
        kinds.discard(type(None))
    if kinds <= field.type.kinds:
        try:
            return field.type.build(values)
        except _MISFITS:
            pass  # found and named below
    accepted: List[Any] = []
    for i, value in enumerate(values, start):
        if is_missing(value):
            if not field.nullable:
                raise _null(field, schema, i)
            accepted.append(None)
            continue
        try:
            accepted.append(field.type.accept(value))
        except Misfit as misfit:
            raise _misfit(field, str(misfit), i) from None
    return field.type.build(accepted)


# Tables


def _fit_all(tables: Iterable[Any], schema: Schema, start: int) -> Iterator[pa.RecordBatch]:
    for table in tables:
        batch = _from_pandas(table, schema, start) if _is_pandas(table) else table
        if batch.num_rows:
            yield _fit(batch, schema, start)
            start += batch.num_rows


def _fit(batch: pa.RecordBatch, schema: Schema, start: int) -> pa.RecordBatch:
    """The batch with the table's fields, types and order."""
    if batch.schema.equals(schema.arrow) and not any(
        batch.column(i).null_count and not field.nullable for i, field in enumerate(schema.fields)
    ):
        if not any(pa.types.is_nested(field.type.arrow) for field in schema.fields):
            return batch
    names = batch.schema.names
    for name in names:
        if schema.find(name) is None or names.count(name) > 1:
            close = difflib.get_close_matches(name, schema.names, n=1)
            raise InvalidRequest(
                "The data has a column {!r} {}; the table's fields are {}".format(
                    name,
                    "that the table does not have" if schema.find(name) is None else "more than once",
                    ", ".join(schema.names),
                ),
                code="invalid-row",
                hint="Did you mean {!r}?".format(close[0]) if close and close[0] != name else None,
            )
    arrays = []
    for field in schema.fields:
        if field.name in names:
            arrays.append(_fit_column(field, batch.column(names.index(field.name)), schema, start))
        elif field.nullable:
            arrays.append(pa.nulls(batch.num_rows, field.type.arrow))
        else:
            raise InvalidRecord(
                "The data has no column {!r} ({}), which the table requires".format(field.name, field.type),
                field=field.name,
                hint="Only nullable fields may be left out.",
            )
    return pa.RecordBatch.from_arrays(arrays, schema=schema.arrow)


def _fit_column(field: Field, array: pa.Array, schema: Schema, start: int) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        array = _decoded(array)
    if array.null_count and not field.nullable:
        raise _null(field, schema, start + pc.index(array.is_null(), True).as_py())
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), field.type.arrow)
    if not field.type.holds(array.type):
        raise InvalidRecord(
            "Field {!r} is {}, but the column's type is {}, which does not fit".format(
                field.name, field.type, array.type
            ),
            field=field.name,
            hint="Convert the column before writing.",
        )
    return _cast(field, array, start)


def _decoded(array: pa.DictionaryArray) -> pa.Array:
    values = array.dictionary
    views = {"string_view": pa.large_string(), "binary_view": pa.large_binary()}
    if str(values.type) in views:  # pyarrow cannot pick values out of these
        values = values.cast(views[str(values.type)])
    return values.take(array.indices)


def _cast(field: Field, array: pa.Array, start: int) -> pa.Array:
    try:
        return field.type.cast(array)
    except _MISFITS as error:
        index = _first_misfit(array, field.type.cast)
        reason = str(error) if isinstance(error, Misfit) else "{} does not fit".format(shown(_value_at(array, index)))
        raise _misfit(field, reason, start + index) from error


def _first_misfit(array: pa.Array, cast: Callable[[pa.Array], Any]) -> int:
    """The index of the first value that cannot be cast, found by halving."""
    low, high = 0, len(array)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            cast(array.slice(low, middle - low))
            low = middle
        except _MISFITS:
            high = middle
    return low


def _value_at(array: pa.Array, index: int) -> Any:
    try:
        return array[index].as_py()
    except (ValueError, OverflowError):
        return array[index]  # an instant beyond Python's years, or with nanoseconds


def _from_pandas(frame: Any, schema: Schema, start: int) -> pa.RecordBatch:
    """A data frame's columns as Arrow arrays. Its index is left out; NaN is null, but a number in required fields."""
    names, arrays = [], []  # type: List[str], List[pa.Array]
    for place, name in enumerate(frame.columns):
        series = frame.iloc[:, place]
        field = schema.find(name)
        names.append(str(name))
        if field is None:
            arrays.append(pa.nulls(len(frame)))  # refused by its name later
        elif series.dtype == object:
            keeps_nan = pa.types.is_floating(field.type.arrow) and not field.nullable
            values = [None if _is_nan(value) and not keeps_nan else value for value in series]
            arrays.append(_build(field, values, schema, start))
        else:
            arrays.append(_from_series(field, series, start))
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value


def _from_series(field: Field, series: Any, start: int) -> pa.Array:
    floating = getattr(series.dtype, "kind", "") == "f"
    array = pa.array(series, from_pandas=field.nullable or not floating)
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], type=array.type)
    if floating and field.nullable and pa.types.is_integer(field.type.arrow):
        return _cast(field, array, start)  # pandas makes integers floats as soon as one is missing
    return array


# What is said of a record that does not fit


def _numbered(index: int) -> str:
    return "Record {} (index {})".format(index + 1, index)


def _misfit(field: Field, reason: str, index: int) -> InvalidRecord:
    message = "{}, field {!r} ({}): {}".format(_numbered(index), field.name, field.type, reason)
    return InvalidRecord(message, index=index, field=field.name)


def _null(field: Field, schema: Schema, index: int) -> InvalidRecord:
    is_key = field.name in schema.row_keys or field.name in schema.sort_keys
    reason = "it is None, but " + ("the field is a key" if is_key else "the field is not nullable")
    error = _misfit(field, reason, index)
    error.hint = None if is_key else "A field whose type ends in '?', as in '{}?', may be None.".format(field.type)
    return error
