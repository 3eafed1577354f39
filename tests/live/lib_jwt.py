#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A client assertion (RFC 7523) for the tests, signed by the openssl command, right or wrong as one wishes.

    lib_jwt.py KEY.pem ALG KID CONSUMER AUDIENCE [CHANGE...]

A change is h.NAME=JSON or c.NAME=JSON (a member of header or claims; an empty JSON leaves it out), h+=TEXT or c+=TEXT (written
before the closing brace as it stands), iat=SECONDS (from now; exp follows), sign=none|hmac:FILE|cut, or pad=1 (base64 with
padding)."""
import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
import time


def b64(data, pad=False):
    text = base64.urlsafe_b64encode(data).decode()
    return text if pad else text.rstrip("=")


def sign(key, alg, text):
    with tempfile.TemporaryDirectory() as folder:
        message, out = folder + "/m", folder + "/s"
        open(message, "wb").write(text)
        if alg == "EdDSA":
            subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", message, "-out", out], check=True)
            return open(out, "rb").read()
        subprocess.run(["openssl", "dgst", "-sha256", "-sign", key, "-out", out, message], check=True)
        der = open(out, "rb").read()
        n = der[3]
        r, s = der[4:4 + n], der[6 + n:]
        return r.lstrip(b"\0").rjust(32, b"\0") + s.lstrip(b"\0").rjust(32, b"\0")


def change(parts, name, value):
    part, _, member = name.partition(".")
    if value == "":
        parts[part].pop(member, None)
    else:
        parts[part][member] = json.loads(value)


def main():
    key, alg, kid, consumer, audience = sys.argv[1:6]
    now = int(time.time())
    parts = {"h": {"alg": alg, "typ": "JWT", "kid": kid},
             "c": {"iss": consumer, "sub": consumer, "aud": audience, "jti": os.urandom(12).hex(), "iat": now, "exp": now + 120}}
    more = {"h": "", "c": ""}
    how, pad = "", False
    for item in sys.argv[6:]:
        name, _, value = item.partition("=")
        if name == "iat":
            parts["c"].update(iat=now + int(value), exp=now + int(value) + 120)
        elif name in ("h+", "c+"):
            more[name[0]] = value
        elif name == "sign":
            how = value
        elif name == "pad":
            pad = True
        else:
            change(parts, name, value)
    text = ".".join(b64((json.dumps(parts[p])[:-1] + more[p] + "}").encode(), pad) for p in "hc")
    if how == "none":
        sig = b""
    elif how.startswith("hmac:"):
        sig = hmac.new(open(how[5:], "rb").read(), text.encode(), hashlib.sha256).digest()
    else:
        sig = sign(key, alg if alg in ("EdDSA", "ES256") else "EdDSA", text.encode())
        sig = sig[:-1] if how == "cut" else sig
    print(text + "." + b64(sig))


main()
