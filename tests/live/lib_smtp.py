#!/usr/bin/env python3
"""A mail server of the tests' own: STARTTLS, AUTH PLAIN and LOGIN, one JSON line for each message that was taken.

    lib_smtp.py PORT FOLDER [--plain]      FOLDER/kunci.pem and FOLDER/sertifikat.pem are its own; messages go to FOLDER/surat.jsonl

Nothing is taken without the password, unless --plain. Recipients tolak@ are refused for good, nanti@ are asked to try again
while FOLDER/penuh is there.
"""
import base64
import email
import email.policy
import json
import os
import socketserver
import ssl
import sys

PORT, FOLDER, PLAIN = int(sys.argv[1]), sys.argv[2], "--plain" in sys.argv
USER, PASSWORD = "spbe", "rahasia-Surel-1"


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write((text + "\r\n").encode())

    def line(self):
        return self.rfile.readline(8192).decode("utf-8", "replace").rstrip("\r\n")

    def login(self, words):
        if words[1].upper() == "PLAIN":
            if len(words) < 3:
                self.say("334 ")
                words.append(self.line())
            _, user, password = base64.b64decode(words[2]).split(b"\0")
        else:
            self.say("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.line())
            self.say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self.line())
        self.known = (user.decode(), password.decode()) == (USER, PASSWORD)
        self.say("235 masuk" if self.known else "535 5.7.8 salah")

    def recipient(self, address):
        if not (self.known or PLAIN):
            self.say("530 5.7.0 masuk dahulu")
        elif address.startswith("tolak@"):
            self.say("550 5.1.1 tidak ada di sini")
        elif address.startswith("nanti@") and os.path.exists(f"{FOLDER}/penuh"):
            self.say("451 4.2.2 kotak penuh")
        else:
            self.to.append(address)
            self.say("250 ok")

    def data(self):
        self.say("354 silakan")
        raw = []
        while (line := self.rfile.readline(8192)) not in (b".\r\n", b""):
            raw.append(line[1:] if line.startswith(b"..") else line)
        m = email.message_from_bytes(b"".join(raw), policy=email.policy.default)
        told = {"to": self.to, "from": self.sender, "tls": self.tls, "known": self.known, "subject": m["subject"],
                "id": m["message-id"], "sender": str(m["from"]), "auto": m["auto-submitted"], "text": m.get_content()}
        with open(f"{FOLDER}/surat.jsonl", "a") as f:
            f.write(json.dumps(told, ensure_ascii=False) + "\n")
        self.say("250 2.0.0 diterima")

    def handle(self):
        self.tls, self.known, self.to, self.sender = False, False, [], ""
        self.say("220 uji")
        while line := self.line():
            words = line.split(" ")
            verb = words[0].upper()
            if verb == "EHLO":
                offers = ["uji"] + ([] if self.tls or PLAIN else ["STARTTLS"]) + (["AUTH PLAIN LOGIN"] if self.tls else [])
                for i, o in enumerate(offers):
                    self.say(f"250{' ' if i == len(offers) - 1 else '-'}{o}")
            elif verb == "STARTTLS" and not PLAIN:
                self.say("220 mulai")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(f"{FOLDER}/sertifikat.pem", f"{FOLDER}/kunci.pem")
                self.connection = context.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
                self.tls = True
            elif verb == "AUTH":
                self.login(words)
            elif verb == "MAIL":
                self.sender, self.to = line.split("<")[1].split(">")[0], []
                self.say("250 ok")
            elif verb == "RCPT":
                self.recipient(line.split("<")[1].split(">")[0])
            elif verb == "DATA":
                self.data()
            elif verb == "QUIT":
                self.say("221 sampai jumpa")
                return
            else:
                self.say("250 ok" if verb in ("RSET", "NOOP") else "500 tidak dikenal")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that hangs up after a certificate it does not trust


Server(("127.0.0.1", PORT), Session).serve_forever()
