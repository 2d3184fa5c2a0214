"""HTTP connections that are kept open, and the answers that come over them.

Everything here may raise :class:`Lost`, which says that the server went away: whoever made the request decides whether
it can be made again.
"""

import collections
import http.client
import json
import os
import select
import socket
import ssl
import weakref
from typing import Any, Deque, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Union
from urllib.parse import urlsplit

from sleeper.errors import ServerNotFound, SleeperError, from_problem

__all__ = ["Answer", "ConnectionPool", "Endpoint", "Lost", "Upload"]

Body = Union[bytes, Sequence[Any]]

_CONNECT_SECONDS = 10.0
_IDLE_CONNECTIONS = 64
_NO_CONTENT = 204
#: What gateways answer in the place of a server that they cannot reach, or that is too slow for them.
_GATEWAY_FAILURES = (502, 503, 504)
#: Pieces below this size are sent together with their frame in one packet.
_SMALL_PIECE = 1 << 16
#: Bodies up to this size are sent together with the head of their request.
_SHORT_BODY = 1 << 16


class Endpoint(NamedTuple):
    """Where a server listens, and the token that it wants."""

    url: str
    token: Optional[str]


class Lost(Exception):
    """The connection could not be made, or broke before the answer was whole.

    Attributes:
        endpoint: where the server was.
        sent: whether the request was sent whole, so that the server may have done what it asks.
    """

    def __init__(self, endpoint: Endpoint, cause: BaseException, sent: bool) -> None:
        super().__init__("{}: {}".format(type(cause).__name__, cause))
        self.endpoint = endpoint
        self.sent = sent


#: What the standard library raises when a connection breaks.
_BROKEN = (OSError, http.client.HTTPException)


class ConnectionPool:
    """Connections to one server that wait for their next request. Thread-safe.

    Args:
        endpoint: the server.
        is_local: whether nothing stands between here and the server, so that whoever answers otherwise than it does is
            another program, which came to have its port.
        patience: how many seconds to wait for any answer; None for as long as the server takes.
    """

    def __init__(self, endpoint: Endpoint, is_local: bool = False, patience: Optional[float] = None) -> None:
        self.endpoint = endpoint
        self._is_local = is_local
        self._patience = patience
        self._idle: Deque[_Connection] = collections.deque(maxlen=_IDLE_CONNECTIONS)
        # Nobody need close a client; the sockets are then closed with it, or when Python ends.
        weakref.finalize(self, _close_all, self._idle)
        self._pid = os.getpid()

    def request(
        self, method: str, path: str, body: Optional[Body] = None, headers: Optional[Mapping[str, str]] = None
    ) -> "Answer":
        """Sends a request and gives its answer, of which the body is still to be read.

        Raises the SleeperError that the server answered with, or Lost.
        """
        connection = self._take()
        try:
            connection.http.request(method, connection.prefix + path, body=body, headers=self._headers(headers))
        except _BROKEN as error:
            raise self._refusal(connection, error) from error
        return self._answer(connection)

    def upload(self, path: str, headers: Mapping[str, str]) -> "Upload":
        """Begins a POST whose body is sent piece by piece."""
        connection = self._take()
        try:
            connection.http.putrequest("POST", connection.prefix + path, skip_accept_encoding=True)
            for name, value in self._headers(headers).items():
                connection.http.putheader(name, value)
            connection.http.putheader("Transfer-Encoding", "chunked")
            connection.http.endheaders()
        except _BROKEN as error:
            connection.http.close()
            raise self._lost(error, sent=False) from error
        return Upload(self, connection)

    def close(self) -> None:
        """Closes the idle connections."""
        _close_all(self._idle)

    def _take(self) -> "_Connection":
        if self._pid != os.getpid():  # connections of the parent of a fork are the parent's
            self.close()
            self._pid = os.getpid()
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return self._connect()
            if connection.is_fresh():
                return connection
            connection.http.close()

    def _connect(self) -> "_Connection":
        connection = _Connection(self.endpoint.url, self._patience)
        try:
            connection.connect()
        except ssl.SSLError as error:
            raise ServerNotFound("{} cannot be trusted: {}".format(self.endpoint.url, error)) from error
        except _BROKEN as error:
            raise self._lost(error, sent=False) from error
        return connection

    def _headers(self, more: Optional[Mapping[str, str]]) -> Dict[str, str]:
        headers = {} if self.endpoint.token is None else {"Authorization": "Bearer " + self.endpoint.token}
        if more:
            headers.update(more)
        return headers

    def _answer(self, connection: "_Connection") -> "Answer":
        try:
            response = connection.http.getresponse()
        except _BROKEN as error:
            connection.http.close()
            raise self._lost(error) from error
        answer = Answer(self, connection, response)
        if self._is_local and (response.status == 401 or not answer.is_of_sleeper):
            # 401: a server that was started since has the port by chance, and a token of its own.
            answer.close()
            raise self._lost(ConnectionError("another program answers there"), sent=False)
        if response.status >= 300:
            raise answer.error()
        return answer

    def _refusal(self, connection: "_Connection", cause: BaseException) -> Exception:
        """Why the server would not read a request to its end: what it answered meanwhile, or that it is gone."""
        try:
            self._answer(connection)
        except SleeperError as refusal:
            return refusal
        except Lost:
            pass
        finally:
            connection.http.close()
        return self._lost(cause, sent=False)

    def _give_back(self, connection: "_Connection") -> None:
        if self._pid == os.getpid():
            self._idle.append(connection)
        else:
            connection.http.close()

    def _lost(self, cause: BaseException, sent: bool = True) -> Lost:
        return Lost(self.endpoint, cause, sent)


def _close_all(connections: "Deque[_Connection]") -> None:
    while connections:
        connections.pop().http.close()


