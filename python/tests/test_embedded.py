import json
import multiprocessing
import os
import pickle
import stat
import subprocess
import sys

import pyarrow as pa
import pytest

import servers
from sleeper import InvalidRequest, NotAuthorized, ServerNotFound, SleeperClient
from sleeper.embedded import run_directory
from sleeper.java import find_jar, find_java

ROWS = [{"key": "a", "value": 1}]


def make_table(client):
    client.create_table("t", {"key": str, "value": "LongType?"}, row_keys=["key"])


def count(client):
    return client.query("t").to_arrow().num_rows


def write_one(root, key):
    """What each of many processes does: finds or starts the server, and writes."""
    client = SleeperClient("many", root=root)
    client.write_single_batch("t", [{"key": str(key)}])
    print(servers.described(root)["pid"])


def test_ten_processes_that_start_at_once_share_one_server(own_instance):
    with SleeperClient("first", root=own_instance) as client:
        make_table(client)
    servers.kill(own_instance)
    script = "import sys, test_embedded; test_embedded.write_one(sys.argv[1], sys.argv[2])"
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([os.path.dirname(__file__)] + sys.path))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(own_instance), str(i)], stdout=subprocess.PIPE, env=environment
        )
        for i in range(10)
    ]
    outputs = [process.communicate(timeout=120)[0] for process in processes]

    assert [process.returncode for process in processes] == [0] * 10
    assert len(set(outputs)) == 1
    with SleeperClient("last", root=own_instance) as client:
        assert count(client) == 10


def test_a_call_that_finds_its_server_dead_starts_it(own_instance):
    client = SleeperClient("mine", root=own_instance)
    make_table(client)
    for i in range(3):
        client.write_single_batch("t", [{"key": str(i)}])
        assert servers.kill(own_instance)
        assert len(client.exact_key_query("t", {"key": [str(i)]})) == 1
    servers.kill(own_instance)
    client.write_single_batch("t", ROWS)

    assert count(client) == 4


def test_a_batch_writer_outlives_its_server(own_instance):
    client = SleeperClient("mine", root=own_instance)
    make_table(client)
    batch = pa.record_batch([["%06d" % i for i in range(100_000)], list(range(100_000))], ["key", "value"])

    with client.create_batch_writer("t") as writer:
        writer.write(batch)
        servers.kill(own_instance)
        writer.write(batch)
        writer.write(ROWS)
        servers.kill(own_instance)

    assert count(client) == 200_001


def test_a_result_outlives_its_server_unless_it_was_given_out(own_instance):
    client = SleeperClient("mine", root=own_instance)
    make_table(client)
    client.write_single_batch("t", pa.table({"key": ["%07d" % i for i in range(1_000_000)], "value": range(1_000_000)}))

    result = client.query("t")
    servers.kill(own_instance)

    assert result.to_arrow().num_rows == 1_000_000


def test_a_server_of_another_build_is_replaced(own_instance):
    client = SleeperClient("mine", root=own_instance)
    make_table(client)
    description = servers.described(own_instance)
    path = run_directory(own_instance) / "server.json"
    path.write_text(json.dumps(dict(description, build="another")))

    other = SleeperClient("mine", root=own_instance)
    assert other.tables() == ["t"]

    replaced = servers.described(own_instance)
    assert replaced["pid"] != description["pid"]
    assert replaced["build"] == description["build"]
    servers.wait_until(lambda: not servers.is_running(description["pid"]))
    assert client.tables() == ["t"]


def test_a_port_that_another_process_took_over_is_not_believed(own_instance, client, sleeper_home):
    mine = SleeperClient("mine", root=own_instance)
    make_table(mine)
    description = servers.described(own_instance)
    servers.kill(own_instance)
    client.tables()
    elsewhere = servers.described(client._target.root)["url"]
    (run_directory(own_instance) / "server.json").write_text(json.dumps(dict(description, url=elsewhere)))

    assert SleeperClient("mine", root=own_instance).tables() == ["t"]


def test_run_files_are_for_their_owner_and_not_in_the_instance(own_instance, sleeper_home):
    SleeperClient("mine", root=own_instance).tables()
    run = run_directory(own_instance)

    assert run.parent == sleeper_home / "run"
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    assert stat.S_IMODE((run / "token").stat().st_mode) == 0o600
    assert len((run / "token").read_text().strip()) >= 43
    inside = [name for _, directories, files in os.walk(str(own_instance)) for name in directories + files]
    assert not {"token", "server.json", "server.log", "run"} & set(inside)


def test_an_instance_without_a_root_is_in_the_home(client, sleeper_home):
    client.tables()

    assert (sleeper_home / "instances" / "tests" / "instance.properties").is_file()


def test_every_server_has_a_token_of_its_own(own_instance):
    client = SleeperClient("mine", root=own_instance)
    client.tables()
    token = (run_directory(own_instance) / "token").read_text()
    servers.kill(own_instance)
    client.tables()

    assert (run_directory(own_instance) / "token").read_text() != token


def test_a_server_can_be_used_by_url_and_token(own_instance, monkeypatch):
    SleeperClient("mine", root=own_instance).tables()
    server = servers.endpoint(own_instance)

    assert SleeperClient("remote", url=server.url, token=server.token).tables() == []
    monkeypatch.setenv("SLEEPER_URL", server.url)
    for token in (None, "wrong"):
        with pytest.raises(NotAuthorized) as refusal:
            SleeperClient("remote", token=token).tables()
        assert "token=" in refusal.value.hint and "Bearer" not in refusal.value.hint
    monkeypatch.setenv("SLEEPER_TOKEN", server.token)
    assert SleeperClient("remote").tables() == []


