# SPDX-License-Identifier: MIT
"""HTTP/2 by hand: header lists that no library would send. One connection for each call, TLS without looking at the certificate."""
import socket
import struct

from lib_wire import tls_context

HEADERS, DATA, RST, SETTINGS, GOAWAY = 1, 0, 3, 4, 7


def literal(name, value):
    """HPACK: never indexed, no Huffman; lengths below 127 and above."""
    def text(b):
        if len(b) < 127:
            return bytes([len(b)]) + b
        n, out = len(b) - 127, b"\x7f"
        while n > 127:
            out, n = out + bytes([n % 128 + 128]), n // 128
        return out + bytes([n]) + b
    return b"\x10" + text(name) + text(value)


def frame(kind, flags, stream, data=b""):
    return struct.pack(">I", len(data))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + data


def status(block):
    """Of what nginx sends: an index of the static table, or a literal under one of them."""
    fixed = {0x88: 200, 0x89: 204, 0x8a: 206, 0x8b: 304, 0x8c: 400, 0x8d: 404, 0x8e: 500}
    while block and block[0] & 0xe0 == 0x20:
        block = block[1:]
    if not block:
        return 0
    if block[0] in fixed:
        return fixed[block[0]]
    if block[0] in (0x08, 0x48, 0x18):
        raw = block[2:2 + (block[1] & 0x7f)]
        return int(huffman_digits(raw) if block[1] & 0x80 else raw)
    return -1


def huffman_digits(raw):
    codes = {"00000": "0", "00001": "1", "00010": "2", "011001": "3", "011010": "4", "011011": "5", "011100": "6", "011101": "7",
             "011110": "8", "011111": "9"}
    bits, out = "".join("{:08b}".format(b) for b in raw), ""
    while len(out) < 3:
        n = 5 if bits[:5] in codes else 6
        out, bits = out + codes[bits[:n]], bits[n:]
    return out


def open_h2(port):
    context = tls_context()
    context.set_alpn_protocols(["h2"])
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 5))


def ask(port, headers, body=None, end=True, wait=3.0):
    """Status of the one stream, "reset", "closed" or "silent"."""
    with open_h2(port) as s:
        s.settimeout(wait)
        block = b"".join(literal(k if isinstance(k, bytes) else k.encode(), v if isinstance(v, bytes) else v.encode()) for k, v in headers)
        out = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0) + frame(HEADERS, 4 | (1 if body is None and end else 0), 1, block)
        if body is not None:
            out += frame(DATA, 1 if end else 0, 1, body)
        s.sendall(out)
        got = b""
        try:
            while True:
                part = s.recv(65536)
                if not part:
                    return "closed"
                got += part
                while len(got) >= 9 and len(got) >= 9 + int.from_bytes(got[:3], "big"):
                    n, kind, stream = int.from_bytes(got[:3], "big"), got[3], int.from_bytes(got[5:9], "big")
                    data, got = got[9:9 + n], got[9 + n:]
                    if kind == HEADERS and stream == 1:
                        return status(data)
                    if kind == RST or kind == GOAWAY:
                        return "reset"
        except socket.timeout:
            return "silent"
        except OSError:
            return "closed"
