"""A table with a field of every type, and records with their extremes."""

import math
from datetime import datetime, timezone

FIELDS = {
    "key": str,
    "i": "IntType?",
    "n": "LongType?",
    "f": "FloatType?",
    "d": "DoubleType?",
    "b": "BooleanType?",
    "t": "TimestampType?",
    "s": "StringType?",
    "y": "ByteArrayType?",
    "l": "ListType(LongType)?",
    "ls": "ListType(StringType)?",
    "m": "MapType(StringType,LongType)?",
    "mb": "MapType(LongType,ByteArrayType)?",
}

RECORDS = [
    {
        "key": "full",
        "i": 5,
        "n": 6,
        "f": 1.5,
        "d": 0.1,
        "b": True,
        "t": datetime(2024, 2, 29, 12, 30, 15, 123456, timezone.utc),
        "s": "text",
        "y": b"bytes",
        "l": [1, 2, 3],
        "ls": ["a", "", "ü"],
        "m": {"one": 1, "two": 2},
        "mb": {1: b"\x00\xff"},
    },
    {"key": "nothing"},
    {"key": "", "s": "", "y": b"", "l": [], "ls": [], "m": {}, "mb": {}, "b": False},
    {
        "key": "\u00e9\U0001f600",
        "i": -(1 << 31),
        "n": -(1 << 63),
        "f": -math.inf,
        "d": 5e-324,
        "t": datetime(1, 1, 1, tzinfo=timezone.utc),
        "s": "\U0010ffff\x00",
        "y": bytes(range(256)),
        "l": [-(1 << 63), (1 << 63) - 1],
        "m": {"": -1},
    },
    {
        "key": "greatest",
        "i": (1 << 31) - 1,
        "n": (1 << 63) - 1,
        "f": 3.4028234663852886e38,
        "d": 1.7976931348623157e308,
        "t": datetime(9999, 12, 31, 23, 59, 59, 999999, timezone.utc),
    },
]


def rows_of(records):
    """The records as a query gives them: all fields, in the order of the keys."""
    rows = [{name: record.get(name) for name in FIELDS} for record in records]
    return sorted(rows, key=lambda row: row["key"].encode("utf-8"))
