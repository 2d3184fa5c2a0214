from urllib.parse import unquote, urlsplit

import pytest

from sleeper import InvalidRequest, SleeperError, TableNotFound

ONLINE = "sleeper.table.online"


@pytest.fixture
def five_files(client, table):
    client.set_table_property(table, ONLINE, False)
    for i in range(5):
        client.write_single_batch(table, [{"key": "a{}".format(i)}, {"key": "b"}])
    return table


def test_each_leafs_files_are_merged_into_one(client, five_files):
    done = client.compact(five_files, all=True)

    assert (done.rows, done.files_in, done.files_out) == (10, 5, 1)
    assert done.seconds > 0 and done.bytes_in > done.bytes_out > 0
    assert (client.describe(five_files).rows, client.describe(five_files).files) == (10, 1)
    assert client.compact(five_files).files_in == 0


def test_leaves_are_split_as_the_property_says(client, five_files):
    assert client.split(five_files) == 0
    client.set_table_property(five_files, "sleeper.table.partition.splitting.threshold", 4)

    assert client.split(five_files) == 1
    assert client.describe(five_files).leaves > 1
    assert len(client.range_key_query(five_files, [{"key": ["a", None]}])) == 10


def test_a_table_that_is_online_is_merged_by_itself(client, five_files):
    client.set_table_property(five_files, ONLINE, True)
    client.compact(five_files)

    assert client.describe(five_files).files < 5
    assert client.jobs(five_files) == []


def test_clean_up_keeps_what_was_just_replaced(client, five_files):
    client.compact(five_files, all=True)

    assert client.collect(five_files, dry_run=True) == ([], [])
    assert client.collect(five_files) == ([], [])


def test_files_and_partitions_are_listed(client, five_files):
    files = client.files(five_files)
    (root,) = client.partitions(five_files)

    assert sorted(file["minKey"] for file in files) == [["a{}".format(i)] for i in range(5)]
    assert all((file["rows"], file["partition"], file["maxKey"]) == (2, "root", ["b"]) for file in files)
    assert (root["id"], root["parent"], root["leaf"], root["min"], root["files"]) == ("root", None, True, None, 5)
    assert root["sizeBytes"] == sum(file["sizeBytes"] for file in files)


def test_a_damaged_file_is_found_and_nothing_else(client, five_files):
    assert client.verify(five_files) == []
    file = client.files(five_files)[2]["path"]
    path = unquote(urlsplit(client.describe(five_files).location).path) + "/" + file
    with open(path, "r+b") as damaged:
        damaged.seek(20)
        damaged.write(b"\xff\x00\xff")

    findings = client.verify(five_files)

    assert findings and all(finding["path"].endswith(file) for finding in findings)
    with pytest.raises(SleeperError, match=file.split("/")[-1]) as error:
        client.compact(five_files, all=True)
    assert error.value.code == "corrupt-data"
    assert client.describe(five_files).files == 2


def test_properties_are_set_and_taken_back(client, table):
    client.set_table_property(table, "sleeper.table.gc.delay.minutes", 60)
    assert client.table_properties(table)["sleeper.table.gc.delay.minutes"] == "60"
    client.set_table_property(table, "sleeper.table.gc.delay.minutes", None)
    assert client.table_properties(table)["sleeper.table.gc.delay.minutes"] == "360"

    with pytest.raises(InvalidRequest, match="whole number"):
        client.set_table_property(table, "sleeper.table.gc.delay.minutes", "soon")
    with pytest.raises(InvalidRequest, match="sleeper.table.online"):
        client.set_table_property(table, "sleeper.table.onlin", True)


@pytest.mark.parametrize("work", ["compact", "split", "collect", "jobs", "table_properties", "verify", "files", "partitions"])
def test_a_table_that_is_not_there_is_told_with_those_there_are(client, table, work):
    with pytest.raises(TableNotFound) as error:
        getattr(client, work)(table + "x")

    assert table in str(error.value.hint)
    assert isinstance(error.value, SleeperError)
