"""A camera of another program: Motion JPEG over HTTP on the loopback, that can be unplugged and can hang."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import cv2
import numpy as np

FRAME_S = 0.02


class MjpegServer:
    """Serves one picture over and over, until it is given another."""

    def __init__(self, pixels: np.ndarray, port: int = 0) -> None:
        self.hangs = threading.Event()
        self._over = threading.Event()
        self.show(pixels)
        server = self

        class Stream(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                try:
                    while not server._over.wait(FRAME_S):
                        jpeg = server.jpeg
                        if not server.hangs.is_set():
                            self.wfile.write(
                                b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg) + jpeg + b"\r\n"
                            )
                except OSError:
                    return

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Stream)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def show(self, pixels: np.ndarray) -> None:
        """Serve this from now on."""
        self.jpeg = cv2.imencode(".jpg", pixels)[1].tobytes()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def unplug(self) -> None:
        """End all streams and listen no more."""
        self._over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        """Return the server itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Unplug it."""
        self.unplug()
