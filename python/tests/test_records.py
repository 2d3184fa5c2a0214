import decimal
import math
from datetime import date, datetime, timedelta, timezone

import numpy
import pandas
import pyarrow as pa
import pytest

from sleeper import InvalidRecord, InvalidRequest, Row, Schema
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


def test_dicts_come_back_as_they_were():
    full = one(
        i=-5, n=1 << 62, f=1.5, d=0.1, b=True, t=NOON_UTC, s="é😀", y=b"\x00\xff", l=[1, 2], lt=[NOON_UTC], m={"x": 1}
    )
    empty = dict.fromkeys(ALL_TYPES.names)
    empty["key"] = ""
    hollow = dict(full, s="", y=b"", l=[], lt=[], m={})

    assert read_back([full, empty, hollow], ALL_TYPES) == [full, empty, hollow]


def test_nullable_fields_may_be_left_out():
    assert read_back([{"key": "a", "n": 1}], SCHEMA) == [{"key": "a", "n": 1, "v": None}]
    assert read_back([{"n": 1, "v": "x", "key": "a"}, {"key": "b", "n": 2}], SCHEMA)[1]["v"] is None


def test_rows_of_a_query_can_be_written():
    assert read_back([Row([("key", "a"), ("n", 1)])], SCHEMA) == [{"key": "a", "n": 1, "v": None}]


def test_iterators_and_tuples_of_dicts_are_records():
    records = [{"key": str(i), "n": i, "v": None} for i in range(40_000)]

    assert read_back(iter(records), SCHEMA) == records
    assert read_back(tuple(records[:3]), SCHEMA) == records[:3]
    assert read_back((record for record in records[:3]), SCHEMA) == records[:3]
    assert read_back([], SCHEMA) == []


def test_values_of_kindred_types_are_taken():
    offset = timezone(timedelta(hours=2))
    given = one(
        i=numpy.int32(5),
        n=numpy.int64(6),
        f=numpy.float32(1.5),
        d=7,
        b=numpy.bool_(True),
        t=NOON.replace(tzinfo=offset),
        s=numpy.str_("x"),
        y=memoryview(b"y"),
        l=(1, numpy.int8(2)),
        lt=[NOON],
        m=[("x", numpy.int64(1))],
    )

    assert read_back([given], ALL_TYPES) == [
        one(
            i=5,
            n=6,
            f=1.5,
            d=7.0,
            b=True,
            t=NOON_UTC - timedelta(hours=2),
            s="x",
            y=b"y",
            l=[1, 2],
            lt=[NOON_UTC],
            m={"x": 1},
        )
    ]


def test_naive_datetimes_are_utc():
    pandas_time = pandas.Timestamp("2024-02-29T12:00:00.123456")

    rows = read_back([one(t=NOON), one(t=NOON_UTC), one(t=pandas_time), one(t=pandas.NaT)], ALL_TYPES)

    assert [row["t"] for row in rows] == [NOON_UTC, NOON_UTC, NOON_UTC, None]


def test_extreme_values_are_held():
    given = one(i=-(1 << 31), n=-(1 << 63), f=math.inf, d=-math.inf, t=datetime.max, s="\U0010ffff", lt=[datetime.min])
    row = read_back([given], ALL_TYPES)[0]

    assert (row["i"], row["n"], row["f"], row["d"]) == (-(1 << 31), -(1 << 63), math.inf, -math.inf)
    assert row["t"] == datetime.max.replace(tzinfo=timezone.utc)
    assert row["lt"] == [datetime.min.replace(tzinfo=timezone.utc)]
    assert math.isnan(read_back([one(d=math.nan)], ALL_TYPES)[0]["d"])


