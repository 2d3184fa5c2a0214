from datetime import date

import pytest

from sleeper import InvalidRequest, Schema
from sleeper.regions import exact_regions, range_regions

SCHEMA = Schema.parse(
    {"key": str, "number": "IntType", "bytes": bytes, "value": str}, row_keys=["key", "number", "bytes"]
)


def bounds(low, low_inclusive, high, high_inclusive):
    return {"min": low, "minInclusive": low_inclusive, "max": high, "maxInclusive": high_inclusive}


def test_both_forms_of_exact_keys_are_the_same():
    expected = [{"key": bounds("a", True, "a", True)}, {"key": bounds("b", True, "b", True)}]

    assert exact_regions({"key": ["a", "b"]}, SCHEMA) == expected
    assert exact_regions({"key": ("a", "b")}, SCHEMA) == expected
    assert exact_regions([{"key": "a"}, {"key": "b"}], SCHEMA) == expected
    assert exact_regions(({"key": "a"}, {"key": "b"}), SCHEMA) == expected


def test_a_key_may_name_several_fields():
    assert exact_regions([{"key": "a", "bytes": b"\xff"}], SCHEMA) == [
        {"key": bounds("a", True, "a", True), "bytes": bounds("/w==", True, "/w==", True)}
    ]


def test_ranges_have_two_or_four_elements():
    assert range_regions([{"key": ["a", "c"]}], SCHEMA) == [{"key": bounds("a", True, "c", False)}]
    assert range_regions([{"key": ("a", False, "c", True)}], SCHEMA) == [{"key": bounds("a", False, "c", True)}]
    assert range_regions(({"number": [-5, None]},), SCHEMA) == [{"number": bounds(-5, True, None, False)}]
    assert range_regions([{"number": [1, True, None, True]}], SCHEMA) == [{"number": bounds(1, True, None, False)}]
    assert range_regions([{"key": ["a", "a"]}], SCHEMA) == [{"key": bounds("a", True, "a", False)}]


@pytest.mark.parametrize(
    "keys, message",
    [
        ("a", "keys must be either (a) a single dict"),
        (5, "keys must be either (a) a single dict"),
        (None, "keys must be either (a) a single dict"),
        ([], "Must provide at least one key"),
        ({}, "Must provide at least one key"),
        ({"key": []}, "Must provide at least one region"),
        ({"key": ["a"], "number": [1]}, "If keys is a dict, there must be only one entry"),
        ({"key": "abc"}, "must be a list"),
        ({"key": b"abc"}, "must be a list"),
        ({"key": 5}, "must be a list"),
        ({"kye": ["a"]}, "'kye' is not a row key field"),
        ({"KEY": ["a"]}, "Did you mean 'key'?"),
        ({"value": ["a"]}, "'value' is not a row key field"),
        ({"key": [None]}, "keys are never None"),
        ({"key": [5]}, "should be StringType, but 5 is of type int"),
        ({"number": [True]}, "should be IntType, but True is of type bool"),
        ({"number": [1 << 31]}, "out of its range"),
        ({"bytes": ["a"]}, "should be ByteArrayType"),
        (["a"], "Each key must be a dict mapping row-key field name to value"),
        ([{}], "Key must not be empty"),
        ([{"key": "a"}, {"number": "1"}], "Key 2"),
        ({"number": range(100_001)}, "A query takes at most 100,000 keys, but this one has 100,001"),
        ([{"number": 1}] * 100_001, "A query takes at most 100,000 keys"),
    ],
)
def test_what_are_no_keys_is_refused(keys, message):
    with pytest.raises(InvalidRequest) as refusal:
        exact_regions(keys, SCHEMA)

    assert message in str(refusal.value)
    assert refusal.value.code == "invalid-region"


@pytest.mark.parametrize(
    "regions, message",
    [
        ({"key": ["a", "b"]}, "Regions must be a list"),
        ("a", "Regions must be a list"),
        ([], "Must provide at least one region"),
        (["a"], "Each region must be a dict mapping row-key field name to range"),
        ([{}], "Region must not be empty"),
        ([{"key": "ac"}], "must be a list or tuple"),
        ([{"key": ["a"]}], "Each range must be of length 2 (min, max) or 4 (min, minInclusive, max, maxInclusive)"),
        ([{"key": ["a", True, "c"]}], "Each range must be of length 2"),
        ([{"key": ["a", "c", True, False]}], "minInclusive of the range of field 'key' must be True or False"),
        ([{"key": ["a", True, "c", 1]}], "maxInclusive of the range of field 'key' must be True or False"),
        ([{"key": [None, "c"]}], "Minimum value must not be null for field 'key'"),
        ([{"number": [None, 5]}], "which is -2147483648"),
        ([{"key": ["c", "a"]}], "Range of field 'key' has minimum greater than maximum, 'c' > 'a'"),
        ([{"number": [date.today(), None]}], "should be IntType"),
        ([{"value": ["a", "b"]}], "'value' is not a row key field"),
        ([{"key": ["a", "b"]}, {"nope": [1, 2]}], "Region 2"),
        ([{"number": [1, 2]}] * 100_001, "A query takes at most 100,000 regions, but this one has 100,001"),
    ],
)
def test_what_are_no_regions_is_refused(regions, message):
    with pytest.raises(InvalidRequest) as refusal:
        range_regions(regions, SCHEMA)

    assert message in str(refusal.value)
    assert refusal.value.code == "invalid-region"


def test_refusals_begin_with_the_words_that_existing_scripts_may_look_for():
    for check, given, words in (
        (
            exact_regions,
            "a",
            "keys must be either (a) a single dict where the key is the row-key field name and the value is a list of "
            "values to query for or (b) a list of dicts where the key is a row-key field name and the value is the "
            "value to query for",
        ),
        (exact_regions, [], "Must provide at least one key"),
        (exact_regions, {}, "Must provide at least one key"),
        (exact_regions, {"key": []}, "Must provide at least one region"),
        (
            exact_regions,
            {"key": ["a"], "number": [1]},
            "If keys is a dict, there must be only one entry, with key of the row-key field and the value a list of the "
            "values to query for",
        ),
        (exact_regions, ["a"], "Each key must be a dict mapping row-key field name to value"),
        (exact_regions, [{}], "Key must not be empty"),
        (range_regions, "a", "Regions must be a list"),
        (range_regions, [], "Must provide at least one region"),
        (range_regions, ["a"], "Each region must be a dict mapping row-key field name to range"),
        (range_regions, [{}], "Region must not be empty"),
        (
            range_regions,
            [{"key": ["a", True, "c"]}],
            "Each range must be of length 2 (min, max) or 4 (min, minInclusive, max, maxInclusive)",
        ),
    ):
        with pytest.raises(InvalidRequest) as refusal:
            check(given, SCHEMA)
        assert str(refusal.value).startswith(words)
