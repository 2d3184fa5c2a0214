"""The examples of the Python API's page, as they stand there."""

import pytest

from sleeper import SleeperError
from sleeper.sleeper import SleeperClient


@pytest.fixture
def my_sleeper(sleeper_home):
    my_sleeper = SleeperClient("my_sleeper_instance")
    for name in my_sleeper.tables():
        my_sleeper.drop_table(name)
    my_sleeper.create_table("my_table", {"key": str, "value": str}, row_keys=["key"])
    return my_sleeper


def test_a_batch_is_written_and_found_by_key(my_sleeper):
    records = [{"key": "my_key", "value": "my_value"}, {"key": "my_key2", "value": "my_value2"}]

    assert my_sleeper.write_single_batch("my_table", records) is None

    assert my_sleeper.exact_key_query("my_table", {"key": ["my_key"]}) == [[("key", "my_key"), ("value", "my_value")]]


def test_both_forms_of_exact_queries_give_the_same(my_sleeper):
    my_sleeper.write_single_batch("my_table", [{"key": "akey", "value": "my_value"}, {"key": "b", "value": "other"}])

    as_dict = my_sleeper.exact_key_query("my_table", {"key": ["akey", "anotherkey", "yetanotherkey"]})
    as_list = my_sleeper.exact_key_query("my_table", [{"key": "akey"}, {"key": "anotherkey"}, {"key": "yetanotherkey"}])

    assert as_dict == [[("key", "akey"), ("value", "my_value")]]
    assert as_list == as_dict


def test_a_range_query_gives_rows_in_key_order(my_sleeper):
    records = [
        {"key": "b2", "value": "third_key"},
        {"key": "c", "value": "not in it"},
        {"key": "a", "value": "first_key"},
        {"key": "b1", "value": "second_key"},
    ]
    my_sleeper.write_single_batch("my_table", records)

    rows = my_sleeper.range_key_query("my_table", [{"key": ["a", True, "c", False]}])

    assert rows == [
        [("key", "a"), ("value", "first_key")],
        [("key", "b1"), ("value", "second_key")],
        [("key", "b2"), ("value", "third_key")],
    ]
    assert my_sleeper.range_key_query("my_table", [{"key": ["a", "c"]}]) == rows
    assert my_sleeper.range_key_query("my_table", [{"key": ("a", "c")}]) == rows
    assert len(my_sleeper.range_key_query("my_table", [{"key": ["a", None]}])) == 4


def test_a_batch_writer_writes_what_it_was_given(my_sleeper):
    with my_sleeper.create_batch_writer("my_table") as writer:
        records = [{"key": "a", "value": "1"}]
        writer.write(records)
        more_records = [{"key": "b", "value": "2"}, {"key": "c", "value": "3"}]
        writer.write(more_records)
        assert writer.num_records == 3

    assert [row["key"] for row in my_sleeper.range_key_query("my_table", [{"key": ["", None]}])] == ["a", "b", "c"]


def test_a_row_answers_like_a_dict_too(my_sleeper):
    my_sleeper.write_single_batch("my_table", [{"key": "a", "value": "1"}])

    row = my_sleeper.exact_key_query("my_table", [{"key": "a"}])[0]

    assert (row["key"], row.get("value"), row.get("other")) == ("a", "1", None)
    assert dict(row) == {"key": "a", "value": "1"}
    assert "key" in row and "other" not in row


def test_bulk_methods_say_that_they_are_not_there_yet(my_sleeper):
    with pytest.raises(SleeperError, match="create_batch_writer"):
        my_sleeper.ingest_parquet_files_from_s3("my_table", ["my_bucket/a_directory/", "my_bucket/a_file"])
    with pytest.raises(SleeperError, match="create_batch_writer"):
        my_sleeper.bulk_import_parquet_files_from_s3("my_table", ["my_bucket/a_file"], "mybulkimportjob", {"a": "1"})
