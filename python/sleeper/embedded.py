"""Finds the local server of an embedded instance, or starts it.

A server writes where it listens to ``server.json`` in the instance's run directory, which lies under the home and never
in the instance itself. Whoever finds no server there that answers takes the lock on ``start.lock``, looks again, and
starts one. Java's command line does the same, with the same lock.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Dict, IO, Iterator, List, Optional

from sleeper import settings
from sleeper.connection import ConnectionPool, Endpoint, Lost
from sleeper.errors import ServerNotFound, SleeperError
from sleeper.java import find_jar, find_java, jar_build

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

__all__ = ["EmbeddedServer", "run_directory"]

_START_SECONDS = 30.0
_STOP_SECONDS = 30.0
_LOCK_SECONDS = 90.0
_POLL_SECONDS = 0.01
_RESTART_SECONDS = 0.2
_LOG_LINES = 15
_IDLE_SECONDS = 600
#: The exit status of a server that found another one at work.
_ANOTHER_SERVER = 75
#: Greater ones, and those below zero, are of servers that somebody ended.
_LAST_OWN_STATUS = 128

#: Record locks do not exclude threads of one process, so this does.
_starting = threading.Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: globals().update(_starting=threading.Lock()))


class EmbeddedServer:
    """The local server that serves the instance in the directory ``root``. Thread-safe."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def find(self) -> Endpoint:
        """Where the server listens, once it does. Raises ServerNotFound when none can be started."""
        run = run_directory(self.root)
        jar = _own_jar()
        endpoint = _running(run, jar)
        if endpoint is not None:
            return endpoint
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _starting, _locked(run / "start.lock"):
            endpoint = _running(run, jar)
            if endpoint is not None:
                return endpoint
            _stop_other_build(run, jar)
            return self._start(run, find_jar())

    def _start(self, run: Path, jar: Path) -> Endpoint:
        log = run / "server.log"
        log_start = log.stat().st_size if log.exists() else 0
        command = _command(find_java(), jar, run, os.path.realpath(str(self.root)))
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            process, ended = _launch(command, run, log), None
            while time.monotonic() < deadline:
                endpoint = _running(run, jar)
                if endpoint is not None:
                    return endpoint
                ended = process.returncode
                if ended is not None:
                    break
                time.sleep(_POLL_SECONDS)
            if ended is not None and 0 < ended <= _LAST_OWN_STATUS and ended != _ANOTHER_SERVER:
                raise _start_failure("ended with status {}".format(ended), self.root, log, log_start)
            if ended is None:
                process.kill()
            time.sleep(_RESTART_SECONDS)  # a server that is still stopping, or that someone killed
        raise _start_failure("did not answer within {:.0f} s".format(_START_SECONDS), self.root, log, log_start)


def _launch(command: List[str], run: Path, log: Path) -> "subprocess.Popen[bytes]":
    with open(str(log), "ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=str(run),
            env=dict(os.environ, SLEEPER_HOME=str(settings.home())),
            start_new_session=True,
        )
    # Waits for it, so that a server that ends while this process lives does not stay as a zombie.
    threading.Thread(target=process.wait, name="sleeper-server-wait", daemon=True).start()
    return process


def run_directory(root: Path) -> Path:
    """Where the run files of the instance in this directory are, in every language and process."""
    uri = "file://" + os.path.realpath(str(root))
    return settings.home() / "run" / hashlib.sha256(os.fsencode(uri)).hexdigest()[:16]


def _command(java: str, jar: Path, run: Path, root: str) -> List[str]:
    return [
        java,
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile={}".format(run / "server.jsa"),
        "-Xshare:auto",
        "-XX:+UseSerialGC",
        "-Xmx{}".format(os.environ.get("SLEEPER_HEAP", "1g")),
        "--enable-native-access=ALL-UNNAMED",
        "-jar",
        str(jar),
        "--root",
        root,
        "server",
        "--embedded",
        "--port",
        "0",
        "--idle-timeout",
        os.environ.get("SLEEPER_IDLE_TIMEOUT", str(_IDLE_SECONDS)),
    ]


def _own_jar() -> Optional[Path]:
    """The jar that a server would be started from; None where there is none, which a server that runs makes good."""
    try:
        return find_jar()
    except ServerNotFound:
        return None


def _running(run: Path, jar: Optional[Path]) -> Optional[Endpoint]:
    """Where a server of this build listens, if one answers."""
    described = _described(run)
    if described is None or not _is_own_build(described, jar):
        return None
    endpoint = _endpoint(run, described)
    if endpoint is None:
        return None
    pool = ConnectionPool(endpoint)
    try:
        answer = pool.request("GET", "/v1/instance").json()
    except (Lost, SleeperError):
        return None
    finally:
        pool.close()
    # Another process may have come to have the port of a server that is gone.
    return endpoint if isinstance(answer, dict) and answer.get("pid") == described.get("pid") else None


def _described(run: Path) -> Optional[Dict[str, Any]]:
    try:
        described = json.loads((run / "server.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return described if isinstance(described, dict) and "url" in described else None


def _endpoint(run: Path, described: Dict[str, Any]) -> Optional[Endpoint]:
    try:
        return Endpoint(described["url"].rstrip("/"), (run / "token").read_text(encoding="ascii").strip())
    except OSError:
        return None


_builds: Dict[Any, Optional[str]] = {}


def _is_own_build(described: Dict[str, Any], jar: Optional[Path]) -> bool:
    if jar is None:
        return True
    state = os.stat(str(jar))
    key = (str(jar), state.st_mtime_ns, state.st_size)
    if key not in _builds:
        _builds[key] = jar_build(jar)
    return _builds[key] is None or described.get("build") == _builds[key]


def _stop_other_build(run: Path, jar: Optional[Path]) -> None:
    """Asks a server of another build to stop, and waits until it has."""
    described = _described(run)
    endpoint = None if described is None or _is_own_build(described, jar) else _endpoint(run, described)
    if endpoint is None:
        return
    pool = ConnectionPool(endpoint)
    try:
        pool.request("POST", "/v1/instance/stop").read()
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline:
            pool.close()
            pool.request("GET", "/v1/health").read()
            time.sleep(_POLL_SECONDS)
    except (Lost, SleeperError):
        pass  # gone, or not ours
    finally:
        pool.close()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds the lock on a file, waiting for it; the lock goes with the process."""
    with open(str(path), "a+b") as file:
        deadline = time.monotonic() + _LOCK_SECONDS
        while not _try_lock(file):
            if time.monotonic() > deadline:
                raise ServerNotFound(
                    "Another process has been starting the server for {:.0f} s".format(_LOCK_SECONDS),
                    hint="It holds the lock on {}; end it, or wait.".format(path),
                )
            time.sleep(_POLL_SECONDS)
        yield


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if fcntl is not None:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def _start_failure(what: str, root: Path, log: Path, log_start: int) -> ServerNotFound:
    with open(str(log), "rb") as written:
        written.seek(log_start)
        lines = written.read().decode("utf-8", "replace").splitlines()[-_LOG_LINES:]
    return ServerNotFound(
        "The server of the instance in {} {}".format(root, what),
        code="server-not-started",
        hint="\n".join(["The end of {}:".format(log)] + ["  " + line for line in lines]),
    )
