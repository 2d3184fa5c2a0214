"""A proxy that breaks connections to a server, as networks and dying servers do."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class FaultProxy:
    """Passes bytes on between clients and a server; each answer may be cut off after a number of bytes.

    ``cut_answers`` is how many bytes of answers a connection passes before it is broken, or None for no fault;
    ``cut_requests`` the same for requests. ``connections`` counts those that were made.
    """

    def __init__(self, url):
        self._server = (urlsplit(url).hostname, urlsplit(url).port)
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.url = "http://127.0.0.1:{}".format(self._listener.getsockname()[1])
        self.cut_answers = None
        self.cut_requests = None
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                server = socket.create_connection(self._server)
                for source, sink, limit in (
                    (client, server, self.cut_requests),
                    (server, client, self.cut_answers),
                ):
                    threading.Thread(target=self._pass_on, args=(source, sink, limit), daemon=True).start()

    @staticmethod
    def _pass_on(source, sink, limit):
        passed = 0
        with contextlib.suppress(OSError):
            while limit is None or passed < limit:
                content = source.recv(65536 if limit is None else min(65536, limit - passed))
                if not content:
                    break
                sink.sendall(content)
                passed += len(content)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
