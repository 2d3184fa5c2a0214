"""Finds the local server of an embedded instance, or starts it.

A server writes where it listens to ``server.json`` in the instance's run directory, which lies under the home and never
in the instance itself. Whoever finds no server there that answers takes the lock on ``start.lock``, looks again, and
starts one. Java's command line does the same, with the same lock.
"""

import contextlib
import hashlib
import itertools
import json
import os
import re
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Dict, IO, Iterator, List, Optional

from sleeper import settings
from sleeper.connection import ConnectionPool, Endpoint, Lost
from sleeper.errors import ConnectionLost, InvalidRequest, ServerNotFound, SleeperError
from sleeper.java import find_jar, find_java, jar_build

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

__all__ = ["EmbeddedServer", "MemoryDeaths", "run_directory"]

_HEAP = "1g"
_START_SECONDS = 30.0
#: How long for a server that stops, which gives the requests that it is at 45 seconds.
_END_SECONDS = 60.0
#: Longer than whoever has the lock may take.
_LOCK_SECONDS = 120.0
#: How long for the word of a server that is there: a process that is stopped, or another on its port, never gives it.
_PROBE_SECONDS = 5.0
_POLL_SECONDS = 0.01
_LOG_LINES = 15
#: With this the program begins to say why it ends; hints follow on lines that are indented.
_SAID = "sleeper: "
_LOG_BYTES = 10 << 20
#: What Java writes last when it ends for want of memory.
_OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError"
#: Enough for the last lines of a server.
_LAST_WORDS_BYTES = 1 << 14
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
        try:
            run.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _starting, _locked(run / "start.lock"):
                endpoint = _running(run, jar)
                if endpoint is not None:
                    return endpoint
                _stop_other_build(run, jar)
                return self._start(run, find_jar())
        except SleeperError:  # some of which are OSErrors
            raise
        except OSError as error:
            raise ServerNotFound(
                "The server of the instance in {} cannot be started: {}".format(self.root, error),
                code="server-not-started",
                hint="Its run files are kept in {}; set SLEEPER_HOME to a directory where you may write.".format(run),
            ) from error

    def _start(self, run: Path, jar: Path) -> Endpoint:
        command = _command(find_java(), jar, run, os.path.realpath(str(self.root)))
        deadline = time.monotonic() + _END_SECONDS
        while True:
            endpoint = self._await_other(run, jar, deadline)
            if endpoint is not None:
                return endpoint
            log = _log(run)
            log_start = log.stat().st_size if log.exists() else 0
            process = _launch(command, run, log)
            started = time.monotonic()
            while process.returncode is None:
                endpoint = _running(run, jar)
                if endpoint is not None:
                    return endpoint
                if time.monotonic() > started + _START_SECONDS:
                    process.kill()
                    what = "did not answer within {:.0f} s".format(_START_SECONDS)
                    raise _start_failure(what, self.root, log, log_start)
                time.sleep(_POLL_SECONDS)
            # Another was quicker, or somebody ended this one; anything else is a failure.
            failed = 0 < process.returncode <= _LAST_OWN_STATUS and process.returncode != _ANOTHER_SERVER
            if failed or time.monotonic() > deadline:
                raise _start_failure("ended with status {}".format(process.returncode), self.root, log, log_start)

    def _await_other(self, run: Path, jar: Path, deadline: float) -> Optional[Endpoint]:
        """Waits until no other server has the instance; gives the other if it comes to answer."""
        while _is_locked(run / "server.lock"):
            endpoint = _running(run, jar)
            if endpoint is not None:
                return endpoint
            if time.monotonic() > deadline:
                pid = (_described(run) or {}).get("pid")
                raise ServerNotFound(
                    "A server of the instance in {} is there, but does not answer".format(self.root),
                    code="server-not-started",
                    hint="It holds the lock on {}. End it, and call again{}.".format(
                        run / "server.lock", "" if pid is None else ": kill -9 {}".format(pid)
                    ),
                )
            time.sleep(_POLL_SECONDS)
        return None


