#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Connections that only sit there:  lib_idle.py PORT COUNT WHAT [TLS-PORT TLS-COUNT]

WHAT: "diam" (one answered request, then nothing), "separuh" (half a head). Prints "siap N" when all are there, and sits until its
input ends; then prints how many the other side has closed meanwhile."""
import resource
import select
import socket
import ssl
import sys

KEY = b"X-API-Key: prs_siak_0123456789abcdef\r\n"
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
port, count, what = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
held = []


def read_answer(s):
    got = b""
    while b"\r\n\r\n" not in got:
        part = s.recv(65536)
        if not part:
            raise OSError("closed")
        got += part


def add(where, tls):
    s = socket.create_connection(("127.0.0.1", where), 20)
    s = tls.wrap_socket(s) if tls else s
    s.sendall(b"GET /hub/tiada/x HTTP/1.1\r\nHost: hub\r\n" + (KEY + b"\r\n" if what == "diam" else b"X-A: "))
    if what == "diam":
        read_answer(s)
    held.append(s)


for _ in range(count):
    add(port, None)
if len(sys.argv) > 5:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for _ in range(int(sys.argv[5])):
        add(int(sys.argv[4]), context)
print("siap", len(held), flush=True)
sys.stdin.read()
poll = select.poll()
for s in held:
    poll.register(s.fileno(), select.POLLRDHUP | select.POLLHUP)
print(len(poll.poll(0)), flush=True)
