import copy
import pickle

import pytest

from sleeper import Row

ROW = Row([("key", "a"), ("value", 1)])


def test_a_row_equals_the_list_of_its_tuples():
    assert ROW == [("key", "a"), ("value", 1)]
    assert [("key", "a"), ("value", 1)] == ROW
    assert isinstance(ROW, list)
    assert repr(ROW) == "[('key', 'a'), ('value', 1)]"


def test_a_row_answers_by_place_and_by_name():
    assert ROW[0] == ("key", "a")
    assert ROW[-1] == ("value", 1)
    assert ROW[:1] == [("key", "a")]
    assert ROW["value"] == 1
    assert ROW.get("value") == 1
    assert ROW.get("other") is None
    assert ROW.get("other", 5) == 5


def test_an_unknown_name_is_a_key_error_that_lists_the_names():
    with pytest.raises(KeyError, match="key, value"):
        ROW["other"]


def test_a_row_becomes_a_dict():
    assert dict(ROW) == {"key": "a", "value": 1}
    assert {**ROW} == {"key": "a", "value": 1}
    assert dict(ROW.items()) == dict(ROW)


def test_a_row_has_names_and_tuples_in_it():
    assert "key" in ROW
    assert "other" not in ROW
    assert ("key", "a") in ROW
    assert ("key", "b") not in ROW


def test_iterating_gives_tuples():
    assert list(ROW) == [("key", "a"), ("value", 1)]
    assert ROW.keys() == ["key", "value"]
    assert ROW.values() == ["a", 1]
    assert ROW.items() == [("key", "a"), ("value", 1)]
    assert len(ROW) == 2


def test_rows_are_copied_and_pickled_as_rows():
    for other in (copy.copy(ROW), copy.deepcopy(ROW), pickle.loads(pickle.dumps(ROW))):
        assert other == ROW
        assert other["key"] == "a"