@pytest.mark.parametrize(
    "field, value, reason",
    [
        ("n", "1", "'1' is of type str"),
        ("n", 1.0, "1.0 is of type float"),
        ("n", True, "True is of type bool"),
        ("n", decimal.Decimal(1), "Decimal"),
        ("n", 1 << 63, "out of its range"),
        ("i", 1 << 31, "out of its range, -2147483648 to 2147483647"),
        ("i", numpy.int64(1 << 31), "out of its range"),
        ("f", 1e39, "out of its range"),
        ("f", "1", "of type str"),
        ("d", True, "of type bool"),
        ("d", (1 << 53) + 1, "cannot be held exactly"),
        ("d", 10**400, "cannot be held exactly"),
        ("b", 1, "of type int"),
        ("t", 5, "of type int"),
        ("t", date(2024, 1, 1), "of type date"),
        ("t", pandas.Timestamp("2024-01-01T00:00:00.000000001"), "nanoseconds"),
        ("t", datetime.min.replace(tzinfo=timezone(timedelta(hours=1))), "years 1 to 9999"),
        ("s", b"x", "of type bytes"),
        ("s", "\ud800", "surrogate"),
        ("y", "x", "of type str"),
        ("l", "abc", "of type str"),
        ("l", [1, "2"], "element 1, '2' is of type str"),
        ("l", [1, None], "element 1 is None"),
        ("l", [True], "element 0, True is of type bool"),
        ("l", {1}, "of type set"),
        ("m", {"a": "1"}, "the value of key 'a'"),
        ("m", {1: 1}, "key 1"),
        ("m", {"a": None}, "None"),
        ("m", 5, "of type int"),
    ],
)
def test_a_value_that_does_not_fit_is_named(field, value, reason):
    refusal = refusal_of([one(), one(**{field: value}), one()], ALL_TYPES)

    assert isinstance(refusal, InvalidRecord)
    assert (refusal.index, refusal.field) == (1, field)
    assert "Record 2 (index 1), field {!r}".format(field) in str(refusal)
    assert reason in str(refusal)


@pytest.mark.parametrize(
    "record, index_and_field, reason",
    [
        ({"key": None, "n": 1}, (1, "key"), "the field is a key"),
        ({"key": "a", "n": None}, (1, "n"), "the field is not nullable"),
        ({"key": "a"}, (1, "n"), "has no field 'n' (LongType)"),
        ({"key": "a", "n": 1, "w": 2}, (1, "w"), "has a field 'w' that the table does not have"),
        ({"key": "a", "n": 1, "v": "x", "w": 2}, (1, "w"), "its fields are key, n, v"),
        ({"key": "a", "n": 1, 5: 2}, (1, "5"), "has a field 5"),
        (["a", 1], (1, None), "must be a dict"),
        (None, (1, None), "must be a dict"),
        ("abc", (1, None), "must be a dict"),
    ],
)
def test_a_record_that_does_not_fit_is_named(record, index_and_field, reason):
    refusal = refusal_of([{"key": "a", "n": 1}, record])

    assert (refusal.index, refusal.field) == index_and_field
    assert "Record 2 (index 1)" in str(refusal)
    assert reason in str(refusal)


def test_a_record_far_down_is_named():
    records = [{"key": str(i), "n": i} for i in range(50_000)]
    records[49_999]["n"] = "x"

    assert refusal_of(records).index == 49_999
    assert refusal_of(iter(records)).index == 49_999


@pytest.mark.parametrize("records", ["abc", b"abc", {"key": "a", "n": 1}, 5, None])
def test_what_are_no_records_is_refused(records):
    assert "must be a list of dicts" in str(refusal_of(records))


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
        ({"key": ["a", "b"], "n": [1, 2], "w": [1, 2]}, "has a column 'w' that the table does not have"),
    ],
)
def test_an_arrow_table_that_does_not_fit_is_refused(columns, message):
    assert message in str(refusal_of(pa.table(columns)))


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


def test_a_record_too_large_to_send_is_refused():
    assert "at most 64 MB" in str(refusal_of([{"key": "a", "n": 1, "v": "x" * 70_000_000}]))


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
