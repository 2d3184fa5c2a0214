"""Servers that go away, are silent, or are other programs: what is repeated, and what is said."""

import io
import json
import os
import signal
import socket
import threading
from urllib.parse import urlsplit

import pyarrow as pa
import pytest

import servers
from fault_proxy import FaultProxy
from sleeper import (
    ConnectionLost,
    OutcomeUnknown,
    ServerNotFound,
    SleeperClient,
    TableExists,
    TableNotFound,
    embedded,
    transport,
)
from sleeper.connection import ConnectionPool, Endpoint, Lost
from sleeper.embedded import run_directory
from sleeper.java import find_jar, jar_build
from sleeper.results import query_rows
from sleeper.settings import Target
from sleeper.transport import Transport
from web_server import web_server

SCHEMA = {"fields": [{"name": "key", "type": "StringType"}], "rowKeys": ["key"], "sortKeys": []}


@pytest.fixture
def fast_clock(monkeypatch):
    """A clock that goes on only when somebody waits, or says so."""
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr("time.sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    return now


def lost(sent=True):
    return Lost(Endpoint("http://there:1", None), ConnectionError("gone"), sent)


def remote_transport():
    """One whose server has answered before."""
    remote = Transport(Target(None, "http://there:1", None))
    remote.repeating(lambda pool: None)
    return remote


def test_a_change_that_never_reached_a_server_is_not_taken_for_made(own_instance):
    client = SleeperClient("mine", root=own_instance)
    client.create_table("there", {"key": str}, row_keys=["key"])
    for error, change in (
        (TableNotFound, lambda: client.drop_table("never_was")),
        (TableExists, lambda: client.create_table("there", {"key": str}, row_keys=["key"])),
        (TableNotFound, lambda: client.rename_table("never_was", "there")),
    ):
        assert servers.kill(own_instance)
        with pytest.raises(error):
            change()


def test_a_change_whose_answer_was_lost_is_not_refused_by_its_repeat(client, table_name, monkeypatch):
    request = ConnectionPool.request
    answers = []

    def lose_first_answer(pool, method, path, *rest):
        answer = request(pool, method, path, *rest)
        if method != "GET":
            answers.append(answer.read())
            if len(answers) == 1:
                raise lost()
        return answer

    new_name = table_name + "_new"
    for change, tables in (
        (lambda: client.create_table(table_name, {"key": str}, row_keys=["key"]), {table_name}),
        (lambda: client.rename_table(table_name, new_name), {new_name}),
        (lambda: client.drop_table(new_name), set()),
    ):
        answers.clear()
        with monkeypatch.context() as faulty:
            faulty.setattr(ConnectionPool, "request", lose_first_answer)
            change()
        assert len(answers) == 1
        assert {table_name, new_name} & set(client.tables()) == tables


def test_a_slow_attempt_does_not_use_up_the_time_for_repeats(fast_clock):
    attempts = []

    def attempt(pool):
        attempts.append(pool)
        if len(attempts) == 1:
            fast_clock[0] += 1000
            raise lost()
        return "done"

    assert remote_transport().repeating(attempt) == "done"


def test_repeats_end_and_the_error_says_so(fast_clock):
    def attempt(pool):
        raise lost()

    with pytest.raises(ConnectionLost, match="lost, and again with every repeat for 3. s"):
        remote_transport().repeating(attempt)


def test_a_call_at_which_servers_run_out_of_memory_is_made_twice_and_no_more(tmp_path, sleeper_home, fast_clock):
    log = run_directory(tmp_path) / "server.log"
    log.parent.mkdir(parents=True)
    local = Transport(Target(tmp_path, None, None))
    local._embedded.find = lambda: Endpoint("http://there:1", "token")
    attempts = []

    def attempt(pool):
        attempts.append(pool)
        with open(str(log), "a") as lines:
            lines.write("at work {0}\nTerminating due to java.lang.OutOfMemoryError: Java heap\n".format(len(attempts)))
        raise lost()

    with pytest.raises(ConnectionLost, match="ran out of memory twice at this call") as failure:
        local.repeating(attempt)

    assert len(attempts) == 2
    assert "SLEEPER_HEAP" in failure.value.hint
    assert "at work 2\n  Terminating due to java.lang.OutOfMemoryError: Java heap" in failure.value.hint


def test_servers_that_are_killed_are_not_taken_for_out_of_memory(tmp_path, sleeper_home, fast_clock):
    log = run_directory(tmp_path) / "server.log"
    log.parent.mkdir(parents=True)
    log.write_text("Terminating due to java.lang.OutOfMemoryError: of a server before\nserving\n")
    local = Transport(Target(tmp_path, None, None))
    local._embedded.find = lambda: Endpoint("http://there:1", "token")
    attempts = []

    def attempt(pool):
        attempts.append(pool)
        if len(attempts) == 2:
            with open(str(log), "a") as lines:
                lines.write("Terminating due to java.lang.OutOfMemoryError: the first at this call\n")
        if len(attempts) < 5:
            raise lost()
        return "done"

    assert local.repeating(attempt) == "done"


def test_an_error_that_leaves_a_write_open_has_its_job_id(client, table, monkeypatch):
    monkeypatch.setattr(transport, "_REMOTE_REPEAT_SECONDS", 0.1)
    server = servers.endpoint(client._target.root)
    with FaultProxy(server.url) as proxy, SleeperClient("cut", url=proxy.url, token=server.token) as cut:
        cut.describe(table)
        proxy.cut_answers = 0
        cut.close()
        with pytest.raises(ConnectionLost) as failure:
            cut.write_single_batch(table, [{"key": "a"}])
        proxy.cut_answers = None
        cut.close()
        assert "job_id={!r}".format(failure.value.job_id) in str(failure.value)
        cut.write_single_batch(table, [{"key": "a"}], job_id=failure.value.job_id)

    assert client.describe(table).rows == 1


def test_an_unknown_outcome_is_told_with_the_job_id_and_not_in_the_words_of_http():
    writes = []

    def answer(method, path, headers):
        if path.endswith("/rows"):
            writes.append(headers["Idempotency-Key"])
            problem = {"code": "outcome-unknown", "detail": "Not known", "hint": "The Idempotency-Key", "jobId": "x"}
            return 503, {"X-Request-Id": "r"}, json.dumps(problem).encode()
        table = dict.fromkeys(("name", "id", "location"), "t")
        table.update(dict.fromkeys(("rows", "files", "leaves", "version", "sizeBytes"), 0), schema=SCHEMA)
        return 200, {"X-Request-Id": "r"}, json.dumps(table).encode()

    with web_server(answer) as url, SleeperClient("x", url=url) as client:
        with pytest.raises(OutcomeUnknown) as failure:
            client.write_single_batch("t", [{"key": "a"}])

    assert writes == [failure.value.job_id] * 2
    assert failure.value.hint.startswith("Write the same records again with job_id=")
    assert "Idempotency-Key" not in str(failure.value)


@pytest.mark.parametrize(
    "status, headers, body, said",
    [
        (200, {"Content-Type": "text/html"}, b"<html>hello</html>", "no JSON object"),
        (200, {}, b"", "no JSON object"),
        (200, {}, b"[]", "no JSON object"),
        (301, {"Location": "https://elsewhere/"}, b"", "301 Moved Permanently, which leads to https://elsewhere/"),
        (404, {}, b"not here", "404 Not Found"),
        (500, {}, b"{}", "500 Internal Server Error"),
    ],
)
def test_another_web_server_is_told_from_sleepers(status, headers, body, said):
    with web_server(lambda *request: (status, headers, body)) as url, SleeperClient("x", url=url) as client:
        for ask in (client.tables, lambda: client.describe("t"), lambda: client.drop_table("t")):
            with pytest.raises(ServerNotFound, match="no Sleeper server") as refusal:
                ask()
            assert said in str(refusal.value)
            assert url in str(refusal.value)


def test_a_table_that_is_not_there_is_said_also_when_the_others_cannot_be_listed():
    def answer(method, path, headers):
        code = "internal-error" if path == "/v1/tables" else "table-not-found"
        problem = {"code": code, "detail": code, "hint": "from the server"}
        return 500 if path == "/v1/tables" else 404, {"X-Request-Id": "r"}, json.dumps(problem).encode()

    with web_server(answer) as url, SleeperClient("x", url=url) as client:
        with pytest.raises(TableNotFound) as failure:
            client.describe("t")

    assert failure.value.hint == "from the server"


def test_a_gateway_without_its_server_is_waited_for():
    answers = [(502, {}, b"<html>"), (504, {}, b""), (200, {}, b'{"tables": []}')]
    with web_server(lambda *request: answers.pop(0)) as url, SleeperClient("x", url=url) as client:
        client._transport.repeating(lambda pool: None)

        assert client.tables() == []


def test_a_local_server_that_breaks_off_its_answer_twice_is_not_asked_for_ever(tmp_path):
    sink = io.BytesIO()
    pa.ipc.new_stream(sink, pa.schema([("key", pa.string())]))  # without its end marker
    asked = []

    def answer(method, path, headers):
        asked.append(path)
        return 200, {"X-Request-Id": "r{}".format(len(asked)), "Sleeper-Version": "1"}, sink.getvalue()

    with web_server(answer) as url:
        local = Transport(Target(tmp_path, None, None))
        local._embedded.find = lambda: Endpoint(url, "token")
        with pytest.raises(ConnectionLost, match="twice") as failure:
            query_rows(local, "/v1/tables/t/query", {})

    assert failure.value.request_id == "r2"
    assert len(asked) == 2


def test_another_program_on_the_port_is_not_believed_and_learns_no_token_of_use(own_instance):
    client = SleeperClient("mine", root=own_instance)
    client.create_table("t", {"key": str}, row_keys=["key"])
    asked = []

    def answer(method, path, headers):
        asked.append(headers.get("Authorization"))
        return 404, {}, b"no"

    port = urlsplit(servers.described(own_instance)["url"]).port
    assert servers.kill(own_instance)
    with web_server(answer, port):
        client.write_single_batch("t", [{"key": "a"}])

    assert asked
    assert "Bearer " + (run_directory(own_instance) / "token").read_text().strip() not in asked
    assert client.describe("t").rows == 1


def test_a_silent_port_is_given_up(own_instance, monkeypatch, sleeper_home):
    monkeypatch.setattr(embedded, "_PROBE_SECONDS", 0.2)
    run = run_directory(own_instance)
    run.mkdir(parents=True, mode=0o700)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        (run / "token").write_text("old")
        url = "http://127.0.0.1:{}".format(silent.getsockname()[1])
        (run / "server.json").write_text(json.dumps({"pid": 1, "url": url, "build": jar_build(find_jar())}))

        assert SleeperClient("mine", root=own_instance).tables() == []


def test_a_server_that_is_stopped_in_its_tracks_is_named(own_instance, monkeypatch):
    client = SleeperClient("mine", root=own_instance)
    client.tables()
    pid = servers.described(own_instance)["pid"]
    monkeypatch.setattr(embedded, "_PROBE_SECONDS", 0.2)
    monkeypatch.setattr(embedded, "_END_SECONDS", 0.5)
    try:
        servers.suspend(pid)
        with pytest.raises(ServerNotFound, match="does not answer") as refusal:
            SleeperClient("mine", root=own_instance).tables()
    finally:
        os.kill(pid, signal.SIGCONT)

    assert "kill -9 {}".format(pid) in refusal.value.hint
    assert client.tables() == []


def test_a_server_that_stops_is_waited_for_and_not_started_over(own_instance, monkeypatch):
    launches, waits = [], []
    launch, is_locked = embedded._launch, embedded._is_locked
    client = SleeperClient("mine", root=own_instance)
    client.create_table("t", {"key": str}, row_keys=["key"])
    monkeypatch.setattr(embedded, "_launch", lambda *what: launches.append(what) or launch(*what))
    monkeypatch.setattr(embedded, "_is_locked", lambda path: waits.append(path) or is_locked(path))
    answers = []

    with client.create_batch_writer("t") as writer:
        # More than lies in buffers on the way: when it is sent, the server has begun to read it.
        writer.write(pa.table({"key": ["%09d" % i for i in range(2_000_000)]}))
        servers.ask_to_stop(own_instance)
        servers.wait_until(lambda: servers.described(own_instance) is None)
        other = threading.Thread(target=lambda: answers.append(SleeperClient("mine", root=own_instance).tables()))
        other.start()
        servers.wait_until(lambda: len(waits) > 20)
    other.join(60)

    assert answers == [["t"]]
    assert len(launches) == 1
    assert client.describe("t").rows == 2_000_000


def test_a_long_log_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "_LOG_BYTES", 10)
    log = tmp_path / "server.log"

    assert embedded._log(tmp_path) == log
    log.write_text("short")
    assert embedded._log(tmp_path).read_text() == "short"
    log.write_text("longer than ten")
    assert not embedded._log(tmp_path).exists()
    assert (tmp_path / "server.log.1").read_text() == "longer than ten"
