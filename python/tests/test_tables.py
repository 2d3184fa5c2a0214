import json
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pytest

from sleeper import InvalidRequest, SleeperClient, SleeperError, TableDescription, TableExists, TableNotFound


def test_a_table_is_described(client, table_name):
    created = client.create_table(
        table_name, {"v": "FloatType?", "time": int, "key": str, "m": "MapType(StringType,LongType)"}, ["key"], ["time"]
    )

    found = client.describe(table_name)

    assert isinstance(found, TableDescription)
    assert found.name == table_name
    assert dict(found.schema) == {
        "v": "FloatType?",
        "time": "LongType",
        "key": "StringType",
        "m": "MapType(StringType,LongType)",
    }
    assert found.schema.names == ["v", "time", "key", "m"]
    assert (found.row_keys, found.sort_keys) == (["key"], ["time"])
    assert (found.rows, found.files, found.leaves) == (0, 0, 1)
    assert (created.id, created.location) == (found.id, found.location)
    assert found.location.startswith("file:///")
    assert table_name in repr(found)


def test_counts_follow_the_writes(client, table):
    versions = [client.describe(table).version]
    for i in range(3):
        client.write_single_batch(table, [{"key": "a"}, {"key": "b"}])
        description = client.describe(table)
        versions.append(description.version)
        assert (description.rows, description.files) == (2 * i + 2, i + 1)

    assert versions == sorted(set(versions))


def test_the_location_is_a_delta_table(client, table):
    path = unquote(urlsplit(client.describe(table).location).path)

    with open(path.rstrip("/") + "/_delta_log/00000000000000000000.json") as entry:
        assert any("metaData" in json.loads(line) for line in entry)


def test_split_points_make_leaves(client, table_name):
    client.create_table(table_name, {"key": bytes}, row_keys=["key"], split_points=[b"\x40", b"\x80", b"\xc0"])

    client.write_single_batch(table_name, [{"key": bytes([i])} for i in range(256)])

    assert client.describe(table_name).leaves == 4
    assert [row["key"] for row in client.range_key_query(table_name, [{"key": [b"\x3f", b"\x82"]}])] == [
        bytes([i]) for i in range(0x3F, 0x82)
    ]


def test_a_schema_may_be_arrow_or_json(client, table_name):
    arrow = pa.schema([pa.field("key", pa.string(), nullable=False), pa.field("v", pa.float32())])
    client.create_table(table_name, arrow, row_keys=["key"])
    assert client.describe(table_name).schema.arrow == arrow

    existing = {
        "rowKeyFields": [{"name": "key", "type": "StringType"}],
        "sortKeyFields": [],
        "valueFields": [{"name": "v", "type": {"ListType": {"elementType": "IntType"}}}],
    }
    client.create_table(table_name + "_json", json.dumps(existing))
    client.write_single_batch(table_name + "_json", [{"key": "a", "v": [1]}])
    assert client.exact_key_query(table_name + "_json", {"key": ["a"]}) == [[("key", "a"), ("v", [1])]]


def test_an_existing_table_is_not_made_again(client, table):
    client.write_single_batch(table, [{"key": "a"}])

    with pytest.raises(TableExists, match=table) as refusal:
        client.create_table(table, {"key": str}, row_keys=["key"])

    assert refusal.value.code == "table-exists"
    assert client.describe(table).rows == 1


def test_tables_are_listed_renamed_and_dropped(client, table):
    client.write_single_batch(table, [{"key": "a", "value": 1}])
    assert table in client.tables()
    assert client.tables() == sorted(client.tables())

    client.rename_table(table, table + "_new")
    assert table not in client.tables()
    assert client.exact_key_query(table + "_new", {"key": ["a"]}) == [[("key", "a"), ("value", 1)]]
    with pytest.raises(TableNotFound, match=table):
        client.exact_key_query(table, {"key": ["a"]})

    client.drop_table(table + "_new")
    assert table + "_new" not in client.tables()
    with pytest.raises(TableNotFound):
        client.describe(table + "_new")
    with pytest.raises(TableNotFound):
        client.drop_table(table + "_new")