class MemoryDeaths:
    """Servers of an instance that ran out of memory, one after the other, at the same call. For one thread at a time.

    Only the log tells them from those that somebody killed, which say nothing of the call.
    """

    def __init__(self, root: Path) -> None:
        self._log = run_directory(root) / "server.log"
        self._read_to = 0
        self._count = 0

    def check(self) -> None:
        """Raises ConnectionLost when the server that was just lost is the second one."""
        try:
            with open(str(self._log), "rb") as log:
                size = log.seek(0, os.SEEK_END)
                new = self._read_to if self._read_to <= size else 0  # a long log was put aside
                log.seek(max(new, size - _LAST_WORDS_BYTES))
                lines = log.read().decode("utf-8", "replace").splitlines()[-_LOG_LINES:]
        except OSError:
            return
        # At first, what comes before the last line may be of servers before this call.
        own = lines if self._read_to else lines[-1:]
        self._read_to = size
        self._count += any(line.startswith(_OUT_OF_MEMORY) for line in own)
        if self._count > 1:
            raise ConnectionLost(
                "The server ran out of memory twice at this call, which is not made again",
                code="out-of-memory",
                hint="Give the server more than {} with SLEEPER_HEAP, such as SLEEPER_HEAP=4g, or ask for less at once. "
                "{}".format(os.environ.get("SLEEPER_HEAP") or _HEAP, _end_of(self._log, lines)),
            )


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


def _log(run: Path) -> Path:
    """The log for the next server to write on; a long one is put aside."""
    log = run / "server.log"
    with contextlib.suppress(OSError):
        if log.stat().st_size > _LOG_BYTES:
            os.replace(str(log), str(run / "server.log.1"))
    return log


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
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Xmx" + _variable("SLEEPER_HEAP", _HEAP, "[1-9][0-9]*[kKmMgG]?", "a size such as 512m or 2g"),
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
        _variable("SLEEPER_IDLE_TIMEOUT", "600", "[0-9]{1,9}", "a whole number of seconds, or 0 for never"),
    ]


def _variable(name: str, default: str, form: str, wanted: str) -> str:
    """What the environment says, or the default; the program itself would refuse it in words of its own."""
    value = os.environ.get(name) or default
    if not re.match(form + r"\Z", value):
        raise InvalidRequest("{} is {!r}, but must be {}".format(name, value, wanted))
    return value


def _own_jar() -> Optional[Path]:
    """The jar that a server would be started from; None where there is none, which a server that runs makes good."""
    try:
        return find_jar()
    except ServerNotFound:
        return None


def _running(run: Path, jar: Optional[Path]) -> Optional[Endpoint]:
    """Where a server of this build listens, if one answers."""
    # The token first: a server takes its description back before it makes another, so that this one is never sent
    # to where the server before it was.
    token = _token(run)
    described = _described(run)
    if token is None or described is None or not _is_own_build(described, jar):
        return None
    endpoint = Endpoint(described["url"].rstrip("/"), token)
    pool = ConnectionPool(endpoint, is_local=True, patience=_PROBE_SECONDS)
    try:
        answer = pool.request("GET", "/v1/instance").json()
    except (Lost, SleeperError):
        return None
    finally:
        pool.close()
    # Another process may have come to have the port of a server that is gone.
    return endpoint if isinstance(answer, dict) and answer.get("pid") == described.get("pid") else None


def _token(run: Path) -> Optional[str]:
    try:
        return (run / "token").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None


def _described(run: Path) -> Optional[Dict[str, Any]]:
    try:
        described = json.loads((run / "server.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return described if isinstance(described, dict) and isinstance(described.get("url"), str) else None


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
    """Asks a server of another build to stop."""
    token, described = _token(run), _described(run)
    if token is None or described is None or _is_own_build(described, jar):
        return
    pool = ConnectionPool(Endpoint(described["url"].rstrip("/"), token), is_local=True, patience=_PROBE_SECONDS)
    try:
        pool.request("POST", "/v1/instance/stop").read()
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


def _is_locked(path: Path) -> bool:
    with open(str(path), "a+b") as file:
        return not _try_lock(file)


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
        lines = written.read().decode("utf-8", "replace").splitlines()
    said = next((i for i, line in enumerate(lines) if line.startswith(_SAID)), None)
    if said is not None:  # the program knows why, and what to do
        what += ": " + lines[said][len(_SAID) :]
        hints = itertools.takewhile(lambda line: line.startswith("  "), lines[said + 1 :])
        shown = [line.strip() for line in hints] + ["Its log is {}".format(log)]
    else:
        shown = [_end_of(log, lines)]
    return ServerNotFound(
        "The server of the instance in {} {}".format(root, what), code="server-not-started", hint="\n".join(shown)
    )


def _end_of(log: Path, lines: List[str]) -> str:
    return "\n  ".join(["The end of {}:".format(log)] + lines[-_LOG_LINES:])
