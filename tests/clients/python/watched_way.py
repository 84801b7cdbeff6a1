"""A way to a server that notices what goes by, so that a test knows how far a program has come that says nothing itself."""

import socket
import socketserver
import threading


class WatchedWay:
    """In ``with``. A program is given its url."""

    def __init__(self, port):
        way = self
        self._told = bytearray()
        self._news = threading.Condition()

        class Line(socketserver.BaseRequestHandler):
            def handle(self):
                with socket.create_connection(("127.0.0.1", port)) as there:
                    up = threading.Thread(target=pass_on, args=(self.request, there, lambda piece: None))
                    up.start()
                    pass_on(there, self.request, way._see)
                    up.join()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line)
        self.url = f"ws://127.0.0.1:{self._server.server_address[1]}"

    def _see(self, piece):
        with self._news:
            self._told += piece
            self._news.notify_all()

    def until_told(self, what, timeout):
        """Waits until the server has told the program this; raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: what in self._told, timeout):
                raise TimeoutError(f"the server did not tell {what!r} within {timeout} s")

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def pass_on(source, sink, look):
    """Until one of the two ends."""
    try:
        while piece := source.recv(65_536):
            sink.sendall(piece)
            look(piece)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
