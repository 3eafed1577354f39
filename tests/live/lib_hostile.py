#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A provider that means no good:  lib_hostile.py PORT LOG

The last word of the path says what it does (see MODES); /besar/N streams N bytes out of one block of memory, anything else is
answered well. Each request's head is written to LOG as it came, one Python literal a line."""
import asyncio
import sys

BLOCK = b"x" * 262144
OK = b"HTTP/1.1 200 OK\r\n"
MODES = {  # what is sent, after which the connection ends
    "diam-kepala": (OK + b"Content-Length: 100\r\n\r\n", 30),
    "pendek": (OK + b"Content-Length: 100\r\n\r\n0123456789", 0),
    "potong": (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n9\r\nabc", 0),
    "potong-akhir": (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n", 0),
    "pecahan-rusak": (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 0),
    "tutup": (b"", 0),
    "sampah": (b"\x16\x03\x01\x02\x00\x01\x00" * 9 + b"\r\n\r\n", 0),
    "http09": (b"<html>halo</html>\n", 0),
    "http2": (b"HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", 0),
    "status-aneh": (b"HTTP/1.1 2x0 OK\r\nContent-Length: 2\r\n\r\n{}", 0),
    "status-nol": (b"HTTP/1.1 000 Nol\r\nContent-Length: 2\r\n\r\n{}", 0),
    "dua-panjang": (OK + b"Content-Length: 2\r\nContent-Length: 7\r\n\r\n{}12345", 0),
    "panjang-minus": (OK + b"Content-Length: -5\r\n\r\n{}", 0),
    "panjang-dan-pecahan": (OK + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 0),
    "sandi-aneh": (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 0),
    "kepala-besar": (OK + b"X-Besar: " + b"a" * 200000 + b"\r\nContent-Length: 2\r\n\r\n{}", 0),
    "kepala-banyak": (OK + b"X-A: b\r\n" * 20000 + b"Content-Length: 2\r\n\r\n{}", 0),
    "kepala-nul": (OK + b"X-A: a\0b\r\nContent-Length: 2\r\n\r\n{}", 0),
    "kepala-cr": (OK + b"X-A: a\rX-Road-Id: palsu\r\nContent-Length: 2\r\n\r\n{}", 0),
    "kepala-lipat": (OK + b"X-A: a\r\n X-Road-Id: palsu\r\nContent-Length: 2\r\n\r\n{}", 0),
    "lanjut": (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\n{}", 0),
    "lanjut-banjir": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 5000 + OK + b"Content-Length: 2\r\n\r\n{}", 0),
    "alih-protokol": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nterowongan", 3),
    "palsu": (OK + b"X-Prasasti-Bukti: palsu\r\nx-prasasti-perjanjian: palsu\r\nX-Prasasti-Lain: palsu\r\nX-Road-Id: palsu\r\n"
              b"X-Road-Error: palsu\r\nX-Road-Request-Hash: palsu\r\nRateLimit: palsu\r\nX-Accel-Redirect: /ledger/checkpoint\r\n"
              b"X-Accel-Limit-Rate: 1\r\nContent-Length: 2\r\n\r\n{}", 0),
    "gzip": (OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\x1f\x8b\x08\x00\x00", 0),
    "ekor": (OK + b"Transfer-Encoding: chunked\r\nTrailer: X-Road-Id\r\n\r\n2\r\n{}\r\n0\r\nX-Road-Id: palsu\r\n\r\n", 0),
    "alih": (b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/rahasia\r\nContent-Length: 0\r\n\r\n", 0),
    "kue": (OK + b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\n{}", 0),
    "lebih": (OK + b"Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nracun", 0),
    "susulan": (OK + b"Content-Length: 2\r\n\r\n{}", -1),  # another answer, that nobody asked for, a moment later
    "kosong": (OK + b"Content-Length: 0\r\n\r\n", 0),
    "kepala-panjang": (OK + b"X-Panjang: " + b"p" * 3000 + b"\r\nContent-Length: 0\r\n\r\n", 0),
}


async def drip(out, data, pause):
    for i in range(len(data)):
        out.write(data[i:i + 1])
        await out.drain()
        await asyncio.sleep(pause)


async def stream(out, n):
    out.write(OK + b"Content-Length: %d\r\n\r\n" % n)
    while n > 0:
        out.write(BLOCK[:n])
        n -= min(n, len(BLOCK))
        await out.drain()


async def body(inp, head):
    """The request's body is read and left; a caller that breaks off ends the connection."""
    low = head.lower()
    if b"transfer-encoding: chunked" in low:
        while (n := int((await inp.readline()).split(b";")[0] or b"0", 16)):
            n += 2
            while n:
                part = await inp.read(min(n, 262144))
                if not part:
                    raise asyncio.IncompleteReadError(b"", n)
                n -= len(part)
        await inp.readline()
        return
    for line in low.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            left = int(line[15:])
            while left:
                part = await inp.read(min(left, 65536))
                if not part:
                    raise asyncio.IncompleteReadError(b"", left)
                left -= len(part)


async def answer(inp, out):
    """True: the connection goes on."""
    head = await inp.readuntil(b"\r\n\r\n")
    with open(sys.argv[2], "a", encoding="ascii") as log:
        log.write(repr(head) + "\n")
    words = head.split(b" ", 2)[1].split(b"?")[0].decode("latin-1").strip("/").split("/")
    await body(inp, head)
    if "besar" in words:
        await stream(out, int(words[words.index("besar") + 1]))
        return True
    if words[-1] == "diam":
        await asyncio.sleep(30)
        return False
    if words[-1] == "tetes-kepala":
        await drip(out, OK + b"X-A: " + b"a" * 500 + b"\r\nContent-Length: 2\r\n\r\n{}", 0.2)
        return False
    if words[-1] == "tetes":
        out.write(OK + b"Content-Length: 10\r\n\r\n")
        await drip(out, b"0123456789", 0.2)
        return True
    if words[-1] in MODES:
        data, pause = MODES[words[-1]]
        out.write(data)
        await out.drain()
        if pause < 0:
            await asyncio.sleep(0.1)
            out.write(OK + b"Content-Length: 5\r\n\r\nracun")
            await out.drain()
            return True
        await asyncio.sleep(pause)
        return False
    out.write(OK + b"Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nbaik")
    return True


async def serve(inp, out):
    try:
        while await answer(inp, out):
            await out.drain()
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError, ValueError):
        pass
    finally:
        out.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), limit=262144, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
