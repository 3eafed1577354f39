#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cases of tests/live/hub_provider.sh:  _hub_provider.py PORT DATA SEEN"""
import ast
import sys
import time

from lib_wire import CLIENT, Receipts, ask, case, request, talk

port, data, seen = int(sys.argv[1]), sys.argv[2], sys.argv[3]
receipts = Receipts(data)
XROAD = "/r1/ID/PD/DINKES/SIMPUS"


def received(path):
    """Heads of the requests that reached the provider under this path."""
    with open(seen, encoding="ascii") as f:
        heads = [ast.literal_eval(x) for x in f]
    return [h for h in heads if path.encode() in h.split(b"\r\n")[0]]


def refused(why, mode, status, code, service="pasien", wait=5.0):
    """The caller is told in our own words, and the receipt says the same."""
    path = "/hub/%s/%s" % (service, mode)
    a = ask(port, path, wait=wait)
    case("%s: the caller is told" % why, (a.status, a.code(), a.get("Content-Type")), (status, code, "application/problem+json"))
    r = receipts.one(jalur=path)
    case("  and so is the receipt", (r.get("status"), r.get("penolakan"), r.get("id")), (status, code, a.get("X-Prasasti-Bukti")))
    case("  nothing of the provider's is in the answer", [w for w in (b"palsu", b"terowongan", b"X-A:", b"Link:", b"pgrade") if w in a.raw], [])


def cut(why, mode, body, service="pasien", wait=5.0):
    """What came goes on, the end is missing, and nobody takes it for whole."""
    path = "/hub/%s/%s" % (service, mode)
    a = ask(port, path, wait=wait)
    case("%s: the caller sees that the end is missing" % why, (a.status, a.whole), lambda v: not v[1])
    case("  and gets no more than was sent", a.body, lambda got: body.startswith(got))
    r = receipts.one(jalur=path)
    case("  its receipt has no digest of an answer", r.get("tanggapan_sidik", "none"), "none")
    case("  but counts what went on", r.get("tanggapan_ukuran", -1), lambda n: len(a.body) <= n <= len(body))


def passes(why, mode, body=b"{}", status=200, **headers):
    path = "/hub/pasien/%s" % mode
    a = ask(port, path)
    case("%s: passes" % why, (a.status, a.body, a.whole, a.rest), (status, body, True, b""))
    r = receipts.one(jalur=path)
    case("  with a receipt of its bytes", (r.get("status"), r.get("tanggapan_ukuran"), r.get("id")),
         (status, len(body), a.get("X-Prasasti-Bukti")))
    for name, value in headers.items():
        case("  %s is %s" % (name, value), a.all(name.replace("_", "-")), value)
    return a


DOWN = "penyedia_tidak_terjangkau"
refused("refuses the connection", "gema", 502, DOWN, "mati")
refused("hangs before the headers", "diam", 504, "penyedia_terlambat", "lambat")
refused("drips its headers", "tetes-kepala", 504, "penyedia_terlambat", "lambat", 8)
cut("hangs behind the headers", "diam-kepala", b"", "lambat")
cut("ends before its length", "pendek", b"0123456789")
cut("ends inside a chunk", "potong", b"abcdeabc")
cut("ends between two chunks", "potong-akhir", b"abcde")
cut("sends a size of a chunk that is none", "pecahan-rusak", b"")
for why, mode in (("closes without a word", "tutup"), ("answers garbage", "sampah"), ("answers HTTP/0.9", "http09"),
                  ("has a status of letters", "status-aneh"), ("has status 000", "status-nol"),
                  ("sends headers of 200 kB", "kepala-besar"), ("sends 20,000 headers", "kepala-banyak"),
                  ("puts a NUL into a header", "kepala-nul"), ("puts a bare CR into a header", "kepala-cr"),
                  ("folds a header", "kepala-lipat"), ("names two lengths", "dua-panjang"),
                  ("names a length below zero", "panjang-minus"),
                  ("names a length and sends chunks", "panjang-dan-pecahan"), ("names a coding that is not asked for", "sandi-aneh"),
                  ("says 100", "lanjut"), ("says 103 five thousand times", "lanjut-banjir"), ("switches protocols", "alih-protokol")):
    refused(why, mode, 502, DOWN)
path = "/hub/pasien/alih-protokol"
raw, closed = talk(port, request(path + "?2", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), 5)
case("nor does it where the caller asks for it", (b" 502 " in raw.split(b"\r\n")[0], b"terowongan" in raw), (True, False))
drip = ask(port, "/hub/lambat/tetes", wait=8)
case("one that drips its body is waited for", (drip.status, drip.body, drip.whole), (200, b"0123456789", True))
passes("more than its length", "lebih")
ask(port, "/hub/pasien/susulan")
time.sleep(0.3)
got = [ask(port, "/hub/pasien/baik").body for _ in range(8)]
case("an answer nobody asked for is nobody's", set(got), {b"baik"})
a = passes("forged headers", "palsu", X_Road_Id=[], X_Road_Error=[], RateLimit=[], X_Prasasti_Perjanjian=[], X_Prasasti_Lain=[],
           X_Accel_Redirect=[])
case("  one receipt is named, ours", len(a.all("X-Prasasti-Bukti")), 1)
a = ask(port, XROAD + "/pasien/palsu", CLIENT + "X-Road-Id: punya-saya\r\n")
case("forged headers of X-Road", (a.status, a.all("X-Road-Id"), a.all("X-Road-Error"), len(a.all("X-Road-Request-Hash")), b"palsu" in a.raw),
     (200, ["punya-saya"], [], 1, False))
passes("what is packed stays packed", "gzip", b"\x1f\x8b\x08\0\0", Content_Encoding=["gzip"])
a = passes("trailers are left out", "ekor")
case("  nor do they set a header", a.all("X-Road-Id"), [])
passes("a redirect is handed back", "alih", b"", 302, Location=["http://10.0.0.1/rahasia"])
case("  and was not followed", len(received("/alih ")), 1)
passes("cookies of the provider are its own", "kue", Set_Cookie=["a=1", "b=2"])
for mode in ("kosong", "kepala-panjang", "gema"):
    r = ask(port, "/hub/ketat/" + mode)
    case("strict: %s" % mode, (r.status, r.whole), (200, True))
head = received("/gema")[-1].decode("latin-1").lower()
case("the provider is told of no key and no connection of ours", [w for w in ("x-api-key", "prs_", "keep-alive") if w in head], [])