class Answer:
    """An answer whose status says success. Read it to its end or close it; the connection then serves others."""

    def __init__(self, pool: ConnectionPool, connection: "_Connection", response: http.client.HTTPResponse) -> None:
        self._pool = pool
        self._connection: Optional[_Connection] = connection
        self._response = response
        self.endpoint = pool.endpoint
        self.status = response.status
        self.headers = response.headers

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the body, fewer than ``size`` only at its end; all by default. Raises Lost."""
        try:
            content = self._response.read() if size < 0 else self._response.read(size)
        except _BROKEN as error:
            self.close()
            raise self._pool._lost(error) from error
        if self._response.isclosed():
            self._settle()
        return content

    def lines(self) -> Iterator[bytes]:
        """The body line by line, as they come. Raises Lost."""
        while True:
            try:
                line = self._response.readline()
            except _BROKEN as error:
                self.close()
                raise self._pool._lost(error) from error
            if not line:
                self._settle()
                return
            yield line

    def json(self) -> Any:
        """The whole body, a JSON object; None when the answer has none."""
        document = _object(self.read())
        if document is None and self.status != _NO_CONTENT:
            raise self._foreign("no JSON object")
        return document

    def close(self) -> None:
        """Gives up the rest of the body, and with it the connection."""
        if self._connection is not None:
            self._connection.http.close()
            self._connection = None

    @property
    def is_of_sleeper(self) -> bool:
        """Whether the answer looks like one of Sleeper's; a proxy may have taken away what tells."""
        return "X-Request-Id" in self.headers or "application/problem+json" in self.headers.get("Content-Type", "")

    def error(self) -> Exception:
        """The exception for an answer whose status says failure."""
        problem = _object(self.read())
        if problem is not None and "code" in problem:
            return from_problem(self.status, problem, self.headers.get("X-Request-Id"))
        said = "{} {}".format(self.status, self._response.reason)
        if self.status in _GATEWAY_FAILURES:
            return self._pool._lost(ConnectionError("a gateway answers " + said))
        if "Location" in self.headers:
            said += ", which leads to " + self.headers["Location"]
        return self._foreign(said)

    def _foreign(self, what: str) -> ServerNotFound:
        return ServerNotFound(
            "What answers at {} is no Sleeper server: it answered {}".format(self.endpoint.url, what),
            hint="Check the URL, and what stands between here and the server.",
            status=self.status,
        )

    def _settle(self) -> None:
        """The body is read: the connection may serve the next request, unless the server ends it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            if self._response.will_close:
                connection.http.close()
            else:
                self._pool._give_back(connection)


class Upload:
    """A request whose body is being sent."""

    def __init__(self, pool: ConnectionPool, connection: "_Connection") -> None:
        self._pool = pool
        self._connection = connection

    def send(self, piece: Any) -> None:
        """Sends bytes or a buffer. Raises the SleeperError if the server has already refused the request, or Lost."""
        size = memoryview(piece).nbytes
        if not self._connection.is_fresh():
            raise self._pool._refusal(self._connection, ConnectionError("answered before the end of the body"))
        if size < _SMALL_PIECE:
            self._send(b"%x\r\n%b\r\n" % (size, bytes(piece)))
        else:
            self._send(b"%x\r\n" % size)
            self._send(piece)
            self._send(b"\r\n")

    def finish(self) -> Any:
        """Ends the body and gives the answer's JSON. Raises the SleeperError that the server answered with, or Lost."""
        self._send(b"0\r\n\r\n")
        return self._pool._answer(self._connection).json()

    def abandon(self) -> None:
        """Breaks off: a body without its end changes nothing."""
        self._connection.http.close()

    def _send(self, content: Any) -> None:
        try:
            self._connection.http.send(content)
        except _BROKEN as error:
            raise self._pool._refusal(self._connection, error) from error


def _object(content: bytes) -> Any:
    """The JSON object in these bytes, or None when they are none."""
    try:
        document = json.loads(content.decode("utf-8"))
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


class _AtOnce(http.client.HTTPConnection):
    """Sends the head of a request and a short body in one piece, so that the server wakes up once for both."""

    _held: Optional[List[bytes]] = None

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **more: Any) -> None:
        if body is not None and not (isinstance(body, bytes) and len(body) <= _SHORT_BODY):
            super().request(method, url, body, headers or {}, **more)
            return
        held: List[bytes] = []
        self._held = held
        try:
            super().request(method, url, body, headers or {}, **more)
        finally:
            self._held = None
        super().send(b"".join(held))

    def send(self, data: Any) -> None:
        if self._held is None:
            super().send(data)
        else:
            self._held.append(data)


class _AtOnceOverTls(_AtOnce, http.client.HTTPSConnection):
    pass


class _Connection:
    """One connection, and where requests over it begin their path."""

    def __init__(self, url: str, patience: Optional[float]) -> None:
        parts = urlsplit(url)
        kind = _AtOnceOverTls if parts.scheme == "https" else _AtOnce
        self._patience = patience
        self.http = kind(parts.hostname or "", parts.port, timeout=patience or _CONNECT_SECONDS)
        self.prefix = parts.path.rstrip("/")

    def connect(self) -> None:
        self.http.connect()
        # Commits and answers take the time that they take; a peer that is gone is found by the keep-alive.
        self.http.sock.settimeout(self._patience)
        self.http.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, seconds in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
            if hasattr(socket, option):
                self.http.sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), seconds)

    def is_fresh(self) -> bool:
        """False when the server has closed its end, or sent what nobody asked for."""
        sock = self.http.sock
        if sock is None:
            return False
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(sock, select.POLLIN)
            return not poll.poll(0)
        return not select.select([sock], [], [], 0)[0]
