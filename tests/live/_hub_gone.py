#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Callers of strict services that leave while their answer waits for the disk:  _hub_gone.py PORT DATA"""
import struct
import sys
import time

from lib_h2 import HEADERS, RST, SETTINGS, frame, literal, open_h2
from lib_wire import Receipts, case, connect, tls_context

port, data = int(sys.argv[1]), sys.argv[2]
KEY = "prs_siak_0123456789abcdef"
PATHS = ("/hub/ketat/gema", "/hub/ketat/kosong", "/hub/ketat/besar/200000")


def block(path):
    return b"".join(literal(k.encode(), v.encode()) for k, v in ((":method", "GET"), (":scheme", "https"), (":authority", "hub"), (":path", path), ("x-api-key", KEY)))


def many(how, pause):
    """Twenty streams on one connection; then they are reset, or the connection ends."""
    s = open_h2(port)
    s.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0))
    for n in range(20):
        s.sendall(frame(HEADERS, 5, 2 * n + 1, block("%s?%s" % (PATHS[n % 3] + "/" + how, pause))))
    time.sleep(pause)
    if how == "setel":
        for n in range(20):
            s.sendall(frame(RST, 0, 2 * n + 1, struct.pack(">I", 8)))
        time.sleep(0.3)
    s.close()


for pause in (0.0, 0.05, 0.16):
    for how in ("setel", "putus"):
        many(how, pause)
    for n in range(6):
        s = connect(port, tls_context())
        s.sendall(("GET %s/satu HTTP/1.1\r\nHost: hub\r\nX-API-Key: %s\r\n\r\n" % (PATHS[n % 3], KEY)).encode() * 3)
        time.sleep(pause)
        s.close()
time.sleep(1)
kept = [r for r in Receipts(data).all(layanan="ketat") if r["jalur"].endswith(("/setel", "/putus", "/satu"))]
case("callers that leave while their answer waits: %d receipts" % len(kept), len(kept), lambda n: n > 80)
case("  none twice", len({r["id"] for r in kept}), len(kept))
