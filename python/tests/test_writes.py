import math
import threading
import uuid
from datetime import datetime, timezone

import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from every_type import FIELDS, RECORDS, rows_of
from sleeper import InvalidRecord, InvalidRequest, Schema, SleeperClient, SleeperError, TableNotFound
from sleeper.suggestions import create_table_line

KEYS = [{"key": ["", None]}]


def contents(client, table):
    return [dict(row) for row in client.range_key_query(table, KEYS)]


def test_every_type_comes_back_as_it_was(client, table_name):
    client.create_table(table_name, FIELDS, row_keys=["key"])

    client.write_single_batch(table_name, RECORDS)

    assert contents(client, table_name) == rows_of(RECORDS)
    row = client.exact_key_query(table_name, {"key": ["full"]})[0]
    assert [type(value) for value in row.values()] == [
        str,
        int,
        int,
        float,
        float,
        bool,
        datetime,
        str,
        bytes,
        list,
        list,
        dict,
        dict,
    ]
    assert row["t"].tzinfo == timezone.utc
    assert row.keys() == list(FIELDS)


def test_values_inside_lists_and_maps_have_every_type(client, table_name):
    noon = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
    parts = {
        "IntType": -1, "LongType": 1 << 40, "FloatType": 0.5, "DoubleType": math.inf, "BooleanType": True,
        "TimestampType": noon, "StringType": "é", "ByteArrayType": b"\xff",
    }  # fmt: skip
    fields = {"key": str}
    record = {"key": "a"}
    for name, value in parts.items():
        fields["list_" + name] = "ListType({})".format(name)
        record["list_" + name] = [value, value]
        fields["map_to_" + name] = "MapType(StringType,{})".format(name)
        record["map_to_" + name] = {"x": value}
        fields["map_from_" + name] = "MapType({},LongType)".format(name)
        record["map_from_" + name] = {value: 1}
    client.create_table(table_name, fields, row_keys=["key"])

    client.write_single_batch(table_name, [record])

    assert contents(client, table_name) == [record]


def test_a_map_with_a_key_twice_is_refused_whatever_it_comes_in(client, table_name):
    client.create_table(table_name, {"key": str, "m": "MapType(StringType,LongType)"}, row_keys=["key"])
    twice = [("x", 1), ("y", 2), ("x", 3)]
    maps = pa.array([[("x", 1), ("y", 1)], twice], pa.map_(pa.string(), pa.int64()))

    for records in ([{"key": "a", "m": {}}, {"key": "b", "m": twice}], pa.table({"key": ["a", "b"], "m": maps})):
        with pytest.raises(InvalidRecord, match="key .*more than once") as refusal:
            client.write_single_batch(table_name, records)
        assert "Record 2" in str(refusal.value) or "record 2" in str(refusal.value)
    assert client.describe(table_name).rows == 0


def test_an_empty_batch_changes_nothing(client, table):
    before = client.describe(table).version

    client.write_single_batch(table, [])
    client.write_single_batch(table, pandas.DataFrame())
    client.write_single_batch(table, pa.table({"key": pa.array([], pa.string())}))
    with client.create_batch_writer(table) as writer:
        writer.write([])

    assert client.describe(table).version == before
    assert writer.num_records == 0


@pytest.mark.parametrize("form", ["table", "batch", "reader", "pandas", "polars", "dicts", "iterator", "batches"])
def test_records_may_be_of_many_kinds(client, table, form):
    data = pa.table({"value": [2, None, 1], "key": ["b", "c", "a"]})
    if form == "polars":
        polars = pytest.importorskip("polars")
        records = polars.from_arrow(data)
    else:
        records = {
            "table": data,
            "batch": data.to_batches()[0],
            "reader": pa.RecordBatchReader.from_batches(data.schema, data.to_batches()),
            "pandas": data.to_pandas(),
            "dicts": data.to_pylist(),
            "iterator": iter(data.to_pylist()),
            "batches": iter(data.to_batches()),
        }[form]

    client.write_single_batch(table, records)

    assert contents(client, table) == [{"key": "a", "value": 1}, {"key": "b", "value": 2}, {"key": "c", "value": None}]


def test_a_query_result_can_be_written_to_another_table(client, table, table_name):
    other = table_name + "_other"
    client.write_single_batch(table, [{"key": "a", "value": 1}])
    client.create_table(other, client.describe(table).schema)

    client.write_single_batch(other, client.range_key_query(table, KEYS))
    client.write_single_batch(other, client.query(table))

    assert contents(client, other) == [{"key": "a", "value": 1}] * 2


