import itertools
import math
import sys
import types
from datetime import datetime, timezone

import numpy
import pandas
import pyarrow as pa
import pytest

from record_samples import ALL_TYPES, NOON, NOON_UTC, SCHEMA, read_back, refusal_of
from sleeper import InvalidRecord, Schema, SleeperError
from sleeper.records import record_batches


def test_arrow_tables_are_fitted_to_the_schema():
    table = pa.table(
        {
            "v": pa.array(["x", None], pa.large_string()).dictionary_encode(),
            "n": pa.array([1, 2], pa.uint8()),
            "key": pa.chunked_array([pa.array(["a"], pa.large_string()), pa.array(["b"], pa.large_string())]),
        }
    )
    expected = [{"key": "a", "n": 1, "v": "x"}, {"key": "b", "n": 2, "v": None}]

    assert read_back(table, SCHEMA) == expected
    assert read_back(table.to_batches(), SCHEMA) == expected
    assert read_back(iter(table.to_batches()), SCHEMA) == expected
    assert read_back(pa.RecordBatchReader.from_batches(table.schema, table.to_batches()), SCHEMA) == expected
    assert read_back(table.slice(1), SCHEMA) == expected[1:]
    assert read_back(table.drop(["v"]), SCHEMA)[0]["v"] is None
    assert read_back(table.slice(0, 0), SCHEMA) == []


def test_arrow_times_become_microseconds_in_utc():
    for unit in ("s", "ms", "us", "ns"):
        for zone in (None, "UTC"):
            times = pa.array([datetime(2024, 2, 29, 12)], pa.timestamp(unit, zone))
            rows = read_back(pa.table({"key": ["a"], "t": times}), ALL_TYPES)
            assert rows[0]["t"] == datetime(2024, 2, 29, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "columns, message",
    [
        ({"key": ["a", "b"], "n": ["1", "2"]}, "Field 'n' is LongType, but the column's type is string"),
        ({"key": ["a", "b"], "n": [1.0, 2.0]}, "column's type is double"),
        ({"key": ["a", "b"], "n": [True, False]}, "column's type is bool"),
        ({"key": ["a", "b"], "n": [1, None]}, "Record 2 (index 1), field 'n' (LongType): it is None"),
        ({"key": ["a", "b"], "n": pa.nulls(2)}, "Record 1 (index 0), field 'n'"),
        ({"key": ["a", "b"], "n": pa.array([1, 1 << 63], pa.uint64())}, "Record 2 (index 1), field 'n'"),
        ({"key": [b"a", b"b"], "n": [1, 2]}, "column's type is binary"),
        ({"key": ["a", "b"]}, "has no column 'n' (LongType)"),
        ({"key": ["a", "b"], "N": [1, 2]}, "Did you mean 'n'?"),
        ({"key": ["a", "b"], "n": [1, 2], "w": [1, 2]}, "has a column 'w' that the table does not have"),
    ],
)
def test_an_arrow_table_that_does_not_fit_is_refused(columns, message):
    assert message in str(refusal_of(pa.table(columns)))


@pytest.mark.parametrize(
    "columns, message",
    [
        ({"key": pa.array([], pa.string()), "n": pa.array([], pa.string())}, "Field 'n' is LongType"),
        ({"key": pa.array([], pa.string())}, "has no column 'n' (LongType)"),
        ({"key": pa.nulls(0), "n": pa.nulls(0), "w": pa.nulls(0)}, "has a column 'w' that the table does not have"),
    ],
)
def test_the_columns_of_a_table_without_rows_are_looked_at_too(columns, message):
    table = pa.table(columns)
    chunkless = pa.Table.from_batches([], table.schema)

    for empty in (table, chunkless, chunkless.to_reader(), iter([table])):
        refusal = refusal_of(empty)
        assert isinstance(refusal, InvalidRecord)
        assert message in str(refusal)
        assert refusal.field in ("n", "w")


def test_the_columns_of_a_data_frame_without_rows_are_looked_at_too():
    assert "has a column 'w'" in str(refusal_of(pandas.DataFrame({"key": [], "n": [], "w": []})))
    assert "has no column 'n'" in str(refusal_of(pandas.DataFrame({"key": []})))
    assert "has no column 'key'" in str(refusal_of(pandas.DataFrame(index=[0, 1])))
    assert read_back(pandas.DataFrame({"key": [], "n": []}), SCHEMA) == []


def test_a_field_that_is_the_index_of_a_data_frame_is_refused():
    frame = pandas.DataFrame({"key": ["a"], "n": [1], "v": ["x"]})

    for name in ("key", "v"):
        refusal = refusal_of(frame.set_index(name))
        assert isinstance(refusal, InvalidRecord)
        assert "has {!r} as its index".format(name) in str(refusal)
        assert refusal.hint == "Pass frame.reset_index()."
    assert "as its index" in str(refusal_of(frame.set_index(["key", "n"])))
    assert len(read_back(frame.set_index("n", drop=False), SCHEMA)) == 1


