import os
import pathlib
import random
import subprocess
import sys
import time
from urllib.parse import unquote, urlsplit

import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fault_proxy import FaultProxy
from servers import endpoint
from sleeper import ConnectionLost, InvalidRequest, LargeResultWarning, ServerNotFound, SleeperClient, SleeperError
from sleeper import PackageNotFound, TableNotFound, results

ROWS = 200_000


@pytest.fixture(scope="module")
def numbers(client):
    """A table of two row keys and a sort key, with 0 … ROWS-1 in its value field in key order."""
    name = "numbers"
    client.create_table(
        name, {"value": int, "k2": bytes, "k1": int, "time": int}, row_keys=["k1", "k2"], sort_keys=["time"]
    )
    order = list(range(ROWS))
    random.Random(1).shuffle(order)
    for start in range(0, ROWS, ROWS // 4):
        part = order[start : start + ROWS // 4]
        client.write_single_batch(
            name,
            pa.table(
                {
                    "value": part,
                    "k1": [i // 1000 for i in part],
                    "k2": [bytes([i // 4 % 250]) for i in part],
                    "time": [i % 4 - 2 for i in part],
                }
            ),
        )
    return name


def values(rows):
    return [row["value"] for row in rows]


def test_rows_come_in_key_order_however_they_were_written(client, numbers):
    assert client.query(numbers, columns=["value"]).to_arrow().column(0).to_pylist() == list(range(ROWS))


def test_a_region_may_name_any_row_keys(client, numbers):
    assert values(client.exact_key_query(numbers, [{"k1": 7, "k2": b"\xf9"}])) == [7996, 7997, 7998, 7999]
    assert values(client.exact_key_query(numbers, {"k1": [7]})) == list(range(7000, 8000))
    assert values(client.exact_key_query(numbers, {"k2": [b"\x00"]})) == [i for i in range(ROWS) if i % 1000 < 4]
    assert values(client.range_key_query(numbers, [{"k1": [3, True, 4, True], "k2": [b"\xf8", None]}])) == [
        *range(3992, 4000), *range(4992, 5000)
    ]  # fmt: skip


def test_a_row_in_several_regions_comes_once(client, numbers):
    regions = [{"k1": [3, 5]}, {"k1": [4, 6]}, {"k1": [3, 5]}]

    assert values(client.range_key_query(numbers, regions)) == list(range(3000, 6000))
    assert len(client.exact_key_query(numbers, {"k1": [1, 1]})) == 1000


def test_ends_of_ranges_are_in_or_out(client, numbers):
    for low_in in (True, False):
        for high_in in (True, False):
            rows = client.range_key_query(numbers, [{"k1": [3, low_in, 5, high_in]}])
            assert values(rows) == list(range(3000 if low_in else 4000, 6000 if high_in else 5000))
    assert client.range_key_query(numbers, [{"k1": [3, 3]}]) == []


def test_keys_that_are_not_there_give_no_rows(client, numbers):
    assert client.exact_key_query(numbers, {"k1": [-1, 10**15]}) == []


def test_columns_come_exactly_as_asked(client, numbers):
    result = client.query(numbers, [{"k1": [0, 1]}], columns=["time", "value"], limit=2)

    assert result.schema.names == ["time", "value"]
    assert result.to_pylist() == [[("time", -2), ("value", 0)], [("time", -1), ("value", 1)]]
    assert client.query(numbers).schema.names == ["value", "k2", "k1", "time"]


def test_a_limit_gives_the_first_rows(client, numbers):
    assert values(client.query(numbers, limit=5).to_pylist()) == [0, 1, 2, 3, 4]
    assert client.query(numbers, limit=0).to_pylist() == []
    assert client.query(numbers, limit=10 * ROWS).to_arrow().num_rows == ROWS


def test_a_result_has_many_forms(client, numbers):
    result = client.query(numbers, [{"k1": [0, 2]}])

    assert result.to_arrow().num_rows == 2000
    assert isinstance(result.to_pandas(), pandas.DataFrame)
    assert list(result.to_pandas()["value"]) == list(range(2000))
    assert values(result.to_pylist()) == list(range(2000))
    assert sum(batch.num_rows for batch in result) == 2000
    assert sum(batch.num_rows for batch in client.query(numbers)) == ROWS
    assert client.query(numbers).to_reader().read_all().num_rows == ROWS
    assert result.version == client.describe(numbers).version


def test_a_result_is_an_arrow_stream_to_other_libraries(client, numbers):
    polars = pytest.importorskip("polars")

    assert polars.DataFrame(client.query(numbers))["value"].to_list() == list(range(ROWS))
    assert client.query(numbers).to_polars().height == ROWS


def test_a_stream_is_taken_once(client, numbers):
    result = client.query(numbers)
    assert sum(batch.num_rows for batch in result) == ROWS

    with pytest.raises(SleeperError, match="streamed already"):
        next(iter(result))
    with pytest.raises(SleeperError, match="streamed already"):
        result.to_arrow()


def test_a_result_may_be_left_before_its_end(client, numbers):
    with client.query(numbers) as result:
        for _ in result:
            break
    with client.query(numbers):
        pass

    assert len(client.exact_key_query(numbers, {"k1": [1]})) == 1000


def test_calls_may_be_made_while_a_result_is_streamed(client, numbers):
    for i, batch in enumerate(client.query(numbers, [{"k1": [0, 20]}])):
        assert len(client.exact_key_query(numbers, {"k1": [i]})) == 1000


def test_a_query_sees_one_version_while_others_write(client, table):
    client.write_single_batch(table, pa.table({"key": ["%07d" % i for i in range(ROWS)], "value": range(ROWS)}))
    result = iter(client.query(table))
    rows = next(result).num_rows
    for _ in range(3):
        client.write_single_batch(table, [{"key": "z"}])

    assert rows + sum(batch.num_rows for batch in result) == ROWS


def test_a_large_list_is_warned_of(client, numbers, monkeypatch):
    monkeypatch.setattr(results, "LARGE_RESULT_ROWS", 1500)

    with pytest.warns(LargeResultWarning, match=r"query\(\)") as warned:
        assert len(client.range_key_query(numbers, [{"k1": [0, 2]}])) == 2000
    assert warned[0].filename == __file__
    monkeypatch.setattr(results, "LARGE_RESULT_ROWS", 2000)
    assert len(client.range_key_query(numbers, [{"k1": [0, 2]}])) == 2000


def test_a_result_without_a_length_says_how_to_count(client, numbers):
    with client.query(numbers, limit=3) as result:
        with pytest.raises(SleeperError, match="num_rows"):
            len(result)
        assert result
        assert sum(batch.num_rows for batch in list(result)) == 3


def test_a_package_that_is_missing_is_named(client, numbers, monkeypatch):
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
        with client.query(numbers, limit=3) as result:
            with pytest.raises(PackageNotFound, match="pip install {}".format(name)):
                getattr(result, "to_" + name)()
            assert result.to_arrow().num_rows == 3


def test_a_client_that_nobody_closed_leaves_no_socket_open(client, numbers):
    script = "import sys, sleeper; kept = sleeper.SleeperClient('tests'); print(kept.describe(sys.argv[1]).rows)"
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))

    done = subprocess.run(
        [sys.executable, "-W", "always::ResourceWarning", "-c", script, numbers],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
    )

    assert (done.stdout.strip(), done.stderr) == (str(ROWS), "")


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"regions": {"k1": [0, 1]}}, "Regions must be a list"),
        ({"regions": []}, "at least one region"),
        ({"columns": "value"}, "must be a list"),
        ({"columns": []}, "at least one field"),
        ({"columns": ["valeu"]}, "'valeu'"),
        ({"columns": ["VALUE"]}, "Did you mean 'value'?"),
        ({"columns": ["value", "value"]}, "more than once"),
        ({"limit": -1}, "limit"),
        ({"limit": 1 << 63}, "limit"),
        ({"limit": True}, "limit"),
        ({"limit": "5"}, "limit"),
    ],
)
def test_what_is_no_query_is_refused(client, numbers, arguments, message):
    with pytest.raises(InvalidRequest) as refusal:
        client.query(numbers, **arguments)

    assert message in str(refusal.value)


