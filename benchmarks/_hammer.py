"""A browser that only asks: raw sockets kept open, in processes of their own, cheap per request.

Usage: python -m benchmarks._hammer PORT PATH SESSION SECONDS; prints the seconds of each answer.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

TOKEN = "0" * 32
ROOT = Path(__file__).resolve().parent.parent


def hammer(port: int, path: str, session: str, seconds: float, clients: int) -> list[float]:
    """Ask for a page from several processes for so long; how many seconds each answer took."""
    words = [sys.executable, "-m", "benchmarks._hammer", str(port), path, session, str(seconds)]
    processes = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(clients)]
    answers = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        raise RuntimeError(f"{path} was not answered with 200")
    return [taken for answer in answers for taken in json.loads(answer)]


def read_page(port: int, path: str, session: str) -> bytes:
    """One answer's body."""
    with connect(port) as connection:
        return ask(connection, request(path, session))


def connect(port: int) -> socket.socket:
    """A connection that stays open."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def request(path: str, session: str) -> bytes:
    """What a signed-in browser sends."""
    lines = (
        f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: sessionid={session}; csrftoken={TOKEN}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept: text/html", "Accept-Language: en", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def ask(connection: socket.socket, question: bytes) -> bytes:
    """Send a request and read exactly its answer."""
    connection.sendall(question)
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head = bytes(received[:end]).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.splitlines()[0].decode())
    length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(received) < end + 4 + length:
        received += _more(connection)
    return bytes(received[end + 4 :])


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(1 << 18)
    if not piece:
        raise RuntimeError("the server closed the connection")
    return piece


def main(port: str, path: str, session: str, seconds: str) -> None:
    """Ask until the time is over."""
    taken = []
    question = request(path, session)
    with connect(int(port)) as connection:
        over = time.perf_counter() + float(seconds)
        while (start := time.perf_counter()) < over:
            ask(connection, question)
            taken.append(time.perf_counter() - start)
    print(json.dumps(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
