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
from typing import Any, Deque, Dict, Mapping, NamedTuple, Optional, Sequence, Union
from urllib.parse import urlsplit

from sleeper.errors import ServerNotFound, SleeperError, from_problem

__all__ = ["Answer", "ConnectionPool", "Endpoint", "Lost", "Upload"]

Body = Union[bytes, Sequence[Any]]

_CONNECT_SECONDS = 10.0
_IDLE_CONNECTIONS = 64
#: What a server answers that takes no more requests: it is as good as gone.
_STOPPING = "shutting-down"
#: Pieces below this size are sent together with their frame in one packet.
_SMALL_PIECE = 1 << 16


class Endpoint(NamedTuple):
    """Where a server listens, and the token that it wants."""

    url: str
    token: Optional[str]


class Lost(Exception):
    """The connection could not be made, or broke before the answer was whole.

    Attributes:
        endpoint: where the server was.
    """

    def __init__(self, endpoint: Endpoint, cause: BaseException) -> None:
        super().__init__("{}: {}".format(type(cause).__name__, cause))
        self.endpoint = endpoint


#: What the standard library raises when a connection breaks.
_BROKEN = (OSError, http.client.HTTPException)


class ConnectionPool:
    """Connections to one server that wait for their next request. Thread-safe."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._idle: Deque[_Connection] = collections.deque(maxlen=_IDLE_CONNECTIONS)
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
            raise self._lost(error) from error
        return Upload(self, connection)

    def close(self) -> None:
        """Closes the idle connections."""
        while self._idle:
            self._idle.pop().http.close()

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
        connection = _Connection(self.endpoint.url)
        try:
            connection.connect()
        except ssl.SSLError as error:
            raise ServerNotFound("{} cannot be trusted: {}".format(self.endpoint.url, error)) from error
        except _BROKEN as error:
            raise self._lost(error) from error
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
        if response.status >= 400:
            error = answer.error()
            if error.code == _STOPPING:
                raise self._lost(error)
            raise error
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
        return self._lost(cause)

    def _give_back(self, connection: "_Connection") -> None:
        if self._pid == os.getpid():
            self._idle.append(connection)
        else:
            connection.http.close()

    def _lost(self, cause: BaseException) -> Lost:
        return Lost(self.endpoint, cause)


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

    def json(self) -> Any:
        """The whole body, read as JSON; None when it is empty."""
        content = self.read()
        return json.loads(content.decode("utf-8")) if content else None

    def close(self) -> None:
        """Gives up the rest of the body, and with it the connection."""
        if self._connection is not None:
            self._connection.http.close()
            self._connection = None

    def error(self) -> SleeperError:
        """The exception for an answer whose status says failure."""
        request_id = self.headers.get("X-Request-Id")
        content = self.read()
        try:
            problem = json.loads(content.decode("utf-8"))
        except ValueError:
            problem = None
        if not isinstance(problem, dict):
            problem = {"detail": "The server answered {} {}".format(self.status, self._response.reason)}
        return from_problem(self.status, problem, request_id)

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


class _Connection:
    """One connection, and where requests over it begin their path."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.http = kind(parts.hostname or "", parts.port, timeout=_CONNECT_SECONDS)
        self.prefix = parts.path.rstrip("/")

    def connect(self) -> None:
        self.http.connect()
        # Commits and answers take the time that they take; a peer that is gone is found by the keep-alive.
        self.http.sock.settimeout(None)
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
