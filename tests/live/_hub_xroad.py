#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cases of tests/live/hub_xroad.sh:  _hub_xroad.py PORT DATA PROVIDER PROGRAM [FOLDER]

FOLDER: published cases of X-Road. Where the hub decided otherwise, DECIDED says so, with the reason."""
import hashlib
import json
import os
import subprocess
import sys
import time
import uuid

import lib_hub
from lib_wire import case
from lib_xroad import Client, HubError, request_hash

port, data, provider, program = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
folder = sys.argv[5] if len(sys.argv) > 5 else None
PROOF = ("X-API-Key", lib_hub.KEYS["siak"])
SUB = "ID/PD/DINKES/SIMPUS"
me = Client(port, "ID/PD/DUKCAPIL/SIAK", PROOF)
DECIDED = {
    "encoded-ids": "identifiers hold what version 1.0.3 of the protocol lets them hold",
    "encoded-slash-in-service-code": "the same; and an encoded slash is refused everywhere",
    "two-client-headers-last-wins": "a repeated name is refused: which one counts would depend on who reads",
}
version = 5000


def policy(change=None):
    """The tests' policy, changed, and two looks of the workers."""
    global version
    version += 1
    made = lib_hub.policy(provider, version, [])
    if change:
        change(made)
    path = data + "/hub/uji.json"
    with open(path, "w", encoding="utf-8") as f:
        json.dump(made, f)
    subprocess.run([program, "policy", "make", path, data + "/hub/kebijakan.bin"], check=True)
    time.sleep(0.3)


def fails(why, status, kind, call):
    try:
        got = call()
        case(why, "passed: %d" % got.status, "")
    except HubError as e:
        case(why, (e.answer.status, e.kind), (status, kind))
        return e
    return None


# --- the life of a call ---------------------------------------------------------------------------------------------------
policy()
a = me.call(SUB + "/pasien", "/gema/v1?hal=1", message="7f0c")
case("a call passes and is bound to its question", a.status, 200)
case("path and query arrive behind the base", json.loads(a.body)["tujuan"], "/dasar/gema/v1?hal=1")
a = me.call(SUB + "/pasien", "/gema", "POST", [("Content-Type", "application/json")], b'{"value" : 42}')
sent = json.loads(a.body)
case("so is one with a body", sent["sidik"], hashlib.sha256(b'{"value" : 42}').hexdigest())
case("  the provider sees its length", [v for k, v in sent["kepala"] if k.lower() == "content-length"], ["14"])
case("  the message that the hub named reaches it", [v for k, v in sent["kepala"] if k.lower() == "x-road-id"], [a.get("X-Road-Id")])
case("  and the exchange's own number", [v for k, v in sent["kepala"] if k.lower() == "x-road-request-id"], [a.get("X-Road-Request-Id")])
case("an empty body is one too", me.call(SUB + "/pasien", "/gema", "POST", body=b"").status, 200)
mine = str(uuid.uuid4())
two = [me.call(SUB + "/pasien", "/gema", message=mine, headers=[("X-Road-UserId", "ID3171"), ("X-Road-Issue", "SR-1"), ("User-Agent", "x"), ("Te", "gzip"),
                                                              ("X-Road-Request-Hash", "palsu"), ("X-Road-Request-Id", str(uuid.uuid4()))]) for _ in range(2)]
case("one message twice: two exchanges, two hashes", (two[0].get("X-Road-Id"), len({x.get("X-Road-Request-Hash") for x in two})), (mine, 2))
seen = {k.lower(): v for k, v in json.loads(two[0].body)["kepala"]}
case("what belongs to one connection stays behind, what names a person goes on",
     (seen["host"], "user-agent" in seen, "te" in seen, seen.get("x-road-userid"), seen.get("x-road-issue"), seen.get("x-road-request-hash")),
     ("127.0.0.1:%d" % provider, False, False, "ID3171", "SR-1", None))
a = me.call(SUB + "/pasien", "/besar/%d" % (13 * 1024 * 1024 + 104729))
case("a large answer comes whole", (len(a.body), a.whole), (13 * 1024 * 1024 + 104729, True))
a = me.call(SUB + "/pasien", "/salah/405")
case("a provider's error is no error of the hub", (a.status, a.body), (405, b"kesalahan penyedia\n"))
a = me.call(SUB + "/pasien", "/gema", "HEAD")
case("HEAD has headers and no body", (a.status, a.body, a.rest), (200, b"", b""))
case("strict", me.call(SUB + "/ketat", "/gema").status, 200)

