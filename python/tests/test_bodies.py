"""Bodies that are sent as they are, past what the client makes of records."""
import io
import struct
from datetime import datetime, timedelta, timezone

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sleeper import InvalidRequest
from sleeper.transport import path_of


def post(client, table, form, body):
    """Sends a body as it is, as programs of other makes do."""
    kind = {"arrow": "vnd.apache.arrow.stream", "ndjson": "x-ndjson"}.get(form, "vnd.apache.parquet")
    headers = {"Content-Type": "application/" + kind}
    client._transport.repeating(lambda pool: pool.request("POST", path_of(table, "rows"), body, headers).json())


@pytest.mark.parametrize("form, codec", [("arrow", "lz4"), ("arrow", "zstd"), ("parquet", "brotli"), ("parquet", "lz4")])
def test_a_compression_that_the_server_does_not_read_is_not_called_damage(client, table, form, codec):
    data = pa.table({"key": ["a", "b"] * 500, "value": range(1000)})
    sink = io.BytesIO()
    if form == "arrow":
        with pa.ipc.new_stream(sink, data.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as stream:
            stream.write(data)
    else:
        pq.write_table(data, sink, compression=codec)

    with pytest.raises(InvalidRequest, match="compressed .*which is not read here\nWrite it anew"):
        post(client, table, form, sink.getvalue())


@pytest.mark.parametrize("form", ["arrow", "parquet", "int96", "ndjson"])
def test_the_server_refuses_times_that_are_finer_than_their_field(client, table_name, form):
    client.create_table(table_name, {"key": str, "t": datetime}, row_keys=["key"])
    times = (pa.array([1000, second], pa.timestamp("ns")) for second in (2001, 2000))
    refused, taken = (pa.table({"key": ["a", "b"], "t": column}) for column in times)

    def send(data):
        sink = io.BytesIO()
        if form == "arrow":
            with pa.ipc.new_stream(sink, data.schema) as stream:
                stream.write(data)
        elif form == "ndjson":
            for key, time in zip(data["key"].to_pylist(), data["t"].cast(pa.int64()).to_pylist()):
                sink.write('{{"key":"{}","t":"1970-01-01T00:00:00.{:09}Z"}}\n'.format(key, time).encode())
        else:
            pq.write_table(data, sink, version="2.6", use_deprecated_int96_timestamps=form == "int96")
        post(client, table_name, form, sink.getvalue())

    with pytest.raises(InvalidRequest, match="Field t of record 2 is .* microsecond"):
        send(refused)
    send(taken)

    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    assert [row["t"] - epoch for row in client.query(table_name).to_pylist()] == [
        timedelta(microseconds=1), timedelta(microseconds=2)
    ]  # fmt: skip


def test_a_time_of_int96_that_no_timestamp_can_hold_is_refused(client, table_name):
    client.create_table(table_name, {"key": str, "t": datetime}, row_keys=["key"])
    data = pa.table({"key": ["a"], "t": pa.array([2000], pa.timestamp("ns"))})
    sink = io.BytesIO()
    pq.write_table(data, sink, compression="none", use_dictionary=False, use_deprecated_int96_timestamps=True)
    stored, far = (struct.pack("<qi", 2000, day) for day in (2440588, 2**31 - 1))
    assert stored in sink.getvalue()

    with pytest.raises(InvalidRequest, match="Field t of record 1 is day 2145043059 since 1970, .* out of range"):
        post(client, table_name, "parquet", sink.getvalue().replace(stored, far))
