"""Requests as they go over the wire."""

import socket
import threading

import pytest

from sleeper.connection import ConnectionPool, Endpoint

ANSWER = b"HTTP/1.1 200 OK\r\nX-Request-Id: one\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
def wire():
    """Where a server listens that answers one request, and the pieces in which that came."""
    pieces = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        with connection:
            while not complete(b"".join(pieces)):
                pieces.append(connection.recv(1 << 22))
            connection.sendall(ANSWER)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield Endpoint("http://127.0.0.1:{}".format(listener.getsockname()[1]), None), pieces
    thread.join(10)
    listener.close()


def complete(request):
    head, end, body = request.partition(b"\r\n\r\n")
    length = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    return bool(end) and (not length or len(body) == length[0])


def test_a_short_body_comes_in_one_piece_with_its_head(wire):
    endpoint, pieces = wire

    assert ConnectionPool(endpoint).request("POST", "/v1/there", b'{"a": 1}').json() == {}

    assert len(pieces) == 1
    assert pieces[0].startswith(b"POST /v1/there HTTP/1.1\r\n")
    assert pieces[0].endswith(b'\r\n\r\n{"a": 1}')


@pytest.mark.parametrize("body", [None, b"", b"x" * (1 << 16), b"x" * ((1 << 16) + 1), b"x" * (3 << 20)])
def test_a_body_of_any_length_comes_whole(wire, body):
    endpoint, pieces = wire

    assert ConnectionPool(endpoint).request("POST", "/v1/there", body).json() == {}

    assert b"".join(pieces).partition(b"\r\n\r\n")[2] == (body or b"")