def test_an_unknown_table_is_named_with_those_there_are(client, own_instance, table):
    for call in (
        lambda: client.describe(table + "x"),
        lambda: client.rename_table(table + "x", "new"),
        lambda: client.drop_table(table + "x"),
        lambda: client.exact_key_query(table + "x", {"key": ["a"]}),
        lambda: client.range_key_query(table + "x", [{"key": ["a", None]}]),
        lambda: client.query(table + "x"),
        lambda: client.write_single_batch(table + "x", [{"key": "a"}]),
    ):
        with pytest.raises(TableNotFound) as refusal:
            call()
        assert refusal.value.hint.split("\n")[0] == "Did you mean {!r}?".format(table)

    with SleeperClient("mine", root=own_instance) as mine:
        with pytest.raises(TableNotFound, match="There are no tables yet"):
            mine.describe("words")
        for i in range(11):
            mine.create_table("t{}".format(i), {"key": str}, row_keys=["key"])
        with pytest.raises(TableNotFound, match="The tables are t0, t1, t10, .*, …"):
            mine.describe("words")


def test_an_unknown_table_of_a_query_is_shown_with_the_line_that_makes_it(client):
    for query in (
        lambda: client.exact_key_query("nowhere", {"key": ["a"]}),
        lambda: client.range_key_query("nowhere", [{"key": ["a", None]}]),
        lambda: client.query("nowhere"),
    ):
        with pytest.raises(TableNotFound) as refusal:
            query()
        assert refusal.value.hint.endswith(
            "\nTo make it: client.create_table('nowhere', {'key': str, 'value': str}, row_keys=['key'])"
        )


def test_a_table_is_not_renamed_over_another(client, table, table_name):
    client.create_table(table_name + "_other", {"key": str}, row_keys=["key"])

    with pytest.raises(TableExists):
        client.rename_table(table, table_name + "_other")
    with pytest.raises(TableNotFound):
        client.rename_table("nowhere", table_name + "_new")

    assert {table, table_name + "_other"} <= set(client.tables())


def test_a_dropped_name_may_be_used_again(client, table):
    client.write_single_batch(table, [{"key": "a"}])
    client.drop_table(table)
    client.create_table(table, {"key": str, "value": "LongType?"}, row_keys=["key"])

    assert client.range_key_query(table, [{"key": ["", None]}]) == []


@pytest.mark.parametrize("name", ["", "A", "a b", "a/b", "..", ".a", "-a", "x" * 129, "ü", "\ud800", 5, None, ["a"]])
def test_a_name_that_is_none_is_refused(client, name):
    for call in (
        lambda: client.create_table(name, {"key": str}, row_keys=["key"]),
        lambda: client.describe(name),
        lambda: client.create_batch_writer(name),
        lambda: client.write_single_batch(name, iter([{"key": "a"}])),
        lambda: client.exact_key_query(name, {"key": ["a"]}),
    ):
        with pytest.raises(InvalidRequest, match="table name") as refusal:
            call()
        assert refusal.value.code == "invalid-name"


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"schema": {"key": float}, "row_keys": ["key"]}, "key"),
        ({"schema": {"key": str, "KEY": str}, "row_keys": ["key"]}, "KEY"),
        ({"schema": {"key": str, "a b": str}, "row_keys": ["key"]}, "a b"),
        ({"schema": {"key": str, "": str}, "row_keys": ["key"]}, "name"),
        ({"schema": {"key": str}, "row_keys": ["key"], "sort_keys": ["key"]}, "key"),
        ({"schema": {"key": str}, "row_keys": ["key"], "split_points": ["b", "a"]}, "split point"),
        ({"schema": {"key": str}, "row_keys": ["key"], "split_points": ["a", "a"]}, "split point"),
        ({"schema": {"key": str}, "row_keys": ["key"], "split_points": [5]}, "split point"),
        ({"schema": {"key": str}, "row_keys": ["key"], "split_points": "ab"}, "split_points must be a list"),
    ],
)
def test_a_table_that_cannot_be_is_refused(client, table_name, arguments, message):
    with pytest.raises(InvalidRequest) as refusal:
        client.create_table(table_name, **arguments)

    assert message.lower() in str(refusal.value).lower()
    assert table_name not in client.tables()


def test_an_unknown_property_is_refused(client):
    for name in ("no.such.property", "../tables", ""):
        with pytest.raises(SleeperError) as refusal:
            client.set_property(name, "x")
        assert refusal.value.code == "invalid-property"
