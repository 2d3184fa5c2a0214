import json
from datetime import datetime

import pyarrow as pa
import pytest

from sleeper import InvalidRequest, Schema

EXISTING_JSON = {
    "rowKeyFields": [{"name": "key", "type": "StringType"}],
    "sortKeyFields": [{"name": "time", "type": "LongType"}],
    "valueFields": [
        {"name": "v", "type": {"ListType": {"elementType": "IntType"}}},
        {"name": "m", "type": {"MapType": {"keyType": "StringType", "valueType": "LongType"}}},
        {"name": "o", "type": "StringType", "nullable": True},
    ],
}


def test_python_types_have_their_sleeper_types():
    schema = Schema.parse(
        {"s": str, "i": int, "f": float, "b": bool, "y": bytes, "t": datetime}, row_keys=["s"], sort_keys=["i"]
    )

    assert dict(schema) == {
        "s": "StringType",
        "i": "LongType",
        "f": "DoubleType",
        "b": "BooleanType",
        "y": "ByteArrayType",
        "t": "TimestampType",
    }
    assert (schema.row_keys, schema.sort_keys) == (["s"], ["i"])


def test_type_names_may_have_parts_spaces_and_a_question_mark():
    schema = Schema.parse(
        {"k": "IntType", "l": "ListType( StringType )", "m": "MapType(StringType, LongType)?", "f": "FloatType ?"},
        row_keys=["k"],
    )

    assert dict(schema) == {
        "k": "IntType",
        "l": "ListType(StringType)",
        "m": "MapType(StringType,LongType)?",
        "f": "FloatType?",
    }


def test_python_types_may_be_named_and_nullable():
    schema = Schema.parse(
        {"k": "str", "f": "float?", "t": "datetime ?", "l": "ListType(int)", "m": "MapType(str,bytes)"}, row_keys=["k"]
    )

    assert dict(schema) == {
        "k": "StringType",
        "f": "DoubleType?",
        "t": "TimestampType?",
        "l": "ListType(LongType)",
        "m": "MapType(StringType,ByteArrayType)",
    }


def test_fields_keep_their_order_whatever_the_keys():
    schema = Schema.parse({"z": str, "a": int, "m": "BooleanType?"}, row_keys=["a"], sort_keys=["z"])

    assert schema.names == ["z", "a", "m"]
    assert [field["name"] for field in schema.to_json()["fields"]] == ["z", "a", "m"]
    assert Schema.from_json(schema.to_json()).same_as(schema)


@pytest.mark.parametrize("given", [EXISTING_JSON, json.dumps(EXISTING_JSON)])
def test_the_schema_json_of_existing_users_is_read(given):
    schema = Schema.parse(given)

    assert dict(schema) == {
        "key": "StringType",
        "time": "LongType",
        "v": "ListType(IntType)",
        "m": "MapType(StringType,LongType)",
        "o": "StringType?",
    }
    assert (schema.row_keys, schema.sort_keys) == (["key"], ["time"])


def test_an_arrow_schema_is_read():
    arrow = pa.schema(
        [
            pa.field("key", pa.large_string()),
            pa.field("small", pa.int16(), nullable=False),
            pa.field("unsigned", pa.uint32()),
            pa.field("category", pa.dictionary(pa.int8(), pa.string())),
            pa.field("when", pa.timestamp("ns")),
            pa.field("list", pa.list_(pa.float32())),
            pa.field("map", pa.map_(pa.string(), pa.int64())),
        ]
    )

    schema = Schema.parse(arrow, row_keys=["key"])

    assert dict(schema) == {
        "key": "StringType",
        "small": "IntType",
        "unsigned": "LongType?",
        "category": "StringType?",
        "when": "TimestampType?",
        "list": "ListType(FloatType)?",
        "map": "MapType(StringType,LongType)?",
    }


def test_a_schema_makes_another_table():
    schema = Schema.parse({"key": str, "value": "LongType?"}, row_keys=["key"])

    assert Schema.parse(schema).same_as(schema)
    assert Schema.parse(dict(schema), row_keys=schema.row_keys).same_as(schema)
    assert Schema.parse(schema.arrow, row_keys=schema.row_keys).same_as(schema)
    assert Schema.parse(schema, row_keys=["key"]).same_as(schema)


@pytest.mark.parametrize(
    "schema, row_keys, message",
    [
        ({"key": str}, None, "at least one row key field"),
        ({"key": str}, [], "at least one row key field"),
        ({"key": str}, "key", "must be a list"),
        ({"key": str}, ["kye"], "'kye' is not a field"),
        ({"key": str}, ["KEY"], "Did you mean 'key'?"),
        ({"key": "StringType?"}, ["key"], "cannot be nullable"),
        ({"key": bool}, ["key"], "Row key field 'key' has type BooleanType, but keys are IntType, LongType"),
        ({"key": "ListType(IntType)"}, ["key"], "has type ListType(IntType), but keys are"),
        ({"key": "String"}, ["key"], "Unknown type String\nDid you mean 'StringType'?"),
        ({"key": "INTTYPE"}, ["key"], "Did you mean 'IntType'?"),
        ({"key": list}, ["key"], "is not a type"),
        ({"key": 5}, ["key"], "is not a type"),
        ({"key": "MapType(StringType)"}, ["key"], "MapType(StringType) is no type: a list holds one primitive type"),
        ({"key": "ListType(ListType(IntType))"}, ["key"], "neither holds lists, maps or nulls"),
        ({"key": "ListType(ListType)"}, ["key"], "neither holds lists, maps or nulls"),
        ({"key": "ListType(IntType?)"}, ["key"], "neither holds lists, maps or nulls"),
        ({5: str}, ["key"], "Field names are strings"),
        ({"\ud800": str}, ["\ud800"], "half of a surrogate pair"),
        ({"fields": [{"name": "key", "type": "IntType"}], "rowKeys": [["key"]]}, None, "must be a list of field names"),
        (pa.schema([("key", pa.uint64())]), ["key"], "uint64 has no counterpart"),
        (pa.schema([("key", pa.string()), ("d", pa.decimal128(5))]), ["key"], "'d'"),
        (5, ["key"], "cannot be made of 5"),
        ("not json", None, "not JSON"),
        ("[]", None, "must be an object"),
        ({"rowKeyFields": [{"name": "key", "type": "Nope"}]}, None, "Unknown type Nope"),
        ({"rowKeyFields": [{"type": "IntType"}]}, None, "name and type"),
        ({"rowKeyFields": []}, None, "at least one row key field"),
        ({"rowKeyFields": [{"name": "k", "type": "IntType"}] * 2}, None, "Found duplicate field names"),
    ],
)
def test_what_is_no_schema_is_refused(schema, row_keys, message):
    with pytest.raises(InvalidRequest) as refusal:
        Schema.parse(schema, row_keys)

    assert message in str(refusal.value)
    assert refusal.value.code
