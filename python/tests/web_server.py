"""Small web servers that stand where a Sleeper server should, or for one."""

import contextlib
import http.server
import threading


class _Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextlib.contextmanager
def web_server(answer, port=0):
    """Runs a server; ``answer(method, path, headers)`` gives status, headers and body of each answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self):
            if "chunked" in self.headers.get("Transfer-Encoding", ""):
                while self.rfile.readline().strip() not in (b"0", b""):
                    self.rfile.readline()
                self.rfile.readline()
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = answer(self.command, self.path, self.headers)
            self.send_response(status)
            for name, value in dict(headers, **{"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = respond

        def log_message(self, *arguments):
            """Says nothing."""

    server = _Server(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield "http://127.0.0.1:{}".format(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
