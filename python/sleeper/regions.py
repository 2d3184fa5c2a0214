"""What queries ask for: checks the arguments against the table's schema and puts them in the form of requests."""

from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional

from sleeper.errors import InvalidRequest
from sleeper.hints import did_you_mean
from sleeper.schema import Field, Schema
from sleeper.types import Misfit, is_missing, shown

__all__ = ["exact_regions", "range_regions", "repeatable_keys"]

Region = Dict[str, Dict[str, Any]]

#: A server takes no more of them in one query.
_MOST_REGIONS = 100_000

_KEYS_FORMS = (
    "keys must be either (a) a single dict where the key is the row-key field name and the value is a list of values "
    "to query for or (b) a list of dicts where the key is a row-key field name and the value is the value to query for"
)


def exact_regions(keys: Any, schema: Schema) -> List[Region]:
    """The regions of ``exact_key_query``: one for each key."""
    if isinstance(keys, Mapping):
        return _from_field_to_values(keys, schema)
    if isinstance(keys, (str, bytes)) or not isinstance(keys, (list, tuple)):
        raise _invalid("{}; this is {}, a {}".format(_KEYS_FORMS, shown(keys), type(keys).__name__))
    if not keys:
        raise _invalid("Must provide at least one key")
    regions = []
    for i, key in enumerate(keys, 1):
        if not isinstance(key, Mapping):
            raise _invalid(
                "Each key must be a dict mapping row-key field name to value, but key {} is {}".format(i, shown(key))
            )
        if not key:
            raise _invalid("Key must not be empty, but key {} is".format(i))
        where = "Key {}".format(i)
        regions.append({name: _exactly(value, _row_key(name, schema, where), where) for name, value in key.items()})
    return _not_too_many(regions, "keys")


def repeatable_keys(keys: Any) -> Any:
    """The keys in a form that can be read more than once, as values from a generator cannot."""
    if not isinstance(keys, Mapping):
        return keys
    return {name: list(values) if isinstance(values, Iterator) else values for name, values in keys.items()}


def range_regions(regions: Any, schema: Schema) -> List[Region]:
    """The regions of ``range_key_query``."""
    if isinstance(regions, (str, bytes)) or not isinstance(regions, (list, tuple)):
        raise _invalid("Regions must be a list, but this is {}, a {}".format(shown(regions), type(regions).__name__))
    if not regions:
        raise _invalid("Must provide at least one region")
    found = [_region(region, schema, "Region {}".format(i)) for i, region in enumerate(regions, 1)]
    return _not_too_many(found, "regions")


def _from_field_to_values(keys: Mapping[Any, Any], schema: Schema) -> List[Region]:
    if not keys:
        raise _invalid("Must provide at least one key")
    if len(keys) != 1:
        raise _invalid(
            "If keys is a dict, there must be only one entry, with key of the row-key field and the value a list of "
            "the values to query for; this one has {}".format(len(keys)),
            "To name several fields, pass a list of dicts: [{'key1': value1, 'key2': value2}].",
        )
    ((name, values),) = keys.items()
    field = _row_key(name, schema, "Keys")
    if isinstance(values, (str, bytes, bytearray, Mapping)) or not isinstance(values, Iterable):
        raise _invalid(
            "The value of {!r} must be a list of the values to query for, but is {}, a {}".format(
                name, shown(values), type(values).__name__
            ),
            "Write {{{!r}: [{}]}}.".format(name, shown(values)),
        )
    regions = [{name: _exactly(value, field, "Key {}".format(i))} for i, value in enumerate(values, 1)]
    if not regions:
        raise _invalid("Must provide at least one region, but the list of keys for {!r} is empty".format(name))
    return _not_too_many(regions, "keys")


def _not_too_many(regions: List[Region], what: str) -> List[Region]:
    if len(regions) > _MOST_REGIONS:
        raise _invalid(
            "A query takes at most {:,} {}, but this one has {:,}".format(_MOST_REGIONS, what, len(regions)),
            "Ask in pieces, each of which sees the table as it is by then; or for ranges.",
        )
    return regions


