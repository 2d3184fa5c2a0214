"""Other engines read what Sleeper writes, as Delta tables and as plain Parquet files, and leave it unharmed."""

from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from every_type import FIELDS, RECORDS, rows_of
from servers import kill
from sleeper import SleeperClient

deltalake = pytest.importorskip("deltalake", reason="needs Python 3.10")
duckdb = pytest.importorskip("duckdb")
polars = pytest.importorskip("polars")
datafusion = pytest.importorskip("datafusion")

COMMITS = 250


@pytest.fixture(scope="module")
def written(client):
    """A table of every type with several hundred commits, and so with a checkpoint."""
    name = "foreign"
    client.create_table(name, FIELDS, row_keys=["key"])
    client.write_single_batch(name, RECORDS)
    for i in range(COMMITS):
        client.write_single_batch(name, [{"key": "commit {:03d}".format(i), "n": i}])
    return name


@pytest.fixture
def location(client, written):
    return client.describe(written).location


@pytest.fixture
def expected():
    return rows_of(RECORDS + [{"key": "commit {:03d}".format(i), "n": i} for i in range(COMMITS)])


def directory(location):
    return Path(unquote(urlsplit(location).path))


def data_files(location):
    files = directory(location).glob("*/*.parquet")
    return [str(path) for path in files if path.parent.name != "_delta_log"]


def in_duckdb():
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def read_by_all(path):
    """What every Parquet reader finds in a file."""
    return [
        pq.read_table(path, page_checksum_verification=True),
        polars.read_parquet(path).to_arrow(),
        in_duckdb().sql("SELECT * FROM read_parquet('{}')".format(path)).to_arrow_table(),
        pa.table(datafusion.SessionContext().read_parquet(path).to_arrow_table()),
    ]


def keys_of(path):
    return pq.read_table(path, columns=["key"]).column(0).to_pylist()


def normal(table):
    """Another engine's rows as a query gives them: in key order, with our types of Python."""
    columns = {name: [_normal(value) for value in table.column(name).to_pylist()] for name in FIELDS}
    rows = [dict(zip(FIELDS, values)) for values in zip(*columns.values())]
    return sorted(rows, key=lambda row: row["key"].encode("utf-8"))


def _normal(value):
    if isinstance(value, datetime):
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)
    if isinstance(value, list) and value and isinstance(value[0], (tuple, dict)):
        pairs = [tuple(pair.values()) if isinstance(pair, dict) else pair for pair in value]
        return dict(pairs)
    return value


def with_maps(rows):
    """An empty map is an empty list to engines that have no maps."""
    return [{name: [] if value == {} else value for name, value in row.items()} for row in rows]


def test_our_own_rows_are_the_expected(client, written, expected):
    assert [dict(row) for row in client.query(written).to_pylist()] == expected


def test_a_checkpoint_is_there(location):
    assert list((directory(location) / "_delta_log").glob("*.checkpoint.parquet"))
    assert (directory(location) / "_delta_log" / "_last_checkpoint").is_file()


def test_delta_rs_reads_our_rows(location, expected):
    table = deltalake.DeltaTable(location)

    assert with_maps(normal(pa.table(table.to_pyarrow_table()))) == with_maps(expected)
    one = deltalake.QueryBuilder().register("t", table).execute("SELECT n FROM t WHERE key = 'commit 007'")
    assert pa.table(one.read_all()).column(0).to_pylist() == [7]


def test_polars_reads_our_rows(location, expected):
    assert with_maps(normal(polars.read_delta(location).to_arrow())) == with_maps(expected)
    found = polars.scan_delta(location).filter(polars.col("key") == "commit 007").collect()
    assert found["n"].to_list() == [7]


def test_a_root_with_a_space_is_read_by_way_of_pyarrow(sleeper_home, tmp_path):
    root = tmp_path / "with space"
    with SleeperClient("mine", root=root) as client:
        client.create_table("t", {"key": str}, row_keys=["key"])
        client.write_single_batch("t", [{"key": "a"}])
        location = client.describe("t").location
    kill(root)

    assert polars.read_delta(location, use_pyarrow=True)["key"].to_list() == ["a"]
    assert deltalake.DeltaTable(location).to_pyarrow_table()["key"].to_pylist() == ["a"]


