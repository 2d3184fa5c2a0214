import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sleeper import InvalidRequest


@pytest.mark.parametrize(
    "type_of_key, values",
    [
        (int, list(range(-500, 500))),
        (str, ["{:04d}é".format(i) for i in range(1_000)]),
        (bytes, [i.to_bytes(2, "big") + b"\xff" for i in range(1_000)]),
    ],
)
def test_a_table_is_made_with_estimated_split_points(client, table_name, tmp_path, type_of_key, values):
    halves = [tmp_path / "first.parquet", tmp_path / "second.parquet"]
    pq.write_table(pa.table({"other": values[::2], "key": values[::2]}), halves[0])
    pq.write_table(pa.table({"key": values[1::2]}), halves[1])

    points = client.estimate_split_points(halves, "key", 4)

    assert len(points) == 3
    assert points == sorted(points)
    assert all(isinstance(point, type_of_key) for point in points)
    client.create_table(table_name, {"key": type_of_key}, ["key"], split_points=points)
    client.write_single_batch(table_name, [{"key": value} for value in values])
    assert client.describe(table_name).leaves == 4
    assert all(150 < leaf["rows"] < 350 for leaf in client.partitions(table_name) if leaf["leaf"] and leaf["files"])


def test_what_cannot_be_estimated_is_said(client, tmp_path):
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"key": [1, 2]}), file)

    with pytest.raises(InvalidRequest, match="none"):
        client.estimate_split_points([file], "none", 4)
    with pytest.raises(InvalidRequest, match="--leaves 1"):
        client.estimate_split_points([file], "key", 1)
    with pytest.raises(InvalidRequest, match="list of paths"):
        client.estimate_split_points(str(file), "key", 4)
    with pytest.raises(InvalidRequest, match="missing.parquet"):
        client.estimate_split_points([tmp_path / "missing.parquet"], "key", 4)