# --- errors ---------------------------------------------------------------------------------------------------------------
fails("nobody answers", 502, "server.serverproxy.network_error", lambda: me.call(SUB + "/mati", "/gema"))
fails("too slow", 504, "server.serverproxy.network_error", lambda: me.call(SUB + "/lambat", "/lambat/3000"))
fails("another method than agreed", 403, "server.serverproxy.access_denied", lambda: me.call(SUB + "/pasien", "/gema", "PATCH"))
fails("closed", 503, "server.serverproxy.service_disabled", lambda: me.call(SUB + "/tertutup", "/gema"))
fails("unknown", 404, "client.unknown_service", lambda: me.call(SUB + "/tiada", "/gema"))
fails("somebody else's name", 403, "client.access_denied", lambda: Client(port, "ID/PD/BAPENDA/PAJAK", PROOF).call(SUB + "/pasien", "/gema"))
fails("no proof", 401, "client.access_denied", lambda: Client(port, me.name, ("X-A", "b")).call(SUB + "/pasien", "/gema"))
e = fails("a person in the message reads Indonesian", 404, "client.unknown_service", lambda: me.call(SUB + "/tiada"))
case("  with the number of its receipt", e and e.detail, e and e.answer.get("X-Prasasti-Bukti"))
case("  and no address inside", e and [w for w in ("127.0.0.1", "/dasar", "nginx") if w in e.message], [])
for value, good in (("Member", True), ("Class/Member", True), ("Instance/Class/Member", False), ("", False), ("a/", False)):
    call = lambda v=value: me.call(SUB + "/pasien", "/gema", headers=[("X-Road-Represented-Party", v)])
    if good:
        case("represented: %r" % value, call().status, 200)
    else:
        fails("represented: %r" % value, 400, "client.bad_request", call)
for value, good in (("INSTANCE/MEMBERCLASS/MEMBERCODE/SERVERCODE", True), ("I/C/M", False), ("I/C/M/S/X", False)):
    call = lambda v=value: me.call(SUB + "/pasien", "/gema", headers=[("X-Road-Security-Server", v)])
    if good:
        case("server: %r" % value, call().status, 200)
    else:
        fails("server: %r" % value, 400, "client.bad_request", call)

# --- metaservices ---------------------------------------------------------------------------------------------------------------
def list_of(code):
    return json.loads(me.meta(SUB, code).body)["service"]


case("listMethods names every service, and itself never", {x["service_code"] for x in list_of("listMethods")},
     {"pasien", "terbatas", "tertutup", "ketat", "mati", "sendiri", "lambat"})
case("  in the form of the protocol", {tuple(sorted(x)) for x in list_of("listMethods")},
     {("endpoint_list", "member_class", "member_code", "object_type", "service_code", "service_type", "subsystem_code", "xroad_instance")})
case("allowedMethods names what one may call", {x["service_code"] for x in list_of("allowedMethods")},
     {"pasien", "terbatas", "tertutup", "ketat", "mati", "lambat"})
case("  with the methods and paths", next(x for x in list_of("allowedMethods") if x["service_code"] == "terbatas")["endpoint_list"],
     [{"method": "GET", "path": "/gema/*"}])
document = b'{"openapi":"3.0.3","info":{"title":"x","version":"1"},"paths":{}}'
os.makedirs(data + "/hub/openapi", exist_ok=True)
with open("%s/hub/openapi/%s" % (data, hashlib.sha256(document).hexdigest()), "wb") as f:
    f.write(document)