def test_a_column_alone_is_no_table():
    for column in (pandas.Series([1, 2]), pa.chunked_array([[1, 2]])):
        refusal = refusal_of(column)
        assert type(column).__name__ in str(refusal)
        assert refusal.hint


def test_the_first_misfit_of_an_arrow_column_is_named():
    numbers = list(range(100_000))
    numbers[77_777] = 1 << 40
    table = pa.table({"key": [str(n) for n in numbers], "i": numbers})

    refusal = refusal_of(table, ALL_TYPES)

    assert refusal.index == 77_777
    assert str(1 << 40) in str(refusal)
    nanos = pa.array([0, 1], pa.timestamp("ns"))
    assert refusal_of(pa.table({"key": ["a", "b"], "t": nanos}), ALL_TYPES).index == 1
    floats = pa.array([1.0, 1e300])
    assert refusal_of(pa.table({"key": ["a", "b"], "f": floats}), ALL_TYPES).index == 1
    lists = pa.array([[1], [None]])
    assert refusal_of(pa.table({"key": ["a", "b"], "l": lists}), ALL_TYPES).index == 1


@pytest.mark.parametrize(
    "field, column, reason",
    [
        ("t", pa.array([0, 253402300800], pa.timestamp("s")), "years 1 to 9999"),
        ("t", pa.array([0, 1 << 62], pa.timestamp("us", "UTC")), "years 1 to 9999"),
        ("t", pa.array([0, 1 << 62], pa.timestamp("s")), "years 1 to 9999"),
        ("t", pa.array([1000, 1001], pa.timestamp("ns")), "parts of a microsecond"),
        ("lt", pa.array([[0], [1 << 62]], pa.list_(pa.timestamp("us", "UTC"))), "years 1 to 9999"),
        ("lf", pa.array([[1.0], [1e300]]), "out of its range"),
        ("lf", pa.array([[1], [(1 << 24) + 1]]), "16777217"),
        ("m", pa.array([[("a", 1)], [("b", None)]], pa.map_(pa.string(), pa.int64())), "holds a null"),
    ],
)
def test_an_arrow_value_that_cannot_be_held_is_named(field, column, reason):
    refusal = refusal_of(pa.table({"key": ["a", "b"], field: column}), ALL_TYPES)

    assert (refusal.index, refusal.field) == (1, field)
    assert reason in str(refusal)


def test_parts_of_lists_and_maps_keep_their_places_in_slices_and_beside_nulls():
    lists = [[1], None, [], [2, 3], [4]]
    maps = [None, [("x", 1)], [], [("y", 2), ("z", 3)], None]
    table = pa.table(
        {
            "key": list("abcde"),
            "l": pa.array(lists, pa.large_list(pa.int64())),
            "m": pa.array(maps, pa.map_(pa.large_string(), pa.int32())),
        }
    )
    expected = [(held, None if pairs is None else dict(pairs)) for held, pairs in zip(lists, maps)]

    for first in range(5):
        for last in range(first + 1, 6):
            rows = read_back(table.slice(first, last - first), ALL_TYPES)
            assert [(row["l"], row["m"]) for row in rows] == expected[first:last]
    fixed = pa.table({"key": ["a", "b"], "l": pa.array([None, [1, 2]], pa.list_(pa.int8(), 2))})
    assert [row["l"] for row in read_back(fixed, ALL_TYPES)] == [None, [1, 2]]


def test_an_instant_beyond_the_years_of_python_is_an_error_of_this_package():
    with pytest.raises(SleeperError, match="to_arrow"):
        ALL_TYPES.find("t").type.to_python(pa.array([1 << 62], pa.timestamp("us", "UTC")))


def test_columns_larger_than_their_type_holds_at_once_are_cut_first():
    rows, length = 2400, 1_000_000
    texts = pa.LargeStringArray.from_buffers(
        rows,
        pa.py_buffer(numpy.arange(rows + 1, dtype=numpy.int64) * length),
        pa.py_buffer(numpy.zeros(rows * length, dtype=numpy.uint8)),
    )
    repeated = pa.DictionaryArray.from_arrays(pa.array(numpy.zeros(rows, dtype=numpy.int32)), ["x" * length])

    for column in (texts, repeated):
        table = pa.table({"key": [str(i) for i in range(rows)], "n": range(rows), "v": column})
        batches = list(itertools.islice(record_batches(table, SCHEMA), 3))
        assert [batch.num_rows for batch in batches] == [8] * 3
        assert batches[2]["n"][0].as_py() == 16


def test_many_rows_of_a_long_dictionary_stay_together():
    words = pa.DictionaryArray.from_arrays(pa.array(range(200_000)), ["x" * 50 + str(i) for i in range(200_000)])
    table = pa.table({"key": words, "n": range(200_000), "v": words})

    batches = list(record_batches(table, SCHEMA))

    assert len(batches) < 10
    assert sum(batch.num_rows for batch in batches) == 200_000


