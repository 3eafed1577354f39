#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A provider of the tests' own:  lib_provider.py PORT

    /gema…      answers what it received, as JSON: method, target, headers in order, SHA-256 and size of the body
    /salah/N    answers status N with a small body
    /besar/N    N bytes; /besar/N/pecah the same without Content-Length (chunked)
    /kosong     204
    /lambat/N   answers after N milliseconds
    /putus      promises 1000 bytes, sends ten, closes
    /rusak      no HTTP at all
    /klaim      answers with headers that only the hub may set, and one that would redirect inside nginx
    /utuh       how many requests with a body came whole so far"""
import hashlib
import http.server
import json
import sys
import time


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    whole = 0

    def setup(self):
        super().setup()
        self.connection.setsockopt(6, 1, 1)  # TCP_NODELAY

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            out = b""
            while True:
                line = self.rfile.readline()
                if not line:
                    raise ConnectionError("half a body")
                n = int(line.split(b";")[0], 16)
                out += self.rfile.read(n)
                self.rfile.readline()
                if n == 0:
                    break
        else:
            n = int(self.headers.get("Content-Length", 0))
            out = self.rfile.read(n)
            if len(out) < n:
                raise ConnectionError("half a body")
        Provider.whole += bool(out)
        return out

    def send(self, status, data, kind="application/json", extra=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def answer(self):
        path, body = self.path.split("?")[0], self.body()
        word = path.strip("/").split("/")
        if "besar" in word:
            n = int(word[word.index("besar") + 1])
            if word[-1] == "pecah":
                self.send_response(200)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                while n > 0:
                    part = min(n, 50000)
                    self.wfile.write(b"%x\r\n" % part + b"x" * part + b"\r\n")
                    n -= part
                self.wfile.write(b"0\r\n\r\n")
            else:
                self.send(200, b"x" * n, "application/octet-stream")
        elif "salah" in word:
            self.send(int(word[-1]), b"kesalahan penyedia\n", "text/plain")
        elif "kosong" in word:
            self.send_response(204)
            self.end_headers()
        elif "putus" in word:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"0123456789")
            self.close_connection = True
        elif "utuh" in word:
            self.send(200, b"%d" % Provider.whole)
        elif "rusak" in word:
            self.wfile.write(b"\x00\x01\x02 bukan HTTP\r\n\r\n")
            self.close_connection = True
        elif "klaim" in word:
            self.send(200, b"{}", extra=[("X-Prasasti-Bukti", "palsu"), ("X-Road-Id", "palsu"), ("X-Road-Error", "palsu"),
                                         ("X-Accel-Redirect", "/ledger/checkpoint"), ("RateLimit", "palsu")])
        else:
            if "lambat" in word:
                time.sleep(int(word[-1]) / 1000)
            self.send(200, json.dumps({"metode": self.command, "tujuan": self.path, "kepala": self.headers.items(),
                                       "sidik": hashlib.sha256(body).hexdigest(), "ukuran": len(body)}).encode())

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Callers that go away are what some tests are about."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Provider).serve_forever()
