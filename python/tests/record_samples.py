"""What records become: shared by the tests of each kind of them."""

from datetime import datetime, timezone

import pytest

from sleeper import InvalidRequest, Schema
from sleeper.records import record_batches

SCHEMA = Schema.parse({"key": str, "n": int, "v": "StringType?"}, row_keys=["key"])
ALL_TYPES = Schema.parse(
    {
        "key": str,
        "i": "IntType?",
        "n": "LongType?",
        "f": "FloatType?",
        "d": "DoubleType?",
        "b": "BooleanType?",
        "t": "TimestampType?",
        "s": "StringType?",
        "y": "ByteArrayType?",
        "l": "ListType(IntType)?",
        "lt": "ListType(TimestampType)?",
        "lf": "ListType(FloatType)?",
        "m": "MapType(StringType,LongType)?",
    },
    row_keys=["key"],
)
NOON = datetime(2024, 2, 29, 12, 0, 0, 123456)
NOON_UTC = NOON.replace(tzinfo=timezone.utc)


def read_back(records, schema):
    """What the rows are in Python after their conversion."""
    rows = []
    for batch in record_batches(records, schema):
        assert batch.schema.equals(schema.arrow)
        batch.validate(full=True)
        columns = [field.type.to_python(column) for field, column in zip(schema.fields, batch.columns)]
        rows.extend(dict(zip(schema.names, values)) for values in zip(*columns))
    return rows


def refusal_of(records, schema=SCHEMA):
    with pytest.raises(InvalidRequest) as refusal:
        list(record_batches(records, schema))
    return refusal.value


def one(**fields):
    return dict({"key": "a"}, **fields)
