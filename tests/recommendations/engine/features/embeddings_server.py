"""A server on loopback that speaks the embeddings protocol with a real encoder behind it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from recommendations.engine.features.encoders.packaged import Packaged


@dataclass
class Served:
    """What the server was asked, and what it answers before it does as it should."""

    address: str = ""
    asked: list[list[str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    troubles: list[int | str] = field(default_factory=list)


@contextmanager
def embeddings_server() -> Iterator[Served]:
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.keys.append(self.headers.get("Authorization", ""))
            trouble = served.troubles.pop(0) if served.troubles else None
            if isinstance(trouble, int):
                self.send_error(trouble)
                return
            served.asked.append(body["input"])
            self.answer(trouble or json.dumps(self.vectors(body["input"])))

        def vectors(self, texts):
            rows = Packaged().encode(texts) * 3  # of any length: the caller makes units of them
            entries = [{"index": n, "embedding": row.tolist()} for n, row in enumerate(rows)]
            return {"object": "list", "data": entries[::-1]}

        def answer(self, text):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
