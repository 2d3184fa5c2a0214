"""The types of fields that have parts: lists and maps."""

import itertools
from typing import Any, Iterable, List, Mapping, Optional, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sleeper.types import FieldType, Misfit, is_missing, plain_values, shown, without_numpy

__all__ = ["ListType", "MapType"]


class ListType(FieldType):
    """Lists of elements of a primitive type, none of them None."""

    def __init__(self, element: FieldType) -> None:
        super().__init__("ListType({})".format(element), pa.list_(element.arrow), [list, tuple])
        self.element = element

    def accept(self, value: Any) -> List[Any]:
        value = without_numpy(value)
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
        elements = self.element.cast(array.flatten())
        if elements.null_count:
            raise Misfit("a list holds a null")
        lengths = pc.fill_null(pc.list_value_length(array), 0).cast(pa.int32())
        return pa.ListArray.from_arrays(_arrow_offsets(lengths, array), elements)

    def to_python(self, array: pa.Array) -> List[Any]:
        return _cut(self.element.to_python(array.values), array)


class MapType(FieldType):
    """Maps from and to primitive types, none of the keys and values None."""

    def __init__(self, key: FieldType, value: FieldType) -> None:
        super().__init__("MapType({},{})".format(key, value), pa.map_(key.arrow, value.arrow), [dict])
        self.key = key
        self.value = value

    def accept(self, value: Any) -> Any:
        accepted = {}
        for key, part in value.items() if isinstance(value, Mapping) else self._pairs(value):
            held = _accept_part(self.key, key, "key " + shown(key))
            if held in accepted:
                raise Misfit("it has the key {} more than once".format(shown(key)))
            accepted[held] = _accept_part(self.value, part, "the value of key " + shown(key))
        return accepted

    def build(self, values: Sequence[Any]) -> pa.Array:
        maps = [value for value in values if value is not None]
        keys = _build_parts(self.key, itertools.chain.from_iterable(maps))
        items = _build_parts(self.value, itertools.chain.from_iterable(m.values() for m in maps))
        return pa.MapArray.from_arrays(_offsets(values), keys, items)

    def holds(self, arrow: pa.DataType) -> bool:
        return pa.types.is_map(arrow) and self.key.holds(arrow.key_type) and self.value.holds(arrow.item_type)

    def cast(self, array: pa.Array) -> pa.Array:
        held = array.drop_null() if array.null_count else array
        starts = held.offsets
        first, count = starts[0].as_py(), starts[-1].as_py() - starts[0].as_py()
        keys = self.key.cast(held.keys.slice(first, count))
        items = self.value.cast(held.items.slice(first, count))
        if keys.null_count or items.null_count:
            raise Misfit("a map holds a null")
        lengths = pc.subtract(array.offsets[1:], array.offsets[:-1])
        lengths = pc.if_else(array.is_valid(), lengths, pa.scalar(0, pa.int32()))
        return pa.MapArray.from_arrays(_arrow_offsets(lengths, array), keys, items)

    def to_python(self, array: pa.Array) -> List[Any]:
        pairs = list(zip(self.key.to_python(array.keys), self.value.to_python(array.items)))
        return [None if entries is None else dict(entries) for entries in _cut(pairs, array)]

    def _pairs(self, value: Any) -> Any:
        """What pyarrow gives for a map: a list of (key, value) tuples."""
        pairs = without_numpy(value)
        if isinstance(pairs, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in pairs):
            return pairs
        raise self._misfit(value)


def _accept_part(part_type: FieldType, part: Any, place: str) -> Any:
    if is_missing(part):
        raise Misfit("{} is None, but lists and maps hold no None".format(place))
    try:
        return part_type.accept(part)
    except Misfit as misfit:
        raise Misfit("{}, {}, should be {}".format(place, misfit, part_type), misfit.hint) from None


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


def _arrow_offsets(lengths: pa.Array, array: pa.Array) -> pa.Array:
    """The same for the lists or maps of an array whose parts were taken out of it, in order."""
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths)])
    if not array.null_count:
        return offsets
    valid = pa.concat_arrays([array.is_valid(), pa.array([True])])
    return pc.if_else(valid, offsets, pa.scalar(None, pa.int32()))


def _cut(parts: List[Any], array: pa.Array) -> List[Any]:
    """The parts of a list or map array cut into one list for each of its values."""
    offsets = plain_values(array.offsets)
    runs: List[Any] = [parts[start:end] for start, end in zip(offsets, offsets[1:])]
    if array.null_count:
        runs = [run if valid else None for run, valid in zip(runs, array.is_valid().to_pylist())]
    return runs