def test_keys_that_are_too_long_together_are_refused_before_they_are_sent(client, table):
    most = {"key": ["%d" % i + "x" * (1 << 20) for i in range(15)]}  # as the minimum and as the maximum

    assert client.exact_key_query(table, most) == []
    with pytest.raises(InvalidRequest, match="but a query takes at most 33,554,432") as refusal:
        client.exact_key_query(table, {"key": most["key"] + ["y" * (1 << 21)]})
    assert (refusal.value.code, refusal.value.status) == ("request-too-large", None)


def test_as_many_keys_as_a_query_takes_are_found(client, numbers):
    assert len(client.exact_key_query(numbers, {"k1": range(100_000)})) == ROWS


def test_a_query_of_an_unknown_table_names_it(client):
    for query in (
        lambda: client.exact_key_query("nowhere", {"key": ["a"]}),
        lambda: client.range_key_query("nowhere", [{"key": ["a", None]}]),
        lambda: client.query("nowhere"),
    ):
        with pytest.raises(TableNotFound, match="nowhere"):
            query()
    for name in ("../instance", "Upper", "", None, "a/b", "a\n"):
        with pytest.raises(InvalidRequest, match="table name"):
            client.query(name)


def test_a_stream_cut_short_is_never_a_shorter_result(client, numbers):
    server = endpoint(client._target.root)
    whole = client.query(numbers).to_arrow().nbytes
    with FaultProxy(server.url) as proxy, SleeperClient("cut", url=proxy.url, token=server.token) as cut:
        assert cut.query(numbers).to_arrow().num_rows == ROWS
        for share in (0.1, 0.5, 0.99):
            proxy.cut_answers = int(whole * share)
            cut.close()
            with pytest.raises(ConnectionLost, match="not all"):
                for _ in cut.query(numbers):
                    pass
        proxy.cut_answers = None
        cut.close()
        assert cut.query(numbers).to_arrow().num_rows == ROWS


