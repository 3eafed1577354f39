#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Thousands of spoilt requests on the hub:  _hub_fuzz.py PORT DATA SEEN [COUNT [SEED]]

Whatever is sent: the hub lives, each answer of the hub names a receipt that is there, each request that reached the provider has
one, and an answer that names none is nginx's own, of a request that is no request (see WITHOUT)."""
import ast
import asyncio
import random
import re
import sys

from lib_wire import CLIENT, KEY, Answer, Receipts, case

port, data, seen = int(sys.argv[1]), sys.argv[2], sys.argv[3]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 3000
seed = int(sys.argv[5]) if len(sys.argv) > 5 else random.randrange(1 << 30)
rng = random.Random(seed)
X = "/r1/ID/PD/DINKES/SIMPUS/"
SIGNED = ('Content-Digest: sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\r\nSignature-Input: pdn=("@method" "@authority" "@path" '
          '"@query" "content-digest");created=1790000000;keyid="ed-1";nonce="a";tag="penghubung"\r\nSignature: pdn=:' + "A" * 86 + '==:\r\n')
# What nginx refuses before it knows which door was meant, and pages that are no door: such a request is no exchange.
WITHOUT = {301, 400, 404, 405, 408, 413, 414, 494, 501, 505}


def plain(method, target, head="", body=""):
    return ("%s %s HTTP/1.1\r\nHost: hub\r\n%s\r\n%s" % (method, target, head, body)).encode("latin-1")


SEEDS = [
    plain("GET", "/hub/pasien/gema/1?a=b%20c", KEY), plain("GET", "/hub/ketat/gema", KEY), plain("HEAD", "/hub/pasien/kosong", KEY),
    plain("POST", "/hub/pasien/gema", KEY + "Content-Length: 4\r\n", "abcd"),
    plain("POST", "/hub/ketat/gema", KEY + "Transfer-Encoding: chunked\r\n", "4\r\nabcd\r\n0\r\n\r\n"),
    plain("POST", X + "pasien/gema/v1?hal=1", KEY + CLIENT + "X-Road-Id: 7f0c\r\nContent-Length: 17\r\n", '{"halo":"dunia"}\n'),
    plain("PUT", X + "ketat/besar/100000", KEY + CLIENT + "Expect: 100-continue\r\nContent-Length: 3\r\n", "abc"),
    plain("GET", X + "listMethods", KEY + CLIENT), plain("GET", X + "getOpenAPI?serviceCode=pasien", KEY + CLIENT), plain("GET", "/listClients", KEY),
    plain("POST", "/hub/pasien/gema", SIGNED + "Content-Length: 0\r\n"), plain("GET", "/hub/pasien/gema", "Authorization: Bearer prs1." + "A" * 107 + "." + "B" * 86 + "\r\n"),
    plain("GET", "/hub/tertutup/x", KEY + "Accept: application/xml\r\n"), plain("GET", "/hub/pasien/pendek", KEY), plain("GET", "/hub/ketat/potong", KEY),
    plain("GET", "/hub/pasien/gema", KEY) + plain("GET", "/hub/ketat/gema", KEY),
]
PIECES = [b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b"/", b"//", b"/..", b"%", b"%00", b"%2F", b"%ff", b"?", b"#", b"*", b"\xff", b"\xc3\xa9", b"a" * 300, b"a" * 9000,
          b"X-Road-Client: a/b/c\r\n", b"X-API-Key: x\r\n", b"Content-Length: 9\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n", b"Host: lain\r\n",
          b"Signature: a=:AA==:\r\n", b"Signature-Input: a=()\r\n", b"Upgrade: h2c\r\n", b"Range: bytes=0-1\r\n", b"If-Modified-Since: x\r\n", b"0\r\n\r\n", b"ffffffff\r\n"]


def spoilt(raw):
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3, 6))):
        at = rng.randrange(len(raw) + 1)
        kind = rng.randrange(7)
        if kind == 0:
            raw = raw[:at] + bytes([rng.randrange(256)]) + raw[at + 1:]
        elif kind == 1:
            raw = raw[:at] + raw[at + rng.randrange(1, 20):]
        elif kind == 2:
            raw = raw[:at] + rng.choice(PIECES) + raw[at:]
        elif kind == 3:  # a line twice, or somewhere else
            lines = raw.split(b"\r\n")
            lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
            raw = b"\r\n".join(lines)
        elif kind == 4:
            raw = raw[:at]
        elif kind == 5:
            other = rng.choice(SEEDS)
            raw = raw[:at] + other[rng.randrange(len(other)):]
        else:
            raw = raw[:at] + raw[at:at + 8] * rng.choice((2, 50)) + raw[at:]
    return raw


async def one(raw):
    """All that came back, until a quarter of a second of silence."""
    got = b""
    try:
        inp, out = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return None
    try:
        for part in ([raw] if rng.randrange(4) else [raw[:len(raw) // 2], raw[len(raw) // 2:]]):
            out.write(part)
            await out.drain()
        while True:
            part = await asyncio.wait_for(inp.read(262144), 0.25)
            if not part:
                break
            got += part
    except (OSError, asyncio.TimeoutError):
        pass
    out.close()
    return got


async def main():
    requests = [spoilt(rng.choice(SEEDS)) for _ in range(count)]
    gate, answers = asyncio.Semaphore(64), {}

    async def run(i):
        async with gate:
            answers[i] = await one(requests[i])

    await asyncio.gather(*(run(i) for i in range(count)))
    return requests, answers


print("# seed %d" % seed, file=sys.stderr)
requests, answers = asyncio.run(main())
named, strange, judged, bare = set(), [], 0, 0
for i, got in answers.items():
    while got:
        a = Answer(got, True)
        if a.status == 100 or not a.status:  # of HTTP/0.9, or cut short
            got = a.rest if a.status else b""
            continue
        if a.get("X-Prasasti-Bukti"):
            named.add(a.get("X-Prasasti-Bukti"))
            judged += 1
        elif a.status in WITHOUT or a.get("Content-Type") == "text/plain; charset=utf-8":  # the latter: a page
            bare += 1
        else:
            strange.append((seed, requests[i][:300], got[:200]))
        got = a.rest if a.get("Connection") != "close" else b""
asyncio.run(asyncio.sleep(0.5))
kept = {r["id"] for r in Receipts(data).all()}
with open(seen, encoding="ascii") as f:
    reached = {m.group(1).decode() for m in (re.search(rb"X-Prasasti-Bukti: ([0-9a-f-]{36})", ast.literal_eval(x)) for x in f) if m}
case("%d spoilt requests: none finds the hub gone (seed %d)" % (count, seed), [i for i, a in answers.items() if a is None], [])
case("  %d answers of the hub, each with a receipt that is there" % judged, (len(named - kept), judged > count // 4), (0, True))
case("  each of the %d that reached the provider has one" % len(reached), (len(reached - kept), len(reached) > count // 10), (0, True))
case("  the %d without one are nginx's own" % bare, strange[:2], [])