def _region(region: Any, schema: Schema, where: str) -> Region:
    if not isinstance(region, Mapping):
        raise _invalid(
            "Each region must be a dict mapping row-key field name to range, but {} is {}".format(
                where.lower(), shown(region)
            )
        )
    if not region:
        raise _invalid("Region must not be empty, but {} is".format(where.lower()))
    return {name: _range(given, _row_key(name, schema, where), where) for name, given in region.items()}


def _range(given: Any, field: Field, where: str) -> Dict[str, Any]:
    if isinstance(given, (str, bytes)) or not isinstance(given, (list, tuple)):
        raise _invalid(
            "{}: the range of field {!r} must be a list or tuple, but is {}, a {}".format(
                where, field.name, shown(given), type(given).__name__
            ),
            "Write [min, max] or [min, minInclusive, max, maxInclusive].",
        )
    if len(given) == 2:
        low, low_inclusive, high, high_inclusive = given[0], True, given[1], False
    elif len(given) == 4:
        low, low_inclusive, high, high_inclusive = given
    else:
        raise _invalid(
            "Each range must be of length 2 (min, max) or 4 (min, minInclusive, max, maxInclusive), but that of field "
            "{!r} in {} is of length {}".format(field.name, where.lower(), len(given))
        )
    for name, flag in (("minInclusive", low_inclusive), ("maxInclusive", high_inclusive)):
        if not isinstance(flag, bool):
            raise _invalid(
                "{}: {} of the range of field {!r} must be True or False, but is {}".format(
                    where, name, field.name, shown(flag)
                ),
                "A range of length 4 is [min, minInclusive, max, maxInclusive].",
            )
    if is_missing(low):
        raise _invalid(
            "{}: Minimum value must not be null for field {!r}".format(where, field.name),
            "Use the smallest value of {}, which is {}.".format(field.type, _smallest(field)),
        )
    low = _value(low, field, where, "minimum")
    high = None if is_missing(high) else _value(high, field, where, "maximum")
    if high is not None and low > high:
        raise _invalid(
            "{}: Range of field {!r} has minimum greater than maximum, {} > {}".format(
                where, field.name, shown(low), shown(high)
            )
        )
    return _json_range(field, low, low_inclusive, high, high_inclusive and high is not None)


def _exactly(value: Any, field: Field, where: str) -> Dict[str, Any]:
    if is_missing(value):
        raise _invalid("{}: the value of field {!r} is None, but keys are never None".format(where, field.name))
    value = _value(value, field, where, "value")
    return _json_range(field, value, True, value, True)


def _json_range(field: Field, low: Any, low_inclusive: bool, high: Any, high_inclusive: bool) -> Dict[str, Any]:
    return {
        "min": field.type.as_json(low),
        "minInclusive": low_inclusive,
        "max": None if high is None else field.type.as_json(high),
        "maxInclusive": high_inclusive,
    }


def _value(value: Any, field: Field, where: str, role: str) -> Any:
    try:
        return field.type.accept(value)
    except Misfit as misfit:
        raise _invalid(
            "{}: the {} of field {!r} should be {}, but {}".format(where, role, field.name, field.type, misfit)
        ) from None


def _row_key(name: Any, schema: Schema, where: str) -> Field:
    field = schema.find(name) if isinstance(name, str) else None
    if field is None or name not in schema.row_keys:
        raise _invalid(
            "{}: {!r} is not a row key field of the table; its row key fields are {}".format(
                where, name, ", ".join(schema.row_keys)
            ),
            did_you_mean(name, schema.row_keys),
        )
    return field


def _smallest(field: Field) -> str:
    smallest = {"StringType": "''", "ByteArrayType": "b''"}
    return smallest.get(field.type.name) or str(getattr(field.type, "min"))


def _invalid(message: str, hint: Optional[str] = None) -> InvalidRequest:
    return InvalidRequest(message, code="invalid-region", hint=hint)
