#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cases of tests/live/hub_client.sh over HTTP/2:  _hub_h2.py PORT DATA SEEN"""
import ast
import sys

from lib_h2 import ask
from lib_wire import case

port, seen = int(sys.argv[1]), sys.argv[3]
KEY = ("x-api-key", "prs_siak_0123456789abcdef")
PATH = "/hub/pasien/gema"
PLAIN = [(":method", "GET"), (":scheme", "https"), (":authority", "hub"), (":path", PATH), KEY]


def received():
    with open(seen, encoding="ascii") as f:
        return [ast.literal_eval(x) for x in f]


def changed(**new):
    """PLAIN with pseudo headers changed (None: left out)."""
    out = [(k, new.get(k[1:], v)) if k[0] == ":" else (k, v) for k, v in PLAIN]
    return [x for x in out if x[1] is not None]


case("HTTP/2 by hand works", ask(port, PLAIN), 200)
case("  with a body", ask(port, changed(method="POST"), b"abcd"), 200)
begun = len(received())
NOT = lambda s: s in (400, 404, 405, "reset", "closed")
for why, headers in (
        ("no path", changed(path=None)), ("an empty path", changed(path="")), ("a path without a slash", changed(path="hub/pasien/gema")),
        ("a whole address as path", changed(path="https://lain/hub/pasien/gema")), ("a path with a space", changed(path=PATH + " HTTP/1.1")),
        ("a path with a line", changed(path=PATH + "\r\nX-A: b")), ("a path with a NUL", changed(path=PATH + "\0")),
        ("a path with a fragment", changed(path=PATH + "#x")), ("dots in a path", changed(path="/hub/pasien/../pasien/gema")),
        ("a star", changed(method="OPTIONS", path="*")),
        ("no method", changed(method=None)), ("a method with a space", changed(method="GET /selundup HTTP/1.1\r\nX:")), ("a method in small letters", changed(method="get")),
        ("no scheme", changed(scheme=None)), ("two methods", PLAIN + [(":method", "POST")]), ("two paths", [(":path", PATH + "/2")] + PLAIN),
        ("an unknown pseudo header", [(":aneh", "x")] + PLAIN), ("a status in a request", [(":status", "200")] + PLAIN), ("capitals in a name", PLAIN + [("X-Besar", "a")]),
        ("a line inside a value", PLAIN + [("x-a", "b\r\nx-road-id: palsu")]), ("a NUL inside a value", PLAIN + [("x-a", "b\0")]),
        ("a line inside a name", PLAIN + [("x-a\r\nx-b", "c")]), ("a colon inside a name", PLAIN + [("x-a:b", "c")]),
        ("no host at all", changed(authority=None)), ("a host that is none", changed(authority="a/../b")),
        ("two hosts that differ", PLAIN + [("host", "lain")]),
        ("a length that is wrong", PLAIN[:4] + [KEY, ("content-length", "9")]),
        ("a length and a coding", PLAIN + [("content-length", "0"), ("transfer-encoding", "chunked")])):
    case(why, ask(port, headers), NOT)
case("a body longer than its length", ask(port, changed(method="POST") + [("content-length", "2")], b"abcdef"), NOT)
case("a body shorter than its length", ask(port, changed(method="POST") + [("content-length", "9")], b"abcd"), NOT)
case("none of them reached the provider whole", [h for h in received()[begun:] if b"palsu" in h or b"selundup" in h or h.count(b"\r\n\r\n") != 1], [])
for name in ("transfer-encoding", "connection", "keep-alive", "upgrade", "te"):
    case("what belongs to one connection: %s" % name, ask(port, PLAIN + [(name, "chunked" if "transfer" in name else "x-api-key")]), lambda s: s == 200 or NOT(s))
heads = b"".join(received()[begun:]).lower()
case("  is not handed on", [w for w in (b"keep-alive:", b"upgrade:", b"\r\nte:", b"transfer-encoding:") if w in heads], [])