def test_duckdb_reads_our_rows(location, expected):
    connection = in_duckdb()
    connection.register("delta", deltalake.DeltaTable(location).to_pyarrow_dataset())

    assert with_maps(normal(connection.sql("SELECT * FROM delta").to_arrow_table())) == with_maps(expected)


def test_bounds_in_the_log_lose_no_rows(client, location, written, expected):
    table = deltalake.DeltaTable(location)
    for row in expected:
        key = row["key"].replace("'", "''")
        query = deltalake.QueryBuilder().register("t", table).execute("SELECT key FROM t WHERE key = '{}'".format(key))
        assert pa.table(query.read_all()).column(0).to_pylist() == [row["key"]]


def test_parquet_readers_agree_on_data_files(location):
    # Of the first write; it stays for a while after it was merged with others.
    sizes = [(pq.ParquetFile(path).metadata.num_rows, path) for path in data_files(location)]
    full = next(path for rows, path in sizes if rows == len(RECORDS) and "full" in keys_of(path))

    for table in read_by_all(full):
        assert with_maps(normal(table)) == with_maps(rows_of(RECORDS))
    assert all(b"PARQUET:field_id" in field.metadata for field in pq.read_schema(full))


def test_parquet_readers_agree_on_a_large_data_file(client, table):
    rows = 300_000
    values = [None if i % 7 == 0 else i for i in range(rows)]
    keys = ["%09d" % i for i in range(rows)]
    client.write_single_batch(table, pa.table({"key": keys, "value": values}))
    (path,) = data_files(client.describe(table).location)

    for read in read_by_all(path) + [client.query(table).to_arrow()]:
        pairs = zip(read.column("key").to_pylist(), read.column("value").to_pylist())
        assert sorted(pairs) == list(zip(keys, values))


def test_writes_of_others_are_refused(client, written, location, expected):
    version = client.describe(written).version
    Path(data_files(location)[0]).with_name("orphan.parquet").write_bytes(b"something for vacuum to find")
    some = pa.table({"key": ["x"], "n": [1]})
    attempts = {
        "append": lambda: deltalake.write_deltalake(location, some, mode="append", schema_mode="merge"),
        "overwrite": lambda: deltalake.write_deltalake(location, some, mode="overwrite", schema_mode="overwrite"),
        "delete": lambda: deltalake.DeltaTable(location).delete("n = 1"),
        "update": lambda: deltalake.DeltaTable(location).update({"n": "2"}),
        "optimize": lambda: deltalake.DeltaTable(location).optimize.compact(),
        "vacuum": lambda: deltalake.DeltaTable(location).vacuum(
            retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True
        ),
        "polars": lambda: polars.DataFrame({"key": ["x"], "n": [1]}).write_delta(location, mode="append"),
    }
    for name, attempt in attempts.items():
        with pytest.raises(Exception):
            attempt()
            pytest.fail("{} was not refused".format(name))

    assert client.describe(written).version == version
    assert [dict(row) for row in client.query(written).to_pylist()] == expected


def test_a_checkpoint_of_others_over_ours_harms_nothing(client, written, location, expected):
    (ours, *_) = sorted((directory(location) / "_delta_log").glob("*.checkpoint.parquet"))
    before = ours.read_bytes()
    table = deltalake.DeltaTable(location, version=int(ours.name.split(".")[0]))
    ours.unlink()  # delta-rs leaves a checkpoint that is there as it is; others may not

    table.create_checkpoint()

    assert ours.read_bytes() != before
    kill(client._target.root)  # so that the table is loaded anew
    assert [dict(row) for row in client.query(written).to_pylist()] == expected
    assert with_maps(normal(pa.table(deltalake.DeltaTable(location).to_pyarrow_table()))) == with_maps(expected)


def test_checkpoints_and_clean_up_of_others_harm_nothing(client, written, location, expected, table_name):
    table = deltalake.DeltaTable(location)
    table.create_checkpoint()
    table.cleanup_metadata()
    client.write_single_batch(written, [{"key": "commit after", "n": -1}])
    after = sorted(expected + rows_of([{"key": "commit after", "n": -1}]), key=lambda row: row["key"].encode("utf-8"))

    assert [dict(row) for row in client.query(written).to_pylist()] == after
    kill(client._target.root)  # so that the table is loaded anew
    assert [dict(row) for row in client.query(written).to_pylist()] == after
    assert with_maps(normal(pa.table(deltalake.DeltaTable(location).to_pyarrow_table()))) == with_maps(after)