def test_a_parquet_file_is_written_batch_by_batch(client, table, tmp_path):
    path = str(tmp_path / "records.parquet")
    rows = 300_000
    pq.write_table(pa.table({"key": ["%09d" % (i * 7919 % rows) for i in range(rows)], "value": range(rows)}), path)

    with client.create_batch_writer(table) as writer:
        writer.write(pq.ParquetFile(path).iter_batches())

    assert writer.num_records == rows
    keys = client.query(table, columns=["key"]).to_arrow().column("key").to_pylist()
    assert keys == ["%09d" % i for i in range(rows)]


def test_a_large_batch_of_dicts_is_whole(client, table):
    rows = 120_000

    client.write_single_batch(table, ({"key": "%09d" % (i ^ 1), "value": i} for i in range(rows)))

    result = client.query(table).to_arrow()
    assert result.column("key").to_pylist() == ["%09d" % i for i in range(rows)]
    assert result.column("value").to_pylist() == [i ^ 1 for i in range(rows)]


def test_the_same_job_id_writes_once(client, table):
    job_id = str(uuid.uuid4())
    for _ in range(3):
        client.write_single_batch(table, [{"key": "a", "value": 1}], job_id=job_id)
    with client.create_batch_writer(table, job_id=job_id) as writer:
        writer.write([{"key": "a", "value": 1}])

    assert contents(client, table) == [{"key": "a", "value": 1}]
    assert writer.version is not None
    assert writer.already_written is True


def test_a_job_id_counts_for_its_table_alone(client, table, table_name):
    client.create_table(table_name + "_other", {"key": str, "value": "LongType?"}, row_keys=["key"])
    for name in (table, table_name + "_other"):
        with client.create_batch_writer(name, job_id="load") as writer:
            assert writer.already_written is None
            writer.write([{"key": "a", "value": 1}])
        assert writer.already_written is False
        assert client.describe(name).rows == 1


def test_equal_records_are_all_kept(client, table):
    client.write_single_batch(table, [{"key": "a", "value": 1}] * 3)
    client.write_single_batch(table, [{"key": "a", "value": 1}])

    assert contents(client, table) == [{"key": "a", "value": 1}] * 4


@pytest.mark.parametrize("rows", [1, 200_000])
def test_a_batch_writer_follows_its_table_when_that_is_renamed(client, table, rows):
    with client.create_batch_writer(table) as writer:
        writer.write(pa.table({"key": ["%06d" % i for i in range(rows)], "value": range(rows)}))
        client.rename_table(table, table + "_renamed")
        client.create_table(table, {"key": str, "value": "LongType?"}, row_keys=["key"])

    assert client.describe(table + "_renamed").rows == rows
    assert client.describe(table).rows == 0


@pytest.mark.parametrize("rows", [1, 200_000])
def test_a_batch_writer_says_that_its_table_was_dropped(client, table, rows):
    with pytest.raises(TableNotFound, match="was dropped during this write; nothing of it is written") as refusal:
        with client.create_batch_writer(table) as writer:
            writer.write(pa.table({"key": ["%06d" % i for i in range(rows)], "value": range(rows)}))
            client.drop_table(table)

    assert "create_table" not in str(refusal.value)


@pytest.mark.parametrize("rows", [1, 200_000])
def test_a_batch_writer_whose_body_raises_writes_nothing(client, table, rows):
    version = client.describe(table).version
    with pytest.raises(RuntimeError, match="mine"):
        with client.create_batch_writer(table) as writer:
            writer.write(pa.table({"key": ["%09d" % i for i in range(rows)], "value": range(rows)}))
            raise RuntimeError("mine")

    assert contents(client, table) == []
    assert client.describe(table).version == version


def test_a_batch_with_a_record_that_does_not_fit_is_not_written_in_part(client, table):
    with pytest.raises(InvalidRecord) as refusal:
        client.write_single_batch(table, [{"key": str(i), "value": i} for i in range(99_999)] + [{"key": 1}])
    with pytest.raises(SleeperError, match="Nothing of this batch is written"):
        with client.create_batch_writer(table) as writer:
            writer.write([{"key": "a"}])
            try:
                writer.write([{"key": "b"}, {"key": None}])
            except InvalidRecord:
                pass  # a caller who goes on all the same

    assert refusal.value.index == 99_999
    assert contents(client, table) == []


def test_a_batch_writer_serves_one_with_block(client, table):
    writer = client.create_batch_writer(table)
    with pytest.raises(SleeperError, match="inside the writer's with block"):
        writer.write([{"key": "a"}])
    with writer:
        writer.write([{"key": "a"}])
    with pytest.raises(SleeperError):
        writer.write([{"key": "b"}])
    with pytest.raises(SleeperError, match="one with block"):
        with writer:
            pass

    assert len(contents(client, table)) == 1


