#!/usr/bin/env python3
"""Rewrites a PNG of a browser with a palette of at most 256 colours:  png-palette.py IN OUT
Screens have few colours besides the shades of letters, so the commonest 256 stand for all. Needs nothing but Python."""
import struct
import sys
import zlib
from collections import Counter


def rows(data):
    """8-bit RGB or RGBA, not interlaced: what browsers write. Yields rows of RGB bytes."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    at, idat = 8, b""
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + n]
        if kind == b"IHDR":
            wide, high, depth, colour, _, _, lace = struct.unpack(">IIBBBBB", body)
            assert depth == 8 and colour in (2, 6) and lace == 0, "not a picture of a browser"
        elif kind == b"IDAT":
            idat += body
        at += n + 12
    size = 4 if colour == 6 else 3
    raw, before, out = zlib.decompress(idat), bytearray(wide * size), []
    for y in range(high):
        at = y * (wide * size + 1)
        kind, line = raw[at], bytearray(raw[at + 1:at + 1 + wide * size])
        for i in range(len(line)):
            left = line[i - size] if i >= size else 0
            if kind == 1:
                line[i] = (line[i] + left) & 255
            elif kind == 2:
                line[i] = (line[i] + before[i]) & 255
            elif kind == 3:
                line[i] = (line[i] + (left + before[i]) // 2) & 255
            elif kind == 4:
                up, corner = before[i], before[i - size] if i >= size else 0
                p = left + up - corner
                a, b, c = abs(p - left), abs(p - up), abs(p - corner)
                line[i] = (line[i] + (left if a <= b and a <= c else up if b <= c else corner)) & 255
        before = line
        out.append([bytes(line[i:i + 3]) for i in range(0, len(line), size)])
    return wide, high, out


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def main():
    with open(sys.argv[1], "rb") as f:
        wide, high, lines = rows(f.read())
    count = Counter(p for line in lines for p in line)
    palette = [c for c, _ in count.most_common(256)]
    index = {c: i for i, c in enumerate(palette)}
    for c in count:
        if c not in index:
            index[c] = min(range(len(palette)), key=lambda i: sum((x - y) ** 2 for x, y in zip(c, palette[i])))
    body = b"".join(b"\0" + bytes(index[p] for p in line) for line in lines)
    with open(sys.argv[2], "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0)) +
                chunk(b"PLTE", b"".join(palette)) + chunk(b"IDAT", zlib.compress(body, 9)) + chunk(b"IEND", b""))


main()
