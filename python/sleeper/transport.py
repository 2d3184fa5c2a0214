"""Requests to an instance's server that outlive the server: what it took along with it is repeated."""

import json
import time
from typing import Any, Callable, List, Mapping, Optional, TypeVar
from urllib.parse import quote

from sleeper.connection import Answer, ConnectionPool, Endpoint, Lost
from sleeper.embedded import EmbeddedServer, MemoryDeaths
from sleeper.errors import ConnectionLost, InvalidRequest, ServerNotFound, SleeperError
from sleeper.settings import Target

__all__ = ["Transport", "path_of"]

#: How long a request is repeated. Servers remember job ids for much longer, so repeats of writes are safe.
_REPEAT_SECONDS = 120.0
#: How long for a server that this process does not start itself.
_REMOTE_REPEAT_SECONDS = 30.0
_LONGEST_PAUSE_SECONDS = 1.0
#: A server reads no longer query.
_MOST_QUERY_BYTES = 32 << 20

T = TypeVar("T")


class Transport:
    """The way to one instance's server, wherever that is. Thread-safe, and usable after a fork."""

    def __init__(self, target: Target) -> None:
        self._embedded = None if target.root is None else EmbeddedServer(target.root)
        self._remote = None if target.url is None else Endpoint(target.url, target.token)
        self._pool: Optional[ConnectionPool] = None
        self._answered = False

    def call(
        self,
        method: str,
        path: str,
        body: Optional[Mapping[str, Any]] = None,
        done: Optional[Callable[[SleeperError], bool]] = None,
    ) -> Any:
        """Makes a request with JSON on both sides.

        A change whose answer got lost may have been made: when the repeat is refused and ``done`` finds in the refusal
        that an attempt before did its work, that is a success, with None for an answer. An attempt that never reached
        a server did none.
        """
        content = None if body is None else json.dumps(body, allow_nan=False).encode("utf-8")
        headers = {} if content is None else {"Content-Type": "application/json"}
        losses: List[Lost] = []

        def attempt(pool: ConnectionPool) -> Any:
            try:
                return pool.request(method, path, content, headers).json()
            except Lost as lost:
                losses.append(lost)
                raise
            except SleeperError as error:
                if done is not None and any(lost.sent for lost in losses) and done(error):
                    return None
                raise

        return self.repeating(attempt)

    def query(self, path: str, body: Mapping[str, Any], read: Callable[[Answer], T]) -> T:
        """Asks for rows, and gives what ``read`` makes of the answer; when it meets a lost server both happen again."""
        content = json.dumps(body, allow_nan=False).encode("utf-8")
        if len(content) > _MOST_QUERY_BYTES:
            raise InvalidRequest(
                "The keys or regions of this query take {:,} bytes as JSON, but a query takes at most {:,}".format(
                    len(content), _MOST_QUERY_BYTES
                ),
                code="request-too-large",
                hint="Ask in pieces, each of which sees the table as it is by then; or for ranges.",
            )
        headers = {"Content-Type": "application/json", "Accept": "application/vnd.apache.arrow.stream"}
        broke_off: List[Endpoint] = []

        def attempt(pool: ConnectionPool) -> T:
            answer = pool.request("POST", path, content, headers)
            try:
                return read(answer)
            except Lost as lost:
                # Each local server has its own token, and no network is between: this one lives, and fails here again.
                if self._embedded is not None and pool.endpoint in broke_off:
                    raise ConnectionLost(
                        "The server broke off its answer twice ({})".format(lost),
                        hint="The server's log may have why, under the request id.",
                        request_id=answer.headers.get("X-Request-Id"),
                    ) from lost
                broke_off.append(pool.endpoint)
                raise

        return self.repeating(attempt)

    def deaths(self) -> Optional[MemoryDeaths]:
        """The servers that died of a call yet to be made; None where this process starts none."""
        return None if self._embedded is None else MemoryDeaths(self._embedded.root)

    def repeating(self, attempt: Callable[[ConnectionPool], T], deaths: Optional[MemoryDeaths] = None) -> T:
        """What ``attempt`` gives; it is made again while it raises Lost, with a server that answers again by then.

        ``deaths`` are those of the attempts before at the same call, if there were any.
        """
        began: Optional[float] = None  # when the server was first missed: an attempt may take any time
        pause = 0.02
        while True:
            pool = self._connections()
            try:
                result = attempt(pool)
                self._answered = True
                return result
            except Lost as lost:
                self._forget(pool)
                now = time.monotonic()
                began = now if began is None else began
                self._check_patience(lost, now - began)
                deaths = deaths or self.deaths()
                if deaths is not None:
                    deaths.check()
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _check_patience(self, lost: Lost, elapsed: float) -> None:
        """Raises the error that ends the repeats, if they have gone on for long enough."""
        if self._remote is not None and not self._answered:
            raise ServerNotFound(
                "No server answers at {} ({})".format(lost.endpoint.url, lost),
                hint="Check the URL, and that the server runs.",
            ) from lost
        if elapsed > (_REPEAT_SECONDS if self._remote is None else _REMOTE_REPEAT_SECONDS):
            raise ConnectionLost(
                "The server at {} was lost, and again with every repeat for {:.0f} s ({})".format(
                    lost.endpoint.url, elapsed, lost
                ),
                hint="Check that the server runs, and that it can be reached.",
            ) from lost

    def close(self) -> None:
        """Closes the connections; the next request opens new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _connections(self) -> ConnectionPool:
        """The pool in use. Threads that find none at once may each make one; the last stays, and all of them work."""
        pool = self._pool
        if pool is None:
            if self._embedded is not None:
                pool = ConnectionPool(self._embedded.find(), is_local=True)
            else:
                pool = ConnectionPool(self._remote)  # type: ignore[arg-type]
            self._pool = pool
        return pool

    def _forget(self, pool: ConnectionPool) -> None:
        if self._pool is pool:
            self._pool = None
        pool.close()


def path_of(table: str, *rest: str) -> str:
    """The path of a table's resource."""
    return "/".join(("/v1/tables", quote(table, safe="")) + rest)
