"""The types of fields: which Python and Arrow values each takes, and what its values are in Python.

A type builds Arrow arrays from Python values in two ways. :meth:`FieldType.build` takes values of exactly the kinds in
:attr:`FieldType.kinds` and is fast. :meth:`FieldType.accept` takes one value of any kind, gives it back as one of those
kinds, or says in a :class:`Misfit` why it does not fit.
"""

import base64
import struct
from datetime import datetime, timedelta, timezone
from typing import Any, FrozenSet, Iterable, List, Optional, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sleeper.errors import SleeperError

try:
    import numpy

    del numpy
    _HAS_NUMPY = True
except ImportError:
    _HAS_NUMPY = False

__all__ = ["FieldType", "Misfit", "PRIMITIVES", "is_missing", "plain_values", "shown", "without_numpy"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICRO = timedelta(microseconds=1)
_FIRST_MICRO = (datetime.min.replace(tzinfo=timezone.utc) - _EPOCH) // _MICRO
_LAST_MICRO = (datetime.max.replace(tzinfo=timezone.utc) - _EPOCH) // _MICRO


class Misfit(ValueError):
    """Why a value does not fit a type, and perhaps what to do about it."""

    def __init__(self, reason: str, hint: Optional[str] = None) -> None:
        super().__init__(reason)
        self.hint = hint


class FieldType:
    """A type of a field, of a list's elements, or of a map's keys or values. Immutable; equal by name."""

    def __init__(self, name: str, arrow: pa.DataType, kinds: Iterable[type], can_be_key: bool = False) -> None:
        self.name = name
        self.arrow = arrow
        self.kinds: FrozenSet[type] = frozenset(kinds)
        self.can_be_key = can_be_key

    def accept(self, value: Any) -> Any:
        """The value as one of :attr:`kinds`. Raises :class:`Misfit` when it does not fit."""
        raise NotImplementedError

    def build(self, values: Sequence[Any]) -> pa.Array:
        """An array of values of :attr:`kinds` and None. Raises ValueError and its like when one does not fit."""
        return pa.array(values, type=self.arrow)

    def holds(self, arrow: pa.DataType) -> bool:
        """Whether columns of this Arrow type can be cast to this type without changing what they mean."""
        raise NotImplementedError

    def cast(self, array: pa.Array) -> pa.Array:
        """The array as this type. Raises ValueError when a value does not fit."""
        return array if array.type.equals(self.arrow) else array.cast(self.arrow)

    def as_json(self, value: Any) -> Any:
        """An accepted value in the form that requests carry."""
        return value

    def to_python(self, array: pa.Array) -> List[Any]:
        """The array's values as Python objects."""
        return plain_values(array)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FieldType) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return self.name

    def _misfit(self, value: Any) -> Misfit:
        return Misfit("{} is of type {}".format(shown(value), type(value).__name__))


