#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An independent verifier of proofs: a receipt of an exchange or a change of a record, offline, by the published formats alone
(RFC 6962, C2SP signed-note, tlog-checkpoint, tlog-proof). It shares no line with the program that made them. Python's standard
library; signatures are checked by the command openssl.

    verify_receipt.py PROOF [--key VKEY]     PROOF: a JSON file, a folder, or a ZIP; ends with 0 when everything holds, else 3
"""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile

ED25519_DER = bytes.fromhex("302a300506032b6570032100")  # SubjectPublicKeyInfo of an Ed25519 key, without the key (RFC 8410)


class Wrong(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Wrong(why)


def b64(text, what, length=None):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"{what} is not base64") from None
    need(base64.b64encode(data).decode() == text, f"{what} is not canonical base64")
    need(length is None or len(data) == length, f"{what} has {len(data)} bytes")
    return data


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- reading a proof ---------------------------------------------------------------------------------------------------------

def parts_of(path):
    """payload, salt, time, proof, key: bytes, bytes, int, str, str"""
    if os.path.isdir(path):
        def part(name):
            with open(os.path.join(path, name), "rb") as f:
                return f.read()
    elif zipfile.is_zipfile(path):
        archive = zipfile.ZipFile(path)

        def part(name):
            found = [n for n in archive.namelist() if n.rsplit("/", 1)[-1] == name]
            need(len(found) == 1, f"{name} is not in the ZIP once")
            return archive.read(found[0])
    else:
        with open(path, encoding="utf-8", newline="") as f:
            tree = json.load(f)
        need(tree["id"] == json.loads(tree["isi"])["id"], "the file's id is not the one that was signed")
        need(type(tree["daun"]) is int and tree["daun"] == proof_of(tree["tlog_proof"])[0], "the file's leaf is not the proof's")
        return (tree["isi"].encode(), bytes.fromhex(tree["garam"]), int(tree["waktu"]), tree["tlog_proof"], tree["kunci"])
    return (part("isi.json"), bytes.fromhex(part("garam.txt").decode().strip()), int(part("waktu.txt")),
            part("bukti.tlog-proof").decode(), part("kunci.txt").decode().strip())


def vkey_of(text):
    """name, id, public key"""
    name, key_id, data = text.split("+", 2)
    raw = b64(data, "the key", 33)
    need(raw[0] == 1, "the key is not of the kind Ed25519")
    need(sha(name.encode(), b"\n", raw)[:4].hex() == key_id, "the key's number is not that of the key")
    return name, bytes.fromhex(key_id), raw[1:]


def proof_of(text):
    """index, path, note"""
    head, blank, note = text.partition("\n\n")
    need(blank, "the proof has no empty line")
    lines = head.split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1", "this is no tlog-proof")
    lines = lines[2:] if lines[1].startswith("extra ") else lines[1:]
    word, number = lines[0].split(" ")
    need(word == "index" and number == str(int(number)), "the proof names no index")
    return int(number), [b64(line, "a hash of the path", 32) for line in lines[1:]], note


# --- checking ----------------------------------------------------------------------------------------------------------------

def ed25519_holds(public, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("key", ED25519_DER + public), ("message", message), ("signature", signature)):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(data)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key", "-rawin",
                               "-in", "message", "-sigfile", "signature"], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def head_of(note, name, key_id, public):
    """origin, size, root of a checkpoint that this key signed"""
    text, blank, signatures = note.rpartition("\n\n")
    need(blank, "the checkpoint bears no signature")
    need(signatures.endswith("\n"), "the last signature line does not end")
    text += "\n"
    signed = False
    for line in signatures.removesuffix("\n").split("\n"):
        dash, who, blob = line.split(" ")
        need(dash == "\u2014", "a line is no signature")
        raw = b64(blob, "a signature")
        if who == name and raw[:4] == key_id:
            need(len(raw) == 68 and ed25519_holds(public, text.encode(), raw[4:]), "the log's signature is false")
            signed = True
    need(signed, "the checkpoint is not signed by this log")
    origin, size, root = text.split("\n")[:3]
    need(origin == name and size == str(int(size)), "the checkpoint is another log's")
    return int(size), b64(root, "the root", 32)


def root_from(leaf, index, size, path):
    """RFC 9162, 2.1.3.2"""
    need(index < size, "the leaf lies behind the signed tree")
    fn, sn, r = index, size - 1, leaf
    for p in path:
        need(sn > 0, "the path is too long")
        if fn & 1 or fn == sn:
            r = sha(b"\x01", p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha(b"\x01", r, p)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0, "the path is too short")
    return r


def verify(path, trusted=None):
    payload, salt, time, proof, key = parts_of(path)
    name, key_id, public = vkey_of(trusted or key)
    index, hashes, note = proof_of(proof)
    size, root = head_of(note, name, key_id, public)
    need(len(salt) == 32, "the salt is not 32 bytes")
    entry = time.to_bytes(8, "big") + sha(salt, payload)
    need(root_from(sha(b"\x00", entry), index, size, hashes) == root, "the content does not lead to the signed root")
    return name, index, size


def main(argv):
    if len(argv) not in (2, 4) or (len(argv) == 4 and argv[2] != "--key"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        name, index, size = verify(argv[1], argv[3] if len(argv) == 4 else None)
    except (Wrong, KeyError, ValueError, IndexError, OSError, OverflowError, zipfile.BadZipFile) as e:
        print(f"refused: {e}")
        return 3
    print(f"holds: leaf {index} of {size} in {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
