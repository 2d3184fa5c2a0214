"""Turns tables of any make, Arrow's or data frames, into Arrow record batches that fit a table."""

import sys
from typing import Any, Iterable, Iterator, List, Optional, Sequence

import pyarrow as pa

from sleeper.columns import MISFITS, build_column, cast_column, check_type, fit_column, unfit_type
from sleeper.cuts import Pace, cut, without_views
from sleeper.errors import InvalidRecord, InvalidRequest
from sleeper.hints import did_you_mean
from sleeper.schema import Field, Schema

__all__ = ["as_tables", "batches_of", "fit_tables", "is_pandas"]


def as_tables(records: Any) -> Optional[List[Any]]:
    """A list of one Arrow table, batch, reader or data frame, of whatever make; None when the records are no table."""
    if isinstance(records, (pa.Table, pa.RecordBatch, pa.RecordBatchReader)) or is_pandas(records):
        return [records]
    try:
        if hasattr(records, "__arrow_c_stream__") and hasattr(pa.RecordBatchReader, "from_stream"):
            return [pa.RecordBatchReader.from_stream(records)]
        if hasattr(records, "__arrow_c_array__") and hasattr(pa, "record_batch"):
            return [pa.record_batch(records)]
    except pa.ArrowException as error:
        raise InvalidRequest(
            "Records must be a table or a list of dicts, but a {} is neither: {}".format(type(records).__name__, error),
            code="invalid-row",
            hint="Pass a table with a column for each field, as series.to_frame('key') is.",
        ) from error
    if hasattr(records, "to_arrow"):  # polars under a pyarrow that does not know the interfaces above
        return as_tables(records.to_arrow())
    if hasattr(records, "collect_schema") or type(records).__name__ == "LazyFrame":
        raise InvalidRequest("A lazy frame has no rows yet", code="invalid-row", hint="Pass frame.collect().")
    return None


def is_pandas(records: Any) -> bool:
    """Whether this is a pandas data frame; pandas itself is not loaded for the answer."""
    # Another thread may just be loading it, as pyarrow does by itself: then it has no such class yet.
    frame = getattr(sys.modules.get("pandas"), "DataFrame", None)
    return frame is not None and isinstance(records, frame)


def fit_tables(tables: Iterable[Any], schema: Schema, start: int) -> Iterator[pa.RecordBatch]:
    """Batches of the table's fields, types and order; ``start`` is how many records were passed before."""
    for table in tables:
        for batch in _from_pandas(table, schema, start) if is_pandas(table) else _from_arrow(table, schema):
            if batch.num_rows:
                yield from _fit(batch, schema, start)
            start += batch.num_rows


def batches_of(arrays: List[Any], schema: pa.Schema) -> List[pa.RecordBatch]:
    """The batch of these columns; several when a column of text holds more than Arrow's 2 GB."""
    if any(isinstance(array, pa.ChunkedArray) for array in arrays):
        return pa.Table.from_arrays(arrays, schema=schema).to_batches()
    return [pa.RecordBatch.from_arrays(arrays, schema=schema)]


def _from_arrow(table: Any, schema: Schema) -> Iterable[pa.RecordBatch]:
    """The batches of an Arrow table, batch or reader, whose columns are the table's; also where there are no rows."""
    _check_names(table.schema.names, schema)
    for name, arrow in zip(table.schema.names, table.schema.types):
        check_type(schema.find(name), arrow)  # type: ignore[arg-type]
    if isinstance(table, pa.Table):
        return table.to_batches()
    return [table] if isinstance(table, pa.RecordBatch) else table


def _check_names(names: Sequence[str], schema: Schema, index: Sequence[Any] = (), rows: int = 0) -> None:
    """Refuses columns that are not those of the table; no columns are an empty table of any, when there are no rows."""
    for name in names:
        if schema.find(name) is None or names.count(name) > 1:
            raise _unknown_column(name, schema)
    for field in schema.fields:
        if field.name in index and field.name not in names:
            raise InvalidRecord(
                "The data frame has {!r} as its index, which is not written".format(field.name),
                field=field.name,
                hint="Pass frame.reset_index().",
            )
        if (names or rows) and not field.nullable and field.name not in names:
            raise InvalidRecord(
                "The data has no column {!r} ({}), which the table requires".format(field.name, field.type),
                field=field.name,
                hint="Only nullable fields may be left out.",
            )


def _fit(batch: pa.RecordBatch, schema: Schema, start: int) -> Iterator[pa.RecordBatch]:
    names = batch.schema.names
    # Cut before anything is converted: a column may be longer than Arrow's type for the field can hold at once.
    for piece in cut(without_views(batch)):
        arrays = [
            fit_column(field, piece.column(names.index(field.name)), schema, start)
            if field.name in names
            else pa.nulls(piece.num_rows, field.type.arrow)
            for field in schema.fields
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema.arrow)
        start += piece.num_rows


def _unknown_column(name: str, schema: Schema) -> InvalidRecord:
    known = schema.find(name) is not None
    return InvalidRecord(
        "The data has a column {!r} {}; the table's fields are {}".format(
            name, "more than once" if known else "that the table does not have", ", ".join(schema.names)
        ),
        field=name,
        hint=None if known else did_you_mean(name, schema.names),
    )


# pandas


def _from_pandas(frame: Any, schema: Schema, start: int) -> Iterator[pa.RecordBatch]:
    """A data frame's columns in Arrow. Its index is left out; NaN is null, but a number in required fields."""
    for name in frame.columns:
        if not isinstance(name, str):
            raise InvalidRecord(
                "The data frame has a column {!r}, a {}, but the names of fields are strings".format(
                    name, type(name).__name__
                ),
                hint="Rename it, as with frame.rename(columns=str).",
            )
    _check_names(list(frame.columns), schema, frame.index.names, len(frame))
    pace, at = Pace(), 0
    while at < len(frame):
        part = frame.iloc[at : at + pace.rows]
        arrays = [
            _from_series(schema.find(name), part.iloc[:, place], schema, start + at)  # type: ignore[arg-type]
            for place, name in enumerate(frame.columns)
        ]
        fields = [pa.field(name, array.type) for name, array in zip(frame.columns, arrays)]
        batches = batches_of(arrays, pa.schema(fields))
        yield from batches
        pace.saw(len(part), sum(batch.nbytes for batch in batches))
        at += len(part)


def _from_series(field: Field, series: Any, schema: Schema, start: int) -> Any:
    if series.dtype == object:
        keeps_nan = pa.types.is_floating(field.type.arrow) and not field.nullable
        values = [None if _is_nan(value) and not keeps_nan else value for value in series]
        return build_column(field, values, schema, start)
    floating = getattr(series.dtype, "kind", "") == "f"
    try:
        array = pa.array(series, from_pandas=field.nullable or not floating)
    except MISFITS:
        raise unfit_type(field, series.dtype) from None
    if floating and field.nullable and pa.types.is_integer(field.type.arrow):
        return cast_column(field, array, start)  # pandas makes integers floats as soon as one is missing
    check_type(field, array.type)
    return array


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value
