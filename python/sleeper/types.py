"""The types of fields: which Python and Arrow values each takes, and what its values are in Python.

A type builds Arrow arrays from Python values in two ways. :meth:`FieldType.build` takes values of exactly the kinds in
:attr:`FieldType.kinds` and is fast. :meth:`FieldType.accept` takes one value of any kind, gives it back as one of those
kinds, or says in a :class:`Misfit` why it does not fit.
"""

import base64
import itertools
import math
from datetime import datetime, timedelta, timezone
from typing import Any, FrozenSet, Iterable, List, Mapping, Optional, Sequence

import pyarrow as pa
import pyarrow.compute as pc

try:
    import numpy

    del numpy
    _HAS_NUMPY = True
except ImportError:
    _HAS_NUMPY = False

__all__ = ["FieldType", "ListType", "MapType", "Misfit", "PRIMITIVES"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICRO = timedelta(microseconds=1)
_FIRST_MICRO = (datetime.min.replace(tzinfo=timezone.utc) - _EPOCH) // _MICRO
_LAST_MICRO = (datetime.max.replace(tzinfo=timezone.utc) - _EPOCH) // _MICRO


class Misfit(ValueError):
    """Why a value does not fit a type."""


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
        return _plain_values(array)

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
        value = _without_numpy(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._misfit(value)
        if not self.min <= value <= self.max:
            raise Misfit("{} is out of its range, {} to {}".format(value, self.min, self.max))
        return int(value)

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_integer(arrow)


class _FloatingType(FieldType):
    def __init__(self, name: str, arrow: pa.DataType) -> None:
        super().__init__(name, arrow, [float, int])

    def accept(self, value: Any) -> float:
        value = _without_numpy(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._misfit(value)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if number != value and not math.isnan(number):
            raise Misfit("the integer {} cannot be held exactly".format(value))
        if self.arrow.bit_width == 32 and math.isfinite(number):
            self.cast(pa.array([number], type=pa.float64()))
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
                first = array.filter(overflowed)[0].as_py()
                raise Misfit("{} is out of its range, 3.4e38 either way".format(first))
        return result


class _BooleanType(FieldType):
    def accept(self, value: Any) -> bool:
        value = _without_numpy(value)
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
        return str(value)

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
        value = _without_numpy(value)
        if not isinstance(value, datetime):
            raise self._misfit(value)
        if getattr(value, "nanosecond", 0):
            raise Misfit("{} has nanoseconds, but timestamps hold microseconds".format(value))
        try:
            in_utc = value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)
        except OverflowError:
            raise Misfit("{} in UTC is not in the years 1 to 9999".format(value)) from None
        return datetime.combine(in_utc.date(), in_utc.time(), timezone.utc)

    def build(self, values: Sequence[Any]) -> pa.Array:
        array = super().build(values)
        bounds = pc.min_max(array.cast(pa.int64()))
        if bounds["min"].is_valid and not _FIRST_MICRO <= bounds["min"].as_py() <= bounds["max"].as_py() <= _LAST_MICRO:
            raise Misfit("a value in UTC is not in the years 1 to 9999")
        return array

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_timestamp(arrow)

    def cast(self, array: pa.Array) -> pa.Array:
        if array.type.tz is None:
            array = array.cast(pa.timestamp(array.type.unit, "UTC"))
        return super().cast(array)

    def to_python(self, array: pa.Array) -> List[Any]:
        micros = _plain_values(array.cast(pa.int64()))
        try:
            return [None if value is None else _EPOCH + timedelta(microseconds=value) for value in micros]
        except OverflowError:
            raise OverflowError(
                "A timestamp is outside of the years 1 to 9999, which are all that Python's datetime has; "
                "query(...).to_arrow() gives it"
            ) from None


class ListType(FieldType):
    """Lists of elements of a primitive type, none of them None."""

    def __init__(self, element: FieldType) -> None:
        super().__init__("ListType({})".format(element), pa.list_(element.arrow), [list, tuple])
        self.element = element

    def accept(self, value: Any) -> List[Any]:
        value = _without_numpy(value)
        if isinstance(value, (str, bytes, bytearray, memoryview)) or not isinstance(value, Sequence):
            raise self._misfit(value)
        return [_accept_part(self.element, part, "element {}".format(i)) for i, part in enumerate(value)]

    def build(self, values: Sequence[Any]) -> pa.Array:
        elements = _build_parts(self.element, itertools.chain.from_iterable(v for v in values if v is not None))
        return pa.ListArray.from_arrays(_offsets(values), elements)

    def holds(self, arrow: pa.DataType) -> bool:
        lists = pa.types.is_list(arrow) or pa.types.is_large_list(arrow) or pa.types.is_fixed_size_list(arrow)
        return lists and (self.element.holds(arrow.value_type) or pa.types.is_null(arrow.value_type))

    def cast(self, array: pa.Array) -> pa.Array:
        cast = super().cast(array)
        if cast.flatten().null_count:
            raise Misfit("a list holds a null")
        return cast

    def to_python(self, array: pa.Array) -> List[Any]:
        return _cut(self.element.to_python(array.values), array)


class MapType(FieldType):
    """Maps from and to primitive types, none of the keys and values None."""

    def __init__(self, key: FieldType, value: FieldType) -> None:
        super().__init__("MapType({},{})".format(key, value), pa.map_(key.arrow, value.arrow), [dict])
        self.key = key
        self.value = value

    def accept(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            try:
                value = dict(value)  # what pyarrow gives for a map: a list of (key, value) tuples
            except (TypeError, ValueError):
                raise self._misfit(value) from None
        return {
            _accept_part(self.key, key, "key {!r}".format(key)): _accept_part(
                self.value, part, "the value of key {!r}".format(key)
            )
            for key, part in value.items()
        }

    def build(self, values: Sequence[Any]) -> pa.Array:
        maps = [value for value in values if value is not None]
        keys = _build_parts(self.key, itertools.chain.from_iterable(maps))
        items = _build_parts(self.value, itertools.chain.from_iterable(m.values() for m in maps))
        return pa.MapArray.from_arrays(_offsets(values), keys, items)

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_map(arrow) and self.key.holds(arrow.key_type) and self.value.holds(arrow.item_type)

    def cast(self, array: pa.Array) -> pa.Array:
        cast = super().cast(array)
        if cast.items.null_count and any(None in entries.values() for entries in self.to_python(cast) if entries):
            raise Misfit("a map holds a null")
        return cast

    def to_python(self, array: pa.Array) -> List[Any]:
        pairs = list(zip(self.key.to_python(array.keys), self.value.to_python(array.items)))
        return [None if entries is None else dict(entries) for entries in _cut(pairs, array)]


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
    text = repr(value)
    return text if len(text) <= 100 else text[:97] + "..."


def is_missing(value: Any) -> bool:
    """Whether the value is None or what pandas uses in its place."""
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def _without_numpy(value: Any) -> Any:
    """NumPy's scalars and arrays as Python's; all else as it is."""
    if type(value).__module__ != "numpy":
        return value
    return value.tolist() if hasattr(value, "tolist") else value


def _accept_part(part_type: FieldType, part: Any, place: str) -> Any:
    if is_missing(part):
        raise Misfit("{} is None, but lists and maps hold no None".format(place))
    try:
        return part_type.accept(part)
    except Misfit as misfit:
        raise Misfit("{}, {}, should be {}".format(place, misfit, part_type)) from None


def _build_parts(part_type: FieldType, parts: Iterable[Any]) -> pa.Array:
    values = list(parts)
    if not part_type.kinds.issuperset(map(type, values)):
        raise Misfit("a part is of another type")
    return part_type.build(values)


def _offsets(values: Sequence[Any]) -> pa.Array:
    """Where each list or map begins in its parts, as Arrow has it: the offset of a None is null."""
    ends = itertools.accumulate(0 if value is None else len(value) for value in values)
    starts = itertools.chain([0], ends)
    offsets: List[Optional[int]] = [None if value is None else start for value, start in zip(values, starts)]
    offsets.append(sum(0 if value is None else len(value) for value in values))
    return pa.array(offsets, type=pa.int32())


def _cut(parts: List[Any], array: pa.Array) -> List[Any]:
    """The parts of a list or map array cut into one list for each of its values."""
    offsets = _plain_values(array.offsets)
    runs: List[Any] = [parts[start:end] for start, end in zip(offsets, offsets[1:])]
    if array.null_count:
        runs = [run if valid else None for run, valid in zip(runs, array.is_valid().to_pylist())]
    return runs


def _plain_values(array: pa.Array) -> List[Any]:
    """The values of an array of numbers, booleans, strings or bytes."""
    if not _HAS_NUMPY:
        return array.to_pylist()
    if array.null_count and not _is_object_array(array.type):
        values = _plain_values(array.fill_null(False if pa.types.is_boolean(array.type) else 0))
        valid = _plain_values(array.is_valid())
        return [value if is_valid else None for value, is_valid in zip(values, valid)]
    return array.to_numpy(zero_copy_only=False).tolist()


def _is_object_array(arrow: pa.DataType) -> bool:
    return pa.types.is_string(arrow) or pa.types.is_binary(arrow)
