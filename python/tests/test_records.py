import decimal
import enum
import math
from datetime import date, datetime, timedelta, timezone

import numpy
import pandas
import pyarrow as pa
import pytest

from record_samples import ALL_TYPES, NOON, NOON_UTC, SCHEMA, one, read_back, refusal_of
from sleeper import InvalidRecord, Row
from sleeper.records import is_repeatable, record_batches


def test_dicts_come_back_as_they_were():
    full = one(i=-5, n=1 << 62, f=1.5, d=0.1, b=True, t=NOON_UTC, s="é😀", y=b"\x00\xff", l=[1, 2], m={"x": 1})
    full.update(lt=[NOON_UTC], lf=[1 << 24, 0.5])
    empty = dict.fromkeys(ALL_TYPES.names)
    empty["key"] = ""
    hollow = dict(full, s="", y=b"", l=[], lt=[], lf=[], m={})

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
            lf=None,
            m={"x": 1},
        )
    ]


def test_members_of_an_enum_of_strings_are_their_values():
    class Color(str, enum.Enum):
        RED = "red"

    row = read_back([one(key=Color.RED, s=Color.RED, m={Color.RED: 1})], ALL_TYPES)[0]

    assert (row["key"], row["s"], row["m"]) == ("red", "red", {"red": 1})


def test_times_of_numpy_are_taken_whatever_their_unit():
    times = [numpy.datetime64("2024-02-29T12:00:00", unit) for unit in ("s", "ms", "us", "ns")]
    noon = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)

    rows = read_back([one(t=time, lt=numpy.array([time])) for time in times], ALL_TYPES)

    assert [(row["t"], row["lt"]) for row in rows] == [(noon, [noon])] * 4
    assert read_back([one(t=numpy.datetime64("NaT"))], ALL_TYPES)[0]["t"] is None


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
        ("f", (1 << 24) + 1, "16777217 cannot be held exactly"),
        ("f", 10**400, "cannot be held exactly"),
        ("lf", [1.5, (1 << 24) + 1], "element 1, the integer 16777217 cannot be held exactly"),
        ("d", True, "of type bool"),
        ("d", (1 << 53) + 1, "cannot be held exactly"),
        ("d", 10**400, "cannot be held exactly"),
        ("b", 1, "of type int"),
        ("t", 5, "of type int"),
        ("t", date(2024, 1, 1), "of type date"),
        ("t", pandas.Timestamp("2024-01-01T00:00:00.000000001"), "parts of a microsecond"),
        ("t", numpy.datetime64("2024-01-01T00:00:00.000000001"), ".floor('us')"),
        ("t", numpy.datetime64(1 << 62, "us"), "years 1 to 9999"),
        ("n", numpy.datetime64(5, "ns"), "of type datetime64"),
        ("n", numpy.timedelta64(5, "ns"), "of type timedelta64"),
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
        ("m", [("a", 1), ("b", 1), ("a", 2)], "it has the key 'a' more than once"),
        ("m", 5, "of type int"),
        ("m", iter([("x", 1)]), "of type list_iterator"),
        ("m", ["xy"], "of type list"),
        ("m", [([], 1)], "of type list"),
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
        ({"key": "a", "n": 1, "V": 2}, (1, "V"), "Did you mean 'v'?"),
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


def test_what_is_read_once_is_told_from_what_can_be_read_again():
    table = pa.table({"key": ["a"]})
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches())

    for records in (table, [table, {"key": "b"}], [Row([("key", "a")])], (), [pandas.DataFrame()]):
        assert is_repeatable(records)
    for records in (reader, [{"key": "b"}, reader], iter([]), [iter([])]):
        assert not is_repeatable(records)


def test_few_large_dicts_are_taken_at_a_time():
    taken = []

    def records():
        for i in range(1000):
            taken.append(i)
            yield {"key": str(i), "n": i, "v": "x" * 350_000}

    batches = record_batches(records(), SCHEMA)
    rows = next(batches).num_rows
    assert len(taken) <= 256
    while rows < 256:
        rows += next(batches).num_rows
    next(batches)
    assert len(taken) <= 256 + 24


def test_a_record_too_large_to_send_is_refused():
    assert "at most 64 MB" in str(refusal_of([{"key": "a", "n": 1, "v": "x" * 70_000_000}]))