def test_a_client_may_be_pickled_and_used_after_a_fork(client, table):
    client.write_single_batch(table, ROWS)
    copy = pickle.loads(pickle.dumps(client))
    assert copy.exact_key_query(table, {"key": ["a"]}) == [[("key", "a"), ("value", 1)]]

    def use_in_child():
        client.write_single_batch(table, ROWS)
        os._exit(0 if len(client.exact_key_query(table, {"key": ["a"]})) >= 2 else 1)

    children = [multiprocessing.get_context("fork").Process(target=use_in_child) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * 4
    assert len(client.exact_key_query(table, {"key": ["a"]})) == 5


def test_an_idle_server_ends_and_is_started_again(own_instance, monkeypatch):
    monkeypatch.setenv("SLEEPER_IDLE_TIMEOUT", "1")
    client = SleeperClient("mine", root=own_instance)
    make_table(client)
    pid = servers.described(own_instance)["pid"]

    servers.wait_until(lambda: not servers.is_running(pid))

    client.write_single_batch("t", ROWS)
    assert count(client) == 1


def test_without_a_jar_the_error_says_what_to_run(own_instance, monkeypatch, tmp_path):
    monkeypatch.setenv("SLEEPER_JAR", str(tmp_path / "none.jar"))
    with pytest.raises(ServerNotFound, match="none.jar"):
        SleeperClient("mine", root=own_instance).tables()
    monkeypatch.delenv("SLEEPER_JAR")
    monkeypatch.setattr("sleeper.java.__file__", str(tmp_path / "java.py"))
    with pytest.raises(ServerNotFound, match="./quickstart") as refusal:
        SleeperClient("mine", root=own_instance).tables()
    assert refusal.value.code == "no-jar"


def test_without_a_java_the_error_says_how_to_get_one(own_instance, monkeypatch, tmp_path):
    monkeypatch.delenv("SLEEPER_JAVA", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sleeper.java._USUAL_PLACES", ())
    with pytest.raises(ServerNotFound, match="No Java of 21 or newer") as refusal:
        SleeperClient("mine", root=own_instance).tables()
    assert "apt install" in refusal.value.hint


def test_a_server_that_does_not_start_says_why_in_a_line(own_instance):
    own_instance.write_text("a file where the directory should be")

    with pytest.raises(ServerNotFound) as failure:
        SleeperClient("mine", root=own_instance).tables()

    assert failure.value.code == "server-not-started"
    assert failure.value.message.endswith("ended with status 2: {} is a file, not a directory".format(own_instance))
    assert failure.value.hint == "Its log is {}".format(run_directory(own_instance) / "server.log")


def test_a_server_that_does_not_come_to_speak_shows_its_log(own_instance, monkeypatch):
    monkeypatch.setenv("SLEEPER_HEAP", "1k")  # which is less than Java takes

    with pytest.raises(ServerNotFound) as failure:
        SleeperClient("mine", root=own_instance).tables()

    assert failure.value.code == "server-not-started"
    assert "server.log" in failure.value.hint
    assert "maximum heap" in failure.value.hint


@pytest.mark.parametrize(
    "name, value",
    [("SLEEPER_HEAP", "banana"), ("SLEEPER_IDLE_TIMEOUT", "abc"), ("SLEEPER_IDLE_TIMEOUT", "-1")],
)
def test_a_variable_that_says_nothing_sensible_is_refused(own_instance, monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(InvalidRequest, match="{} is '{}', but must be".format(name, value)):
        SleeperClient("mine", root=own_instance).tables()


def test_a_home_that_is_a_file_is_named(own_instance, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SLEEPER_HOME", str(tmp_path / "file"))

    with pytest.raises(ServerNotFound, match="Not a directory") as failure:
        SleeperClient("mine", root=own_instance).tables()

    assert "SLEEPER_HOME" in failure.value.hint


def test_the_command_line_starts_servers_with_the_same_flags(own_instance):
    flags = []
    for start in (
        lambda: SleeperClient("mine", root=own_instance).tables(),
        lambda: subprocess.run(
            [find_java(), "-jar", str(find_jar()), "--root", str(own_instance), "table", "list"], check=True
        ),
    ):
        start()
        with open("/proc/{}/cmdline".format(servers.described(own_instance)["pid"])) as command:
            arguments = command.read().rstrip("\0").split("\0")
        flags.append([arguments[0]] + [argument for argument in arguments if argument.startswith("-")])
        servers.kill(own_instance)

    assert flags[0] == flags[1]


def test_a_newer_format_is_refused(own_instance):
    SleeperClient("mine", root=own_instance).tables()
    servers.stop_servers(None, own_instance)
    properties = own_instance / "instance.properties"
    text = properties.read_text()
    changed = "\n".join(
        line.split("=")[0] + "=99" if "version" in line.split("=")[0].lower() else line for line in text.splitlines()
    )
    assert changed != text.rstrip("\n")
    properties.write_text(changed + "\n")

    with pytest.raises(ServerNotFound, match="99"):
        SleeperClient("mine", root=own_instance).tables()