def test_a_result_that_was_left_lying_for_too_long_says_so(client, numbers, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("sleeper.results.monotonic", lambda: now[0])
    server = endpoint(client._target.root)
    whole = client.query(numbers).to_arrow().nbytes
    with FaultProxy(server.url) as proxy, SleeperClient("cut", url=proxy.url, token=server.token) as cut:
        proxy.cut_answers = int(whole * 0.9)
        for pause, message in ((1, "The server went away"), (310, "taken for 310 s, and the server gives up after 300 s")):
            for pauses_before in (True, False):
                cut.close()
                result = cut.query(numbers)
                now[0] += pause * pauses_before
                with pytest.raises(ConnectionLost, match=message):
                    for taken, _ in enumerate(result):
                        now[0] += pause * (not pauses_before and taken == 0)
                assert taken > 0


def test_a_list_is_asked_for_again_when_the_server_goes_away(client, numbers, monkeypatch):
    server = endpoint(client._target.root)
    with FaultProxy(server.url) as proxy, SleeperClient("cut", url=proxy.url, token=server.token) as cut:
        assert len(cut.exact_key_query(numbers, {"k1": [1]})) == 1000
        proxy.cut_answers = 5000
        cut.close()
        pauses = []

        def end_fault_after_three(seconds):
            pauses.append(seconds)
            if len(pauses) == 3:
                proxy.cut_answers = None

        monkeypatch.setattr("time.sleep", end_fault_after_three)
        assert len(cut.exact_key_query(numbers, {"k1": [1]})) == 1000
        assert len(pauses) == 3


def test_a_damaged_data_file_is_named_at_once(client, table):
    client.write_single_batch(table, pa.table({"key": ["%07d" % i for i in range(400_000)], "value": range(400_000)}))
    directory = pathlib.Path(unquote(urlsplit(client.describe(table).location).path))
    (file,) = (path for path in directory.rglob("*.parquet") if "_delta_log" not in str(path))
    values = pq.ParquetFile(str(file)).metadata.row_group(0).column(1)
    with file.open("r+b") as content:
        content.seek(values.data_page_offset + values.total_compressed_size * 7 // 10)
        content.write(b"\xde\xad")

    for ask in (
        lambda: client.query(table).to_arrow(),
        lambda: list(client.query(table)),
        lambda: client.range_key_query(table, [{"key": ["", None]}]),
    ):
        began = time.monotonic()
        with pytest.raises(SleeperError, match=file.name) as failure:
            ask()
        assert (failure.value.code, failure.value.status) == ("corrupt-data", 500)
        assert failure.value.request_id and failure.value.hint
        assert time.monotonic() - began < 20


def test_a_server_that_never_answered_is_not_waited_for():
    with pytest.raises(ServerNotFound, match="No server answers at http://127.0.0.1:9"):
        SleeperClient("nowhere", url="http://127.0.0.1:9", token="x").tables()
