#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cases of tests/live/hub_client.sh:  _hub_client.py PORT DATA SEEN"""
import ast
import re
import sys
import time

from lib_wire import KEY, Receipts, ask, case, connect, request, talk

port, data, seen = int(sys.argv[1]), sys.argv[2], sys.argv[3]
receipts = Receipts(data)
P = "/hub/pasien/"


def received():
    """Request lines and heads that reached the provider."""
    with open(seen, encoding="ascii") as f:
        return [ast.literal_eval(x) for x in f]


def statuses(raw, wait=1.0):
    got, _ = talk(port, raw, wait)
    return [int(x) for x in re.findall(rb"HTTP/1\.[01] (\d{3}) ", got)]


# --- one request, whatever it tries to be ---------------------------------------------------------------------------------
INNER = "GET /hub/pasien/selundup HTTP/1.1\r\nHost: hub\r\n%s\r\n" % KEY
POST = "POST " + P + "gema%s HTTP/1.1\r\nHost: hub\r\n" + KEY
LAST = "Connection: close\r\n"


def smuggle(why, head, body, wanted, method="POST "):
    raw = (POST % "").replace("POST ", method) + head + LAST + "\r\n" + body
    case(why, statuses(raw), wanted)


smuggle("a length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + INNER, [400])
smuggle("chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: %d\r\n" % (5 + len(INNER)), "0\r\n\r\n" + INNER, [400])
for coding in ("chunked, identity", "identity, chunked", "xchunked", "chunked;q=1", "\x0bchunked", "gzip", "chunked\r\nTransfer-Encoding: identity"):
    smuggle("coding %r" % coding, "Transfer-Encoding: %s\r\n" % coding, "0\r\n\r\n" + INNER, lambda s: s in ([400], [501]))
smuggle("a space before the colon of the coding", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + INNER, [400])
smuggle("a coding on a folded line", "X-A: b\r\n Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + INNER, [400])
smuggle("a coding behind a bare CR", "X-A: b\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n", [400])
smuggle("a NUL in a header", "X-A: a\0b\r\n", "", [400])
smuggle("a name of a header with a space", "X A: b\r\n", "", [400])
smuggle("chunks to HTTP/1.0", "", "", [400], "POST " + P + "gema HTTP/1.0\r\nHost: hub\r\nTransfer-Encoding: chunked\r\nX-Sisa: ")
for length in ("+4", "4, 4", "0x4", "-1", "4 4", "99999999999999999999999", "4\r\nContent-Length: 4", "4\r\nContent-Length: 0", ""):
    smuggle("length %r" % length, "Content-Length: %s\r\n" % length, "abcd" + INNER, [400])
smuggle("extensions of chunks", "Transfer-Encoding: chunked\r\n", "4;a=b;c=\"d\"\r\nabcd\r\n0;x\r\n\r\n", [200])
smuggle("a chunk of more than there can be", "Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFF1\r\nabcd\r\n0\r\n\r\n" + INNER, lambda s: s in ([400], [413]))
smuggle("a size of letters", "Transfer-Encoding: chunked\r\n", "zz\r\nabcd\r\n0\r\n\r\n" + INNER, [400])
smuggle("a chunk without its end", "Transfer-Encoding: chunked\r\n", "4\r\nabcdXX\r\n0\r\n\r\n" + INNER, [400])
smuggle("a body that nobody announced", "", INNER, [200])
smuggle("two hosts", "Host: lain\r\n", "", [400])
case("no host", statuses("GET " + P + "gema HTTP/1.1\r\n" + KEY + LAST + "\r\n"), [400])
case("a host that is none", statuses("GET " + P + "gema HTTP/1.1\r\nHost: a/../b\r\n" + KEY + LAST + "\r\n"), [400])
for target in ("http://lain/hub/pasien/gema", "http://hub/hub/pasien/gema", "hub/pasien/gema", "*", "//hub/pasien/gema", "hub:443",
               P + "gema#x", P + "gema x", P + "gema\tx", "?" + P):
    case("target %r" % target, statuses("GET %s HTTP/1.1\r\nHost: hub\r\n%s%s\r\n" % (target, KEY, LAST)), [400])
for line, wanted in (("GET  " + P + "gema  HTTP/1.1", ([200], [400])), ("get " + P + "gema HTTP/1.1", ([400],)), ("GET " + P + "gema HTTP/1.2", ([200], [400])),
                     ("GET " + P + "gema HTTP/9.9", ([400], [505])), ("GET " + P + "gema http/1.1", ([400],)), ("TRACE " + P + "gema HTTP/1.1", ([405], [400])),
                     ("CONNECT hub:80 HTTP/1.1", ([405], [400])), ("ANEH " + P + "gema HTTP/1.1", ([400],))):
    case("request line %r" % line, statuses(line + "\r\nHost: hub\r\n" + KEY + LAST + "\r\n"), lambda s, w=wanted: s in w)
case("HTTP/1.0 that stays", statuses("GET %sgema HTTP/1.0\r\nConnection: keep-alive\r\nHost: hub\r\n%s\r\n" % (P, KEY) +
                                     "GET %sgema HTTP/1.0\r\nHost: hub\r\n%s\r\n" % (P, KEY)), [200, 200])
case("HTTP/0.9 has no key", talk(port, "GET %sgema\r\n" % P, 1)[0], lambda b: b"baik" not in b)
case("a key under another name", statuses("GET %sgema HTTP/1.1\r\nHost: hub\r\n%s%s\r\n" % (P, KEY.replace("-", "_"), LAST)), [401])
case("each of a queue by its own", statuses("GET %sgema HTTP/1.1\r\nHost: hub\r\n%s\r\n" % (P, KEY) + "GET %sgema HTTP/1.1\r\nHost: hub\r\n\r\n" % P +
                                            request("/hub/tiada/x")), [200, 401, 404])
case("lines that end in a bare LF", statuses(("GET %sgema HTTP/1.1\r\nHost: hub\r\n%s%s\r\n" % (P, KEY, LAST)).replace("\r\n", "\n")), lambda s: s in ([200], [400]))
case("a head of 100 kB", statuses(request(P + "gema", "X-A: " + "a" * 100000 + "\r\n")), [400])
case("a line of 100 kB", statuses(request(P + "a" * 100000)), [414])
case("ten thousand headers", statuses(request(P + "gema", "X-A: a\r\n" * 10000)), [400])
case("nothing was smuggled in", [h for h in received() if b"selundup" in h], [])
clean = [h for h in received() if b"\r\n " in h or b"\0" in h or re.search(rb"[^\r]\n", h) or h.lower().count(b"content-length") + h.lower().count(b"transfer-encoding") > 1]
case("and what arrived was in order", clean, [])

# --- received = matched = forwarded ------------------------------------------------------------------------------------------
BAD = ["a%2Fb", "a%2fb", "a%5Cb", "a%5cb", "a\\b", "a%00b", "%00", "a/./b", "a/../b", "..", ".", "%2e%2e/b", "a/%2E%2E/b", ".%2e/b", "%2e", "a//b", "/a",
       "..;/b", "a/..;x=1/b", ".;/b", "..%3Bx/b", "%c0%ae%c0%ae/b", "%c0%af", "%e0%80%af", "%f0%80%80%af", "%ed%a0%80", "%ff", "%fe", "%80", "%41", "%7E", "%2D",
       "a%", "a%2", "a%zz", "a%u002f", "a|b", "a<b", "a\"b", "a{b}", "a^b", "a`b", "a[b]", "a%0d%0aX:y", "a%0a", "a%09", "a%7f", "\x80", "\xff\xfe", "a%25%32%66\x01"]
GOOD = ["a;b=c", "a.", "a..b", "...", "a.b/c", "a%20b", "a%C3%A9", "a%c3%a9", "a%3Fb", "a%23b", "a%25b", "a%252Fb", "~a", "a:b@c", "a!$&'()*+,=", "a?b=c/../d", "a?",
        "a?b?c", "a?x=%2F%00", "a%F0%9F%98%80", "a/"]
for path in BAD:
    before = len(received())
    a = ask(port, "/hub/pasien/" + path)
    case("not in normal form: %r" % path, (a.status, len(received()) - before), (400, 0))
for path in GOOD:
    a = ask(port, "/hub/pasien/" + path)
    line = received()[-1].split(b" ")[1].decode("latin-1")
    r = receipts.one(id=a.get("X-Prasasti-Bukti"))
    case("as it came: %r" % path, (a.status, line, r.get("jalur")), (200, "/dasar/" + path, "/hub/pasien/" + path.split("?")[0]))
for path in ("gema%2F..%2Flain", "gema/../lain", "gema/..;/lain", "gema%2e", "gem%61", "GEMA/1", "gema", "gema/1/2", "gema/1;x/2"):
    a = ask(port, "/hub/terbatas/" + path)
    case("a pattern is not outwitted: %r" % path, a.status, lambda s: s in (400, 403))

# --- slow, and gone --------------------------------------------------------------------------------------------------------
s = connect(port)
s.sendall(("POST %slambat-isi HTTP/1.1\r\nHost: hub\r\n%sContent-Length: 10\r\nConnection: close\r\n\r\n" % (P, KEY)).encode())
for _ in range(10):
    s.sendall(b"x")
    time.sleep(0.05)
case("a body that drips arrives", s.recv(65536)[:12], b"HTTP/1.1 200")
s.close()
r = receipts.one(jalur=P + "lambat-isi")
case("  and is hashed whole", (r.get("permintaan_ukuran"), "permintaan_sidik" in r), (10, True))
for why, path, head in (("a body that breaks off", "putus-isi", "Content-Length: 100\r\n"), ("chunks that break off", "putus-pecah", "Transfer-Encoding: chunked\r\n")):
    s = connect(port)
    s.sendall(("POST %s%s HTTP/1.1\r\nHost: hub\r\n%s%s\r\n%s" % (P, path, KEY, head, "5\r\nabc" if "pecah" in path else "abcde")).encode())
    time.sleep(0.2)
    s.close()
    r = receipts.one(jalur=P + path)
    case("%s has a receipt, without digests" % why, (r.get("status"), "permintaan_sidik" in r, "tanggapan_sidik" in r), (499, False, False))
s = connect(port)
s.sendall(request(P + "besar/50000000").encode())
s.recv(1000)
s.close()
r = receipts.one(jalur=P + "besar/50000000")
case("an answer nobody waits for has a receipt of what went", (r.get("status"), "tanggapan_sidik" in r, r.get("tanggapan_ukuran", 0) < 50000000), (200, False, True))
s = connect(port)
s.sendall(request("/hub/ketat/besar/50000000").encode())
s.recv(1000)
s.close()
r = receipts.one(jalur="/hub/ketat/besar/50000000")
case("  a strict one too", (r.get("status"), "tanggapan_sidik" in r), (200, False))