policy(lambda p: p["layanan"][0].update(openapi=hashlib.sha256(document).hexdigest()))
a = me.meta(SUB, "getOpenAPI", "?serviceCode=pasien")
case("getOpenAPI gives the document as it is stored", (a.status, a.body), (200, document))
case("  also for HEAD, by its headers", me.send("HEAD", "/r1/%s/getOpenAPI?serviceCode=pasien" % SUB, [("X-Road-Client", me.name), PROOF]).status, 200)
fails("  there is none", 404, "client.unknown_service", lambda: me.meta(SUB, "getOpenAPI", "?serviceCode=ketat"))
fails("  of no service", 404, "client.unknown_service", lambda: me.meta(SUB, "getOpenAPI"))
fails("metaservices need a client", 400, "client.missing_header", lambda: Client(port, "", PROOF).meta(SUB, "listMethods"))
a = me.send("POST", "/r1/%s/listMethods" % SUB, [("X-Road-Client", me.name), PROOF], b"x")
case("  and are only read", (a.status, a.get("X-Road-Error")), (403, "server.serverproxy.access_denied"))
members = json.loads(me.send("GET", "/listClients", [PROOF]).body)["member"]
case("listClients names who is here", [x["id"]["subsystem_code"] for x in members if x["id"].get("member_code") == "DUKCAPIL"], ["SIAK"])

# --- published cases --------------------------------------------------------------------------------------------------------------
if not folder:
    sys.exit(0)
with open(folder + "/rest-cases.json", encoding="utf-8") as f:
    rest = json.load(f)
for n in rest["error_body_negotiation"]:
    lines = [("X-Road-Client", me.name), PROOF] + ([("Accept", n["accept"])] if n["accept"] else [])
    a = me.send("GET", "/r1/%s/tiada" % SUB, lines)
    case("published: Accept %s" % n["accept"], (a.get("Content-Type"), Client.error(a).kind), (n["content_type"], "client.unknown_service"))
known = set(rest["error_types"]["code_leaf"])
for n in rest["request_parse"]:
    method, target = n["line"].split(" ", 1)
    clients = n["client"] if isinstance(n["client"], list) else [n["client"]] if n["client"] else []
    parts = n.get("service") or target.split("?")[0].split("/")[2:7]
    parts = parts if len(parts) == 5 else ["ID", "PD", "M", "S", "svc"]
    base = "http://127.0.0.1:%d%s" % (provider, "/" + n.get("base_url", "http://p").split("/", 3)[3] if n.get("base_url", "").count("/") > 2 else "")
    registered = clients[-1] if clients and clients[-1].count("/") in (2, 3) else "I/C/M/S"

    def names(p):
        p["instans"] = parts[0]
        p["layanan"] = [lib_hub.service(1, "uji", provider)]
        p["layanan"][0].update(kelas=parts[1], anggota=parts[2], subsistem=parts[3], kode=parts[4], alamat=base)
        p["konsumen"][0]["klien"] = registered
        p["perjanjian"] = [{"id": 1, "nomor": "P", "versi": 1, "konsumen": 1, "layanan": 1, "tujuan": "uji", "aturan": [{"metode": ["*"], "jalur": "**"}], **lib_hub.LONG}]

    if n["name"] not in DECIDED:
        policy(names)
    a = me.send(method, target, [("X-Road-Client", c) for c in clients] + [PROOF])
    if n["name"] in DECIDED:
        case("published: %s is refused (%s)" % (n["name"], DECIDED[n["name"]]), a.status, 400)
    elif n["ok"]:
        upstream = n.get("upstream", "").split(" ")[-1].split("/", 3)
        got = json.loads(a.body)["tujuan"] if a.status == 200 else a.body
        case("published: %s" % n["name"], (a.status, got), lambda v: v[0] == 200 and (len(upstream) < 4 or v[1] == "/" + upstream[3]))
    elif n["line"].split(" ")[1].startswith("/r"):
        case("published: %s" % n["name"], (a.status, a.get("X-Road-Error").split(".")[-1] in known), (400, True))
    else:
        case("published: %s is none of the hub's" % n["name"], (a.get("X-Prasasti-Bukti"), b"tujuan" in a.body), ("", False))
with open(folder + "/request-hash.json", encoding="utf-8") as f:
    for n in json.load(f)["cases"]:
        target = n["path"] + ("?" + n["query"] if n["query"] is not None else "")
        body = n["body_utf8"].encode() if n.get("body_utf8") is not None else None
        case("published: our client's hash of %s" % n["name"],
             request_hash(n["method"], target, n["headers_in"], n["request_id"], n["generated_x_road_id"], body), n["x_road_request_hash"])