def test_data_frames_are_records_without_their_index():
    frame = pandas.DataFrame({"key": ["a", "b"], "n": [1, 2], "v": ["x", None]}, index=[7, 7])

    expected = [{"key": "a", "n": 1, "v": "x"}, {"key": "b", "n": 2, "v": None}]
    assert read_back(frame, SCHEMA) == expected
    assert read_back(frame.astype({"n": "Int64", "v": "category", "key": "string"}), SCHEMA) == expected
    assert read_back(frame.iloc[:0], SCHEMA) == []
    assert read_back(pandas.DataFrame(), SCHEMA) == []


def test_nan_in_a_nullable_field_is_null():
    frame = pandas.DataFrame({"key": ["a", "b"], "i": [1, math.nan], "d": [0.5, math.nan], "s": ["x", math.nan]})

    rows = read_back(frame, ALL_TYPES)

    assert [rows[1][name] for name in ("i", "d", "s")] == [None, None, None]
    assert [rows[0][name] for name in ("i", "d", "s")] == [1, 0.5, "x"]


def test_nan_in_a_required_field_of_numbers_is_a_number():
    schema = Schema.parse({"key": str, "d": float}, row_keys=["key"])

    assert math.isnan(read_back(pandas.DataFrame({"key": ["a"], "d": [math.nan]}), schema)[0]["d"])
    assert "it is None" in str(
        refusal_of(pandas.DataFrame({"key": ["a"], "d": pandas.array([None], "Float64")}), schema)
    )


def test_objects_in_data_frames_are_checked_like_those_in_dicts():
    times = pandas.to_datetime(["2024-02-29T12:00:00.123456"])
    frame = pandas.DataFrame({"key": ["a"], "l": [[1, 2]], "m": [{"x": 1}], "y": [b"y"], "t": times, "b": [True]})

    row = read_back(frame, ALL_TYPES)[0]

    assert (row["l"], row["m"], row["y"], row["t"], row["b"]) == ([1, 2], {"x": 1}, b"y", NOON_UTC, True)
    assert "'x' is of type str" in str(
        refusal_of(pandas.DataFrame({"key": ["a"], "l": pandas.Series(["x"], dtype=object)}), ALL_TYPES)
    )


def test_a_column_label_that_is_no_string_is_refused():
    schema = Schema.parse({"key": str, "2023": "LongType?"}, row_keys=["key"])

    refusal = refusal_of(pandas.DataFrame([["a", 1]], columns=["key", 2023]), schema)

    assert "2023, a int" in str(refusal)
    assert "frame.rename(columns=str)" in refusal.hint
    assert "('key', '')" in str(
        refusal_of(pandas.DataFrame([["a"]], columns=pandas.MultiIndex.from_tuples([("key", "")])), schema)
    )


def test_a_column_of_a_type_that_arrow_does_not_have_is_named():
    sparse = pandas.Series([1.0, 0, 0]).astype(pandas.SparseDtype("float", 0))
    for column in (sparse, pandas.Series([1j, 2, 3])):
        refusal = refusal_of(pandas.DataFrame({"key": ["a", "b", "c"], "d": column}), ALL_TYPES)
        assert refusal.field == "d"
        assert str(column.dtype) in str(refusal)


def test_a_data_frame_that_does_not_fit_is_refused():
    assert "has a column 'w'" in str(refusal_of(pandas.DataFrame({"key": ["a"], "n": [1], "w": [1]})))
    assert "'n' (LongType)" in str(refusal_of(pandas.DataFrame({"key": ["a"], "n": pandas.array([None], "Int64")})))
    assert refusal_of(pandas.DataFrame({"key": ["a", "b"], "i": [1.0, 2.5]}), ALL_TYPES).index == 1


def test_large_batches_are_cut():
    text = "x" * 1000
    table = pa.table({"key": [str(i) for i in range(50_000)], "n": range(50_000), "v": [text] * 50_000})

    batches = list(record_batches(table, SCHEMA))

    assert len(batches) > 4
    assert max(batch.nbytes for batch in batches) <= 16 << 20
    assert sum(batch.num_rows for batch in batches) == 50_000


def test_polars_frames_are_records():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(
        {
            "key": ["a", "b"],
            "t": [NOON, None],
            "l": [[1], None],
            "s": polars.Series(["u", "v"], dtype=polars.Categorical),
            "i": polars.Series([1, None], dtype=polars.UInt8),
        }
    )

    rows = read_back(frame, ALL_TYPES)

    assert [(row["key"], row["t"], row["l"], row["s"], row["i"]) for row in rows] == [
        ("a", NOON_UTC, [1], "u", 1),
        ("b", None, None, "v", None),
    ]
    assert "frame.collect()" in str(refusal_of(frame.lazy(), ALL_TYPES))


def test_records_are_told_apart_while_another_thread_loads_pandas(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", types.ModuleType("pandas"))

    assert read_back([{"key": "a", "n": 1}], SCHEMA) == [{"key": "a", "n": 1, "v": None}]
