# SPDX-License-Identifier: MIT
"""A client of the X-Road message protocol for REST, written from its description and not from the hub: it names itself and its
message, recomputes the request hash and refuses an answer that is not bound to what it asked, and tells errors of the hub from
those of the provider by X-Road-Error alone."""
import base64
import hashlib
import json
import uuid
import xml.etree.ElementTree

from lib_wire import Answer, talk

NOT_FORWARDED = {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
                 "upgrade", "host", "user-agent", "content-length", "server", "expect", "x-road-request-id", "x-road-request-hash"}


class Inconsistent(Exception):
    pass


class HubError(Exception):
    def __init__(self, answer, kind, message, detail):
        super().__init__("%d %s: %s (%s)" % (answer.status, kind, message, detail))
        self.answer, self.kind, self.message, self.detail = answer, kind, message, detail


def request_hash(method, target, headers, request_id, made_id=None, body=None):
    sha = lambda data: hashlib.sha512(data).digest()
    head = "%s\r\n%s\r\n" % (method, target)
    head += "".join("%s:%s\r\n" % (k, v) for k, v in headers if k.lower() not in NOT_FORWARDED)
    head += "x-road-request-id:%s\r\n" % request_id + ("x-road-id:%s\r\n" % made_id if made_id else "")
    digest = sha(head.encode("utf-8"))
    return base64.b64encode(digest if body is None else sha(digest + sha(body))).decode()


class Client:
    def __init__(self, port, name, proof):
        self.port, self.name, self.proof = port, name, proof

    def send(self, method, target, headers, body=None, wait=5):
        """The answer as it came; the connection is of this call alone."""
        lines = [("Host", "hub")] + headers + [("Connection", "close")]
        if body is not None:
            lines.append(("Content-Length", str(len(body))))
        head = "%s %s HTTP/1.1\r\n" % (method, target) + "".join("%s: %s\r\n" % x for x in lines) + "\r\n"
        return Answer(*talk(self.port, head.encode("latin-1") + (body or b""), wait))

    def call(self, service, path="", method="GET", headers=(), body=None, message=None):
        """What the provider answered. HubError: the hub's own word; Inconsistent: the answer is not bound to the question."""
        target = "/r1/%s%s" % (service, path)
        lines = [("X-Road-Client", self.name), self.proof, *([("X-Road-Id", message)] if message else []), *headers]
        a = self.send(method, target, lines, body)
        if a.status == 0:
            raise Inconsistent("no answer")
        if a.get("X-Road-Error"):
            raise self.error(a)
        self.check(a, method, target, lines, service, body, message)
        return a

    def check(self, a, method, target, lines, service, body, message):
        for name in ("X-Road-Client", "X-Road-Service", "X-Road-Id", "X-Road-Request-Id", "X-Road-Request-Hash", "Date"):
            if len(a.all(name)) != 1:
                raise Inconsistent("%s stands %d times" % (name, len(a.all(name))))
        uuid.UUID(a.get("X-Road-Request-Id"))
        wanted = request_hash(method, target, lines, a.get("X-Road-Request-Id"), None if message else a.get("X-Road-Id"), body)
        for what, got, asked in (("client", a.get("X-Road-Client"), self.name), ("service", a.get("X-Road-Service"), service),
                                 ("message", a.get("X-Road-Id"), message or a.get("X-Road-Id")), ("hash", a.get("X-Road-Request-Hash"), wanted)):
            if got != asked:
                raise Inconsistent("%s: %s instead of %s" % (what, got, asked))

    @staticmethod
    def error(a):
        """Type, message and detail out of the body, which must say the same as the header."""
        kind = a.get("Content-Type").split(";")[0]
        if kind == "application/json":
            v = json.loads(a.body)
            got = (v["type"], v["message"], v["detail"])
        else:
            root = xml.etree.ElementTree.fromstring(a.body)
            if root.tag != "error" or [x.tag for x in root] != ["type", "message", "detail"]:
                raise Inconsistent("another form of error")
            got = tuple(x.text for x in root)
        if got[0] != a.get("X-Road-Error") or not got[1] or not got[2]:
            raise Inconsistent("header %s, body %s" % (a.get("X-Road-Error"), got))
        return HubError(a, *got)

    def meta(self, subsystem, code, query=""):
        a = self.send("GET", "/r1/%s/%s%s" % (subsystem, code, query), [("X-Road-Client", self.name), self.proof])
        if a.get("X-Road-Error"):
            raise self.error(a)
        return a
