#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A national gateway of the tests' own, shaped as WSO2 API Manager is:  lib_gateway.py PORT [CERTIFICATE KEY]

    POST /token                    client credentials (Basic or body), short-lived tokens; those of a stopped gateway are worth nothing
    /t/…                           an API behind it: wants a token or the key, in the header asked for; answers which headers came
    /api/am/publisher/v4/apis…     the publisher: import-openapi, {id}/swagger, change-lifecycle, ?query=name:
    /{context}/{version}/…         a published API: forwarded to the address in its document, with the key of this gateway
    POST /_atur {…}                changes how it behaves: see `state`;  GET /_lihat  what it has seen"""
import base64
import http.server
import json
import re
import secrets
import select
import ssl
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

CLIENT, SECRET, KEY = "klien-daerah", "RahasiaKlienGerbang-4711", "KunciTetapGerbang-0815"
lock = threading.Lock()
state = {
    "umur": 3600,  # life of a token in seconds
    "token": "",  # what the token endpoint does instead: mati, lambat, gantung (until told otherwise), sampah, json, tolak, putus, sekali
    "penerbit": "",  # what the publisher does instead: mati, tolak, sekali, gantung
    "kepala": "Authorization",  # where the API looks for its token
    "kunci": "",  # the key with which this gateway calls the region's hub
}
seen = {"token": 0, "menunggu": 0, "panggilan": 0, "ditolak": 0, "cara": [], "aksi": [], "impor": 0}
tokens, apis = {}, {}


class Gateway(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.connection.setsockopt(6, 1, 1)

    def send(self, status, data, kind="application/json"):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code):
        self.send(status, {"error": code, "error_description": SECRET + " is not what we expected"})

    # --- tokens ---------------------------------------------------------------------------------------------------

    def client(self, form):
        head = self.headers.get("Authorization", "")
        if head.startswith("Basic "):
            seen["cara"].append("basic")
            return tuple(base64.b64decode(head[6:]).decode().split(":", 1))
        seen["cara"].append("isi")
        return form.get("client_id", [""])[0], form.get("client_secret", [""])[0]

    def hang(self, what):
        """Until the state says otherwise (True), or the caller gives up."""
        self.count(1)
        while state[what] == "gantung":
            if select.select([self.connection], [], [], 0.05)[0]:  # nobody says more here: it is the end
                self.close_connection = True
                break
        self.count(-1)
        return not self.close_connection

    @staticmethod
    def count(by):
        with lock:
            seen["menunggu"] += by

    def token(self, body):
        form, fault = urllib.parse.parse_qs(body.decode()), state["token"]
        seen["token"] += 1
        if fault == "mati":
            return self.refuse(503, "temporarily_unavailable")
        if fault == "lambat":
            time.sleep(3)
        if fault == "gantung" and not self.hang("token"):
            return None
        if fault == "sampah":
            return self.send(200, b"\x00\xff<html>bukan token")
        if fault == "json":
            return self.send(200, {"access_token": ["x"], "expires_in": "besok"})
        if fault == "putus":
            self.close_connection = True
            return self.connection.close()
        if fault == "tolak" or self.client(form) != (CLIENT, SECRET):
            return self.refuse(401, "invalid_client")
        if form.get("grant_type") != ["client_credentials"]:
            return self.refuse(400, "unsupported_grant_type")
        text = "tok." + secrets.token_hex(12)
        tokens[text] = (time.time() + state["umur"], form.get("scope", [""])[0])
        return self.send(200, {"access_token": text, "token_type": "Bearer", "expires_in": state["umur"],
                               "scope": form.get("scope", ["default"])[0]})

    def good(self, text, scope=""):
        return text in tokens and tokens[text][0] > time.time() and scope in tokens[text][1]

    def bearer(self, name):
        head = self.headers.get_all(name) or []
        return head[0][7:] if len(head) == 1 and head[0].startswith("Bearer ") else ""

    # --- an API behind the gateway ---------------------------------------------------------------------------------

    def call(self):
        seen["panggilan"] += 1
        if state["kepala"] == "APIkey":
            good = (self.headers.get_all("APIkey") or []) == [KEY]
        else:
            good = self.good(self.bearer(state["kepala"]))
        if not good:
            seen["ditolak"] += 1
            return self.send(401, {"code": "900901", "message": "Invalid Credentials"})
        return self.send(200, {"hasil": "baik", "jalur": self.path, "kepala": sorted(k.lower() for k in self.headers.keys())})

    # --- the publisher ------------------------------------------------------------------------------------------------

    def parts(self, body):
        mark = re.search(r'boundary="?([^";]+)', self.headers.get("Content-Type", "")).group(1).encode()
        out = {}
        for part in body.split(b"--" + mark)[1:-1]:
            head, data = part.strip(b"\r\n").split(b"\r\n\r\n", 1)
            out[re.search(rb'name="([^"]+)"', head).group(1).decode()] = data
        return out

    def publisher(self, rest, query, body):
        if state["penerbit"] == "mati":
            return self.send(503, {"code": 503})
        if state["penerbit"] == "gantung" and not self.hang("penerbit"):
            return None
        if state["penerbit"] == "tolak" or not self.good(self.bearer("Authorization"), "apim:api_publish"):
            return self.send(401, {"code": 401, "message": "Unauthorized"})
        if rest == "apis/import-openapi" and self.command == "POST":
            parts = self.parts(body)
            more = json.loads(parts["additionalProperties"])
            document = json.loads(parts["file"])
            if any(a["context"] == more["context"] and a["version"] == more["version"] for a in apis.values()):
                return self.send(409, {"code": 409, "message": "Conflict"})
            seen["impor"] += 1
            api = secrets.token_hex(8)
            apis[api] = {"id": api, "name": more["name"], "context": more["context"], "version": more["version"],
                         "dokumen": document, "tahap": "CREATED", "hulu": more["endpointConfig"]["production_endpoints"]["url"]}
            if state["penerbit"] == "sekali":  # it was made, and the answer is lost
                state["penerbit"] = ""
                return self.send(502, {"code": 502})
            return self.send(201, {k: apis[api][k] for k in ("id", "name", "context", "version")})
        if rest == "apis/change-lifecycle" and self.command == "POST":
            api, action = apis.get(query.get("apiId", [""])[0]), query.get("action", [""])[0]
            stage = {"Publish": "PUBLISHED", "Block": "BLOCKED", "Re-Publish": "PUBLISHED"}.get(action)
            if not api or not stage:
                return self.send(404, {"code": 404})
            seen["aksi"].append(action)
            api["tahap"] = stage
            return self.send(200, {"workflowStatus": "APPROVED", "lifecycleState": {"state": stage}})
        found = re.fullmatch(r"apis/([^/]+)/swagger", rest)
        if found and self.command == "PUT" and found.group(1) in apis:
            apis[found.group(1)]["dokumen"] = json.loads(self.parts(body)["apiDefinition"])
            seen["aksi"].append("swagger")
            return self.send(200, apis[found.group(1)]["dokumen"])
        if rest == "apis" and self.command == "GET":
            name = query.get("query", [""])[0].replace("name:", "")
            hits = [{**{k: a[k] for k in ("id", "name", "context", "version")}, "lifeCycleStatus": a["tahap"]}
                    for a in apis.values() if a["name"] == name]
            return self.send(200, {"count": len(hits), "list": hits})
        return self.send(404, {"code": 404})

    def published(self, path):
        for api in apis.values():
            head = api["context"] + "/" + api["version"]
            if path.startswith(head + "/"):
                if api["tahap"] != "PUBLISHED":
                    return self.send(503, {"code": "700700", "message": "API blocked"})
                ask = urllib.request.Request(api["dokumen"]["servers"][0]["url"] + path[len(head):], headers={"X-API-Key": state["kunci"]})
                try:
                    with urllib.request.urlopen(ask, timeout=10) as answer:
                        return self.send(answer.status, answer.read())
                except urllib.error.HTTPError as answer:
                    return self.send(answer.code, answer.read())
        return self.send(404, {"code": "900906"})

    # --- all of it ----------------------------------------------------------------------------------------------------

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path, _, tail = self.path.partition("?")
        query = urllib.parse.parse_qs(tail)
        if path == "/token":
            return self.token(body)
        if path == "/_atur":
            with lock:
                state.update(json.loads(body))
            return self.send(200, state)
        if path == "/_lihat":
            return self.send(200, {**seen, "api": list(apis.values())})
        if path.startswith("/t/"):
            return self.call()
        if path.startswith("/api/am/publisher/v4/"):
            return self.publisher(path[21:], query, body)
        return self.published(path)

    do_GET = do_HEAD = do_POST = do_PUT = answer

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1])), Gateway)
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
