"""What tests do to servers behind the back of their clients."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import time
from urllib.parse import urlsplit

from sleeper.connection import ConnectionPool, Endpoint, Lost
from sleeper.embedded import run_directory
from sleeper.errors import SleeperError


def described(root):
    """What the server of the instance in this directory says of itself, or None."""
    return _described(run_directory(root))


def endpoint(root):
    """Where the server of the instance in this directory listens, with its token."""
    run = run_directory(root)
    return Endpoint(_described(run)["url"].rstrip("/"), (run / "token").read_text().strip())


def kill(root):
    """Ends the server at once, as a crash would; gives False when there is none."""
    description = described(root)
    if description is None:
        return False
    try:
        os.kill(description["pid"], signal.SIGKILL)
    except ProcessLookupError:
        return False
    wait_until(lambda: not is_running(description["pid"]) and not _listens(description["url"]))
    return True


def stop_servers(home, root=None):
    """Stops the servers of a home, or the one of an instance, and waits until they are gone."""
    runs = [run_directory(root)] if root is not None else list((home / "run").glob("*"))
    for run in runs:
        description = _described(run)
        if description is not None and is_running(description["pid"]):
            _ask_to_stop(run, description)
            wait_until(lambda: not is_running(description["pid"]))


def ask_to_stop(root):
    """Asks the server of the instance in this directory to stop, and does not wait for it."""
    _ask_to_stop(run_directory(root), described(root))


def suspend(pid):
    """Stops a process in its tracks: when this returns, none of its threads does anything any more."""
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: _is_suspended(pid))


def is_running(pid):
    """Whether the process lives; one that ended but was not waited for does not."""
    try:
        with open("/proc/{}/stat".format(pid)) as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the latter when it ended between open and read
        if os.path.isdir("/proc/self"):
            return False
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def wait_until(condition, seconds=30):
    """Waits for something that another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within {} s".format(seconds)
        time.sleep(0.01)


def _listens(url):
    """Whether the port is open: the threads of a process that was killed end one after the other."""
    with socket.socket() as probe:
        return probe.connect_ex((urlsplit(url).hostname, urlsplit(url).port)) == 0


def _ask_to_stop(run, description):
    pool = ConnectionPool(Endpoint(description["url"].rstrip("/"), (run / "token").read_text().strip()))
    with contextlib.suppress(Lost, SleeperError):
        pool.request("POST", "/v1/instance/stop").read()
    pool.close()


def _described(run):
    try:
        return json.loads((run / "server.json").read_text())
    except (OSError, ValueError):
        return None


def _is_suspended(pid):
    try:
        stats = [stat.read_text() for stat in pathlib.Path("/proc/{}/task".format(pid)).glob("*/stat")]
    except OSError:  # a thread that ended meanwhile
        return False
    return all(stat.rpartition(")")[2].split()[0] == "T" for stat in stats)
