"""Ends a conversation over the network at its time, whatever the other side does meanwhile.

The time-outs of HTTP clients hold for each read alone: a server that sends one byte now and then
is never late. Here the connection itself is shut when the time is over, which wakes whoever reads.
"""

import os
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any, Self


class Deadline:
    """A moment on the clock, and the connection that is shut at it."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._keep(None)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._at - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether none are."""
        return self.left == 0.0

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Hear of a new connection, as the HTTP client tells of it."""
        if event.endswith(("connect_tcp.complete", "connect_unix_socket.complete")):
            connection = info["return_value"].get_extra_info("socket")
            # A handle of its own: TLS takes the first one over.
            self._keep(socket.socket(fileno=os.dup(connection.fileno())))

    def _keep(self, connection: socket.socket | None) -> None:
        with self._lock:
            before, self._connection = self._connection, connection
        if before is not None:
            before.close()
        if connection is not None and self.is_over:
            self._shut()

    def _shut(self) -> None:
        with self._lock:
            if self._connection is not None:
                try:
                    self._connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return  # the other side was quicker
