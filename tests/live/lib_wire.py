# SPDX-License-Identifier: MIT
"""Requests as bytes, for tests that must send what no client library would send; results as lines that a script of this folder
counts:  "ya|why"  or  "tidak|why|what was wrong"  (see lib_wire.sh)."""
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
KEY = "X-API-Key: prs_siak_0123456789abcdef\r\n"
CLIENT = "X-Road-Client: ID/PD/DUKCAPIL/SIAK\r\n"


def case(why, got, wanted):
    """One test; `wanted` is a value or a function that judges."""
    good = wanted(got) if callable(wanted) else got == wanted
    why = why.replace("|", "(bar)")
    print("ya|%s" % why if good else "tidak|%s|%r" % (why, got), flush=True)
    return good


class Answer:
    """What came back: status 0 when nothing did; `whole` says that the body was not cut short."""

    def __init__(self, raw, ended):
        head, sep, rest = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        m = re.match(r"HTTP/1\.[01] (\d{3})(?: |$)", lines[0]) if sep else None
        self.raw, self.status = raw, int(m.group(1)) if m else 0
        self.lines = [tuple(x.split(": ", 1)) if ": " in x else (x.rstrip(":"), "") for x in lines[1:]]
        self.body, self.rest, self.whole = b"", b"", False
        if m:
            self._cut(rest, ended)

    def _cut(self, rest, ended):
        length = self.get("Content-Length")
        if self.get("Transfer-Encoding") == "chunked":
            while True:
                size, sep, after = rest.partition(b"\r\n")
                n = int(size, 16) if sep else -1
                if n < 0 or len(after) < n + 2:
                    return
                self.body += after[:n]
                rest = after[n + 2:]
                if n == 0:
                    self.whole, self.rest = True, rest
                    return
        elif self.status in (204, 304) or self.status < 200:
            self.rest, self.whole = rest, True
        elif length:
            self.body, self.rest = rest[:int(length)], rest[int(length):]
            self.whole = len(self.body) == int(length)
        else:
            self.body, self.whole = rest, ended

    def get(self, name):
        return next((v for k, v in self.lines if k.lower() == name.lower()), "")

    def all(self, name):
        return [v for k, v in self.lines if k.lower() == name.lower()]

    def code(self):
        try:
            return json.loads(self.body).get("kode", "")
        except ValueError:
            return ""


def tls_context():
    """Any certificate will do: it is our own hub."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def connect(port, tls=None):
    s = socket.create_connection(("127.0.0.1", port), 10)
    return tls.wrap_socket(s, server_hostname="localhost") if tls else s


def talk(port, data, wait=5.0, tls=None):
    """Sends bytes, reads until the other side closes or `wait` seconds pass: (bytes, closed)."""
    s = connect(port, tls)
    got, end = b"", time.monotonic() + wait
    try:
        s.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))
        while (left := end - time.monotonic()) > 0:
            s.settimeout(left)
            part = s.recv(262144)
            if not part:
                return got, True
            got += part
    except socket.timeout:
        return got, False
    except OSError:
        return got, True
    finally:
        s.close()
    return got, False


def request(target, head="", body="", method="GET", version="HTTP/1.1"):
    return "%s %s %s\r\nHost: hub\r\n%sConnection: close\r\n\r\n%s" % (method, target, version, KEY + head, body)


def ask(port, target, head="", body="", method="GET", wait=5.0):
    return Answer(*talk(port, request(target, head, body, method), wait))


class Receipts:
    """Receipts of a data folder, by the program's own words, read again on each look."""

    def __init__(self, data):
        self.folder = os.path.join(data, "hub/bukti")

    def all(self, **wanted):
        out = subprocess.run([sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib_hub.py"), "receipts",
                              self.folder, *("%s=%s" % x for x in wanted.items())], capture_output=True, text=True, check=True).stdout
        return [json.loads(x) for x in out.splitlines()]

    def one(self, seconds=3, **wanted):
        """The only one that fits, waited for; {} when there is none, or more."""
        end = time.monotonic() + seconds
        while True:
            found = self.all(**wanted)
            if found or time.monotonic() > end:
                return found[0] if len(found) == 1 else {}
            time.sleep(0.05)
