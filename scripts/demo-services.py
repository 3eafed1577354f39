#!/usr/bin/env python3
"""Two services that agencies would run, for the demonstration region: data/regulations/*/demo.yaml names their ports.
Answers GET with JSON; ends when its parent does."""
import http.server
import json
import os
import threading
import time

SERVICES = {8091: {"kas": 12750000000, "satuan": "rupiah"}, 8092: {"kunjungan": 4821, "puskesmas": 23}}


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = json.dumps({"jalur": self.path, **SERVICES[self.server.server_port]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def main():
    parent = os.getppid()
    for port in SERVICES:
        try:
            server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Service)
        except OSError:
            continue  # somebody else's port: that service is then simply not reachable
        threading.Thread(target=server.serve_forever, daemon=True).start()
    while os.getppid() == parent:
        time.sleep(0.5)


main()