class _IntegerType(FieldType):
    def __init__(self, name: str, arrow: pa.DataType) -> None:
        super().__init__(name, arrow, [int], can_be_key=True)
        self.min = -(1 << (arrow.bit_width - 1))
        self.max = -self.min - 1

    def accept(self, value: Any) -> int:
        value = without_numpy(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._misfit(value)
        if not self.min <= value <= self.max:
            raise Misfit("{} is out of its range, {} to {}".format(shown(value), self.min, self.max))
        return int(value)

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_integer(arrow)


class _FloatingType(FieldType):
    def __init__(self, name: str, arrow: pa.DataType) -> None:
        # Arrow rounds integers to single precision without a word, so these are looked at one by one.
        super().__init__(name, arrow, [float] if arrow.bit_width == 32 else [float, int])

    def accept(self, value: Any) -> float:
        value = without_numpy(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._misfit(value)
        try:
            number = float(value)
            held = struct.unpack("<f", struct.pack("<f", number))[0] if self.arrow.bit_width == 32 else number
        except OverflowError:
            held = None
        if isinstance(value, int) and held != value:
            raise Misfit("the integer {} cannot be held exactly".format(shown(value)))
        if held is None:
            raise self._out_of_range(value)
        return number

    def build(self, values: Sequence[Any]) -> pa.Array:
        return self.cast(pa.array(values, type=pa.float64()))

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_floating(arrow) or pa.types.is_integer(arrow)

    def cast(self, array: pa.Array) -> pa.Array:
        result = super().cast(array)
        if self.arrow.bit_width == 32 and pa.types.is_float64(array.type):
            overflowed = pc.and_(pc.is_inf(result), pc.invert(pc.is_inf(array)))
            if pc.any(overflowed).as_py():
                raise self._out_of_range(array.filter(overflowed)[0].as_py())
        return result

    def _out_of_range(self, value: Any) -> Misfit:
        return Misfit("{} is out of its range, 3.4e38 either way".format(value))


class _BooleanType(FieldType):
    def accept(self, value: Any) -> bool:
        value = without_numpy(value)
        if not isinstance(value, bool):
            raise self._misfit(value)
        return value

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_boolean(arrow)


class _StringType(FieldType):
    def accept(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self._misfit(value)
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise Misfit("{!r} holds half of a surrogate pair, which no UTF-8 can".format(value[:100])) from None
        return str.__str__(value)  # str() would ask the value, and a member of an enum answers with its name

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_string(arrow) or pa.types.is_large_string(arrow) or str(arrow) == "string_view"


class _ByteArrayType(FieldType):
    def accept(self, value: Any) -> bytes:
        if not isinstance(value, (bytes, bytearray, memoryview)):
            raise self._misfit(value)
        return bytes(value)

    def holds(self, arrow: pa.DataType) -> bool:
        return (
            pa.types.is_binary(arrow)
            or pa.types.is_large_binary(arrow)
            or pa.types.is_fixed_size_binary(arrow)
            or str(arrow) == "binary_view"
        )

    def as_json(self, value: bytes) -> str:
        return base64.b64encode(value).decode("ascii")


class _TimestampType(FieldType):
    def accept(self, value: Any) -> datetime:
        if type(value).__name__ == "datetime64":
            value = _from_numpy_time(value)
        if not isinstance(value, datetime):
            raise self._misfit(value)
        if getattr(value, "nanosecond", 0):
            raise _split_micro(value)
        try:
            in_utc = value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)
        except OverflowError:
            raise _out_of_years(value) from None
        return datetime.combine(in_utc.date(), in_utc.time(), timezone.utc)

    def build(self, values: Sequence[Any]) -> pa.Array:
        return _within_years(super().build(values))

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_timestamp(arrow)

    def cast(self, array: pa.Array) -> pa.Array:
        if pa.types.is_timestamp(array.type) and array.type.tz is None:
            array = array.cast(pa.timestamp(array.type.unit, "UTC"))
        try:
            return _within_years(super().cast(array))
        except pa.ArrowInvalid:
            raise (_split_micro() if array.type.unit == "ns" else _out_of_years()) from None

    def to_python(self, array: pa.Array) -> List[Any]:
        micros = plain_values(array.cast(pa.int64()))
        try:
            return [None if value is None else _EPOCH + timedelta(microseconds=value) for value in micros]
        except OverflowError:
            raise SleeperError(
                "A timestamp is outside of the years 1 to 9999, which are all that Python's datetime has",
                code="timestamp-out-of-range",
                hint="query(...).to_arrow() gives it.",
            ) from None


def _within_years(array: pa.Array) -> pa.Array:
    bounds = pc.min_max(array.cast(pa.int64()))
    if bounds["min"].is_valid and not _FIRST_MICRO <= bounds["min"].as_py() <= bounds["max"].as_py() <= _LAST_MICRO:
        raise _out_of_years()
    return array


def _from_numpy_time(value: Any) -> Any:
    """What NumPy's own conversion gives, but a time also for units finer than Python's."""
    if isinstance(value.tolist(), int):
        micros = value.astype("datetime64[us]")
        if micros != value:
            raise _split_micro(value)
        value = micros
        if isinstance(value.tolist(), int):
            raise _out_of_years(value)
    return value.tolist()


def _split_micro(value: Any = "it") -> Misfit:
    return Misfit(
        "{} has parts of a microsecond, but timestamps hold whole ones".format(value),
        "Round first, as with series.dt.floor('us') or timestamp.floor('us').",
    )


def _out_of_years(value: Any = "it") -> Misfit:
    return Misfit("{} in UTC is not in the years 1 to 9999".format(value))


#: The types without parts, by name.
PRIMITIVES = {
    primitive.name: primitive
    for primitive in (
        _IntegerType("IntType", pa.int32()),
        _IntegerType("LongType", pa.int64()),
        _FloatingType("FloatType", pa.float32()),
        _FloatingType("DoubleType", pa.float64()),
        _BooleanType("BooleanType", pa.bool_(), [bool]),
        _TimestampType("TimestampType", pa.timestamp("us", "UTC"), [datetime]),
        _StringType("StringType", pa.string(), [str], can_be_key=True),
        _ByteArrayType("ByteArrayType", pa.binary(), [bytes, bytearray], can_be_key=True),
    )
}


def shown(value: Any) -> str:
    """The value as error messages show it: in full when short."""
    try:
        text = repr(value)
    except Exception:  # such as an integer of more digits than Python prints
        text = "a value of type {}".format(type(value).__name__)
    return text if len(text) <= 100 else text[:97] + "..."


def is_missing(value: Any) -> bool:
    """Whether the value is None or what pandas uses in its place."""
    if value is None:
        return True
    kind = type(value).__name__
    return kind in ("NAType", "NaTType") or (kind == "datetime64" and bool(value != value))


def without_numpy(value: Any) -> Any:
    """NumPy's scalars and arrays as Python's; all else as it is, and so are times, which Python may not hold."""
    if type(value).__module__ != "numpy" or not hasattr(value, "tolist"):
        return value
    if value.dtype.kind in "mM":
        return list(value) if value.ndim else value
    return value.tolist()


def plain_values(array: pa.Array) -> List[Any]:
    """The values of an array of numbers, booleans, strings or bytes."""
    if not _HAS_NUMPY:
        return array.to_pylist()
    if array.null_count and not _is_object_array(array.type):
        values = plain_values(array.fill_null(False if pa.types.is_boolean(array.type) else 0))
        valid = plain_values(array.is_valid())
        return [value if is_valid else None for value, is_valid in zip(values, valid)]
    return array.to_numpy(zero_copy_only=False).tolist()


def _is_object_array(arrow: pa.DataType) -> bool:
    return pa.types.is_string(arrow) or pa.types.is_binary(arrow)
