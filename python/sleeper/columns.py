"""Makes the columns of a table of what callers pass, Python values or Arrow arrays, and says what does not fit."""

from typing import Any, Callable, List, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sleeper.errors import InvalidRecord
from sleeper.schema import Field, Schema
from sleeper.types import Misfit, is_missing, shown

__all__ = ["build_column", "cast_column", "check_type", "fit_column", "numbered", "unfit_type"]

#: What building and casting arrays raises for values that do not fit.
MISFITS = (ValueError, TypeError, OverflowError, pa.ArrowException)


def build_column(field: Field, values: Sequence[Any], schema: Schema, start: int) -> Any:
    """An array of Python values: at once when they are all plainly of the field's type, else one by one."""
    kinds = set(map(type, values))
    if field.nullable:
        kinds.discard(type(None))
    if kinds <= field.type.kinds:
        try:
            return field.type.build(values)
        except MISFITS:
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
            raise _misfit(field, misfit, i) from None
    return field.type.build(accepted)


def check_type(field: Field, arrow: pa.DataType) -> None:
    """Refuses columns of a type whose values the field does not hold."""
    held = arrow.value_type if pa.types.is_dictionary(arrow) else arrow
    if not pa.types.is_null(held) and not field.type.holds(held):
        raise unfit_type(field, arrow)


def unfit_type(field: Field, column_type: Any) -> InvalidRecord:
    """The refusal of a whole column."""
    return InvalidRecord(
        "Field {!r} is {}, but the column's type is {}, which does not fit".format(
            field.name, field.type, column_type
        ),
        field=field.name,
        hint="Convert the column before writing.",
    )


def fit_column(field: Field, array: pa.Array, schema: Schema, start: int) -> pa.Array:
    """An array, of a type that :func:`check_type` lets pass, as the field's own type."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary.take(array.indices)
    if array.null_count and not field.nullable:
        raise _null(field, schema, start + pc.index(array.is_null(), True).as_py())
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), field.type.arrow)
    return cast_column(field, array, start)


def cast_column(field: Field, array: pa.Array, start: int) -> pa.Array:
    """The array as the field's type, or an error that names the first value that does not fit."""
    try:
        return field.type.cast(array)
    except MISFITS as error:
        index = _first_misfit(array, field.type.cast)
        if not isinstance(error, Misfit):
            error = Misfit("{} does not fit".format(shown(_value_at(array, index))))
        raise _misfit(field, error, start + index) from error


def _first_misfit(array: pa.Array, cast: Callable[[pa.Array], Any]) -> int:
    """The index of the first value that cannot be cast, found by halving."""
    low, high = 0, len(array)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            cast(array.slice(low, middle - low))
            low = middle
        except MISFITS:
            high = middle
    return low


def _value_at(array: pa.Array, index: int) -> Any:
    try:
        return array[index].as_py()
    except (ValueError, OverflowError):
        return array[index]  # an instant beyond Python's years, or with nanoseconds


def numbered(index: int) -> str:
    """How messages name a record: the first is 1."""
    return "Record {} (index {})".format(index + 1, index)


def _misfit(field: Field, reason: Misfit, index: int) -> InvalidRecord:
    message = "{}, field {!r} ({}): {}".format(numbered(index), field.name, field.type, reason)
    return InvalidRecord(message, index=index, field=field.name, hint=reason.hint)


def _null(field: Field, schema: Schema, index: int) -> InvalidRecord:
    if field.name in schema.row_keys or field.name in schema.sort_keys:
        return _misfit(field, Misfit("it is None, but the field is a key"), index)
    hint = "A field whose type ends in '?', as in '{}?', may be None.".format(field.type)
    return _misfit(field, Misfit("it is None, but the field is not nullable", hint), index)
