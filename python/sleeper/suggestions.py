"""What error messages suggest: names that were probably meant, and lines of code."""

import itertools
from typing import Any, Dict, List, Mapping, Optional, Sequence

import pyarrow as pa

from sleeper.errors import InvalidRequest
from sleeper.hints import did_you_mean
from sleeper.row import Row
from sleeper.schema import type_of_arrow
from sleeper.tables import is_pandas
from sleeper.types import is_missing, without_numpy

__all__ = ["create_table_line", "other_names"]

#: The shorter words for types that need no import.
_PYTHON_TYPES = {
    "StringType": "str",
    "LongType": "int",
    "DoubleType": "float",
    "BooleanType": "bool",
    "ByteArrayType": "bytes",
}
_KEY_TYPES = ("StringType", "LongType", "IntType", "ByteArrayType")
_SEEN_RECORDS = 100
_SHOWN_NAMES = 10


def other_names(table: str, names: Sequence[str]) -> str:
    """Which tables there are in the place of one that is not there."""
    if not names:
        return "There are no tables yet."
    similar = did_you_mean(table, names)
    if similar is not None:
        return similar
    shown = ", ".join(names[:_SHOWN_NAMES])
    return "The tables are {}{}.".format(shown, ", …" if len(names) > _SHOWN_NAMES else "")


def create_table_line(table: str, records: Any = None) -> str:
    """A line that makes the table, fit for the records as far as they can be seen without being used up."""
    types = _types(records) or {"key": "StringType", "value": "StringType"}
    keys = [name for name, kind in types.items() if kind.rstrip("?") in _KEY_TYPES]
    key = min(keys or types, key=lambda name: (types[name].endswith("?"), name != "key"))
    types[key] = types[key].rstrip("?")
    shown = ", ".join("{!r}: {}".format(name, _PYTHON_TYPES.get(kind, repr(kind))) for name, kind in types.items())
    return "client.create_table({!r}, {{{}}}, row_keys=[{!r}])".format(table, shown, key)


def _types(records: Any) -> Dict[str, str]:
    """The type of each field by its name, with a ``?`` where values may be None; empty when the records do not tell."""
    first = records[0] if isinstance(records, (list, tuple)) and records else records
    if isinstance(first, (Mapping, Row)) and first is not records:
        seen = records[:_SEEN_RECORDS]
        return _types_of_dicts([dict(record) for record in seen if isinstance(record, (Mapping, Row))])
    schema = _arrow_schema(first)
    if schema is None:
        return {}
    found = {}
    for field in schema:
        try:
            found[field.name] = type_of_arrow(field.name, field.type).name + ("?" if field.nullable else "")
        except InvalidRequest:
            found[field.name] = "StringType?"
    return found


def _arrow_schema(records: Any) -> Optional[pa.Schema]:
    if is_pandas(records):
        try:
            return pa.Schema.from_pandas(records.head(_SEEN_RECORDS), preserve_index=False)
        except (pa.ArrowException, TypeError, ValueError):
            return None
    if type(records).__module__.startswith("polars.") and hasattr(records, "to_arrow"):
        records = records.head(0).to_arrow()
    schema = getattr(records, "schema", None)
    return schema if isinstance(schema, pa.Schema) else None


def _types_of_dicts(records: List[Dict[Any, Any]]) -> Dict[str, str]:
    found = {}
    for name in dict.fromkeys(itertools.chain.from_iterable(records)):
        values = [record[name] for record in records if not is_missing(record.get(name))]
        found[str(name)] = _type_of(values) + ("?" if len(values) < len(records) else "")
    return found


def _type_of(values: List[Any]) -> str:
    values = [without_numpy(value) for value in values]
    lists = [value for value in values if isinstance(value, (list, tuple))]
    if lists:
        return "ListType({})".format(_type_of(list(itertools.chain.from_iterable(lists))))
    maps = [value for value in values if isinstance(value, Mapping)]
    if maps:
        parts = [part for entries in maps for part in entries.values()]
        return "MapType({},{})".format(_type_of(list(itertools.chain.from_iterable(maps))), _type_of(parts))
    try:
        return type_of_arrow("", pa.array(values).type).name
    except (InvalidRequest, pa.ArrowException, TypeError, ValueError, OverflowError):
        return "StringType"