def test_many_threads_write_with_one_client(client, table):
    def write(thread):
        for i in range(10):
            client.write_single_batch(table, [{"key": "{} {}".format(thread, i), "value": i}])

    threads = [threading.Thread(target=write, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(contents(client, table)) == 80


def test_an_unknown_table_is_named_with_the_line_that_makes_it(client, table_name):
    records = [{"key": "a", "count": 1, "ratio": 0.5}]
    for write in (
        lambda: client.write_single_batch(table_name, records),
        lambda: client.create_batch_writer(table_name),
    ):
        with pytest.raises(TableNotFound) as refusal:
            write()
        assert table_name in str(refusal.value)
        assert "client.create_table('{}'".format(table_name) in str(refusal.value)
        assert refusal.value.code == "table-not-found"
        assert refusal.value.request_id


LATER = {"key": "b", "ratio": None, "count": 2, "flag": True, "bytes": b"y", "none": None}
NOON = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
FIRST = dict(LATER, key="a", ratio=0.5, time=NOON, list=["x"], empty=[], map={"x": 1}, nested=[1, 2])
TABLE = pa.table({"n": [0.5, 1.5], "id": pa.array([1, 2], pa.int32()), "text": ["x", None], "list": [[1], None]})


@pytest.mark.parametrize(
    "records, key",
    [
        ([{"key": "a", "count": 1, "ratio": 0.5}], "key"),
        ([FIRST, LATER], "key"),
        ([{"note": None, "id": 1}, {"note": "x", "id": 2}], "id"),
        (TABLE, "id"),
        ([TABLE], "id"),
        (TABLE.to_reader(), "id"),
        (TABLE.to_pandas(), "id"),
    ],
)
def test_the_line_that_makes_a_table_fits_the_records(client, table_name, records, key):
    with pytest.raises(TableNotFound) as refusal:
        client.write_single_batch(table_name, records)
    eval(refusal.value.hint.split(": ", 1)[1], {"client": client})

    client.write_single_batch(table_name, records)

    assert client.describe(table_name).row_keys == [key]
    if isinstance(records, list) and isinstance(records[0], dict):
        schema = client.describe(table_name).schema
        expected = [{name: record.get(name) for name in schema} for record in records]
        assert [dict(row) for row in client.query(table_name).to_pylist()] == expected
    else:
        assert client.describe(table_name).rows == 2


def test_a_line_is_made_for_data_frames_of_polars_and_for_records_that_tell_nothing(client, table_name):
    polars = pytest.importorskip("polars")

    assert "'id': int" in create_table_line("t", polars.from_arrow(TABLE.set_column(1, "id", [[1, 2]])))
    for records in (None, [], iter([]), 5, [5], pandas.DataFrame({"c": [1j]})):
        assert create_table_line("t", records) == (
            "client.create_table('t', {'key': str, 'value': str}, row_keys=['key'])"
        )


def test_a_table_made_anew_with_another_schema_is_noticed(client, table, sleeper_home):
    client.write_single_batch(table, [{"key": "a", "value": 1}])
    with SleeperClient("tests") as other:
        other.drop_table(table)
        other.create_table(table, {"id": int, "text": str}, row_keys=["id"])

    client.write_single_batch(table, [{"id": 5, "text": "x"}])

    assert client.exact_key_query(table, {"id": [5]}) == [[("id", 5), ("text", "x")]]
    with pytest.raises(InvalidRecord, match="has a field 'key'"):
        client.write_single_batch(table, [{"key": "a", "value": 1}])


def test_what_can_be_read_once_is_whole_when_the_table_was_made_anew(client, table):
    client.write_single_batch(table, [{"key": "x", "value": 1}])
    with SleeperClient("tests") as other:
        other.drop_table(table)
        other.create_table(table, {"id": int, "text": str}, row_keys=["id"])
    data = pa.table({"id": [1, 2, 3], "text": ["a", "b", "c"]})
    reader = pa.RecordBatchReader.from_batches(data.schema, data.to_batches(max_chunksize=1))
    with SleeperClient("tests") as stale:
        stale._schemas[table] = Schema.parse({"key": str, "value": "LongType?"}, ["key"])
        stale.write_single_batch(table, [reader])
        assert client.describe(table).rows == 3

        stale._schemas[table] = Schema.parse({"id": str}, ["id"])
        assert len(stale.exact_key_query(table, {"id": (i for i in (1, 2, 3))})) == 3


@pytest.mark.parametrize("job_id", ["", "x" * 129, "é", "a\nb", 5])
def test_a_job_id_that_is_none_is_refused(client, table, job_id):
    with pytest.raises(InvalidRequest, match="job id"):
        client.write_single_batch(table, [{"key": "a"}], job_id=job_id)
    with pytest.raises(InvalidRequest, match="job id"):
        client.create_batch_writer(table, job_id=job_id)
