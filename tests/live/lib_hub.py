#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the hub's live tests share.

    lib_hub.py policy PROVIDER-PORT VERSION [CHANGE…]   the tests' policy as JSON (for `prasasti policy make`)
    lib_hub.py receipts FOLDER [KEY=VALUE…]             receipts of a folder of segments, one JSON a line, those that fit"""
import datetime
import glob
import hashlib
import json
import os
import sys

KEYS = {"siak": "prs_siak_0123456789abcdef", "bapenda": "prs_bapenda_0123456789abcdef", "lama": "prs_lama_0123456789abcdef",
        "tutup": "prs_tutup_0123456789abcdef"}
LONG = {"dari": "2020-01-01T00:00:00Z", "sampai": "2099-01-01T00:00:00Z"}
PAST = {"dari": "2020-01-01T00:00:00Z", "sampai": "2021-01-01T00:00:00Z"}


def key(name, i, **when):
    return {"id": i, "jenis": "api", "sidik": hashlib.sha256(KEYS[name].encode()).hexdigest(), "keyid": name, **(when or LONG)}


def service(i, name, port, **more):
    return {"id": i, "perangkat_daerah": 7, "kunci": name, "nama": "Layanan " + name, "kelas": "PD", "anggota": "DINKES",
            "subsistem": "SIMPUS", "kode": name, "alamat": "http://127.0.0.1:%d/dasar" % port,
            "penanggung_jawab": "Dinas Kesehatan", "kontak": "dinkes@contoh.go.id", "simpan_maks": 100000,
            "operasi": [{"metode": ["*"], "jalur": "/**"}], **more}


def policy(port, version, changes):
    every = [{"metode": ["*"], "jalur": "**"}]
    out = {
        "versi": version, "dibuat": "2026-01-01T00:00:00Z", "zona_menit": 480, "instans": "ID",
        "penghubung": "hub.contoh.go.id", "wilayah": "Kabupaten Contoh", "penanggung_jawab": "Dinas Kominfo",
        "kontak": "kominfo@contoh.go.id", "kunci_token": [],
        "layanan": [
            service(1, "pasien", port, openapi=hashlib.sha256(b"{}").hexdigest()),
            service(2, "terbatas", port),
            service(3, "tertutup", port, tutup={"alasan": "kelaikan keamanan sudah lewat", "pasal": "Pasal 15 ayat (2)"}),
            service(4, "ketat", port, ketat=True),
            service(5, "mati", 9),
            service(6, "sendiri", port),
            service(7, "lambat", port, batas_waktu=1, ketat=True),
        ],
        "konsumen": [
            {"id": 1, "perangkat_daerah": 3, "nama": "SIAK Dukcapil", "klien": "ID/PD/DUKCAPIL/SIAK",
             "penanggung_jawab": "Dinas Dukcapil", "kunci": [key("siak", 1), key("lama", 2, **PAST)]},
            {"id": 2, "perangkat_daerah": 4, "nama": "Bapenda", "klien": "ID/PD/BAPENDA/PAJAK",
             "penanggung_jawab": "Bapenda", "kunci": [key("bapenda", 3)]},
            {"id": 3, "perangkat_daerah": 5, "nama": "Aplikasi Lama", "klien": "ID/PD/LAMA/APP", "tutup": "pernyataan dicabut",
             "kunci": [key("tutup", 4)]},
        ],
        "perjanjian": [
            {"id": 1, "nomor": "PKS-1", "versi": 3, "konsumen": 1, "layanan": 1, "tujuan": "pemutakhiran", "dasar": "SK 1",
             "aturan": [{"metode": ["GET", "HEAD", "POST", "PUT"], "jalur": "/**"}], **LONG},
            {"id": 2, "nomor": "PKS-2", "versi": 1, "konsumen": 1, "layanan": 2, "tujuan": "uji", "kuota": {"hari": 5},
             "aturan": [{"metode": ["GET"], "jalur": "/gema/*"}], **LONG},
            {"id": 3, "nomor": "PKS-3", "versi": 1, "konsumen": 1, "layanan": 3, "tujuan": "uji", "aturan": every, **LONG},
            {"id": 4, "nomor": "PKS-4", "versi": 1, "konsumen": 1, "layanan": 4, "tujuan": "uji", "aturan": every, **LONG},
            {"id": 5, "nomor": "PKS-5", "versi": 1, "konsumen": 1, "layanan": 5, "tujuan": "uji", "aturan": every, **LONG},
            {"id": 9, "nomor": "PKS-9", "versi": 1, "konsumen": 1, "layanan": 7, "tujuan": "uji", "aturan": every, **LONG},
            {"id": 6, "nomor": "PKS-6", "versi": 1, "konsumen": 2, "layanan": 1, "tujuan": "uji", "aturan": every, **PAST},
            {"id": 7, "nomor": "PKS-7", "versi": 1, "konsumen": 2, "layanan": 4, "tujuan": "uji", "aturan": every,
             "tangguh": "menunggu telaah", **LONG},
            {"id": 8, "nomor": "PKS-8", "versi": 1, "konsumen": 2, "layanan": 5, "tujuan": "uji", "aturan": every,
             "jam": [{"hari": [1, 2, 3, 4, 5, 6, 7], "dari": other_hour()[0], "sampai": other_hour()[1]}], **LONG},
        ],
    }
    for change in changes:
        name, value = change.split("=", 1)
        if name == "tutup":
            next(s for s in out["layanan"] if s["kunci"] == value)["tutup"] = {"alasan": "ditutup uji", "pasal": "Pasal 1"}
        elif name == "token":
            out["kunci_token"].append(value)
        elif name == "alamat":  # alamat=LAYANAN,ALAMAT
            which, where = value.split(",")
            next(s for s in out["layanan"] if s["kunci"] == which)["alamat"] = where
        elif name == "kuota":  # kuota=PERJANJIAN,JENDELA,BANYAKNYA
            which, window, most = value.split(",")
            next(g for g in out["perjanjian"] if g["id"] == int(which)).setdefault("kuota", {})[window] = int(most)
        elif name == "kunci":  # kunci=KONSUMEN,JENIS,ISI,KEYID
            who, kind, what, keyid = value.replace("~", "=").split(",")
            consumer = next(c for c in out["konsumen"] if c["id"] == int(who))
            consumer["kunci"].append({"id": 90 + len(consumer["kunci"]), "jenis": kind, "keyid": keyid,
                                      "sidik" if kind == "sertifikat" else "publik": what, **LONG})
    return out


def other_hour():
    """Two hours of the region's day that are not now."""
    hour = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).hour
    start = (hour + 6) % 22
    return "%02d:00" % start, "%02d:00" % (start + 2)


def receipts(folder, wanted):
    for path in sorted(glob.glob(os.path.join(folder, "*.bukti"))):
        data = open(path, "rb").read()
        at = 0
        while True:  # payloads are canonical JSON and begin alike: enough for a test that only looks
            at = data.find(b'{"bentuk":"prasasti/bukti/', at)
            if at < 0:
                break
            r, end = json.JSONDecoder().raw_decode(data[at:at + 9000].decode("utf-8", "replace"))
            at += end
            if all(str(r.get(k)) == v for k, v in (w.split("=", 1) for w in wanted)):
                print(json.dumps(r, sort_keys=True))


if __name__ == "__main__":
    if sys.argv[1] == "policy":
        print(json.dumps(policy(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])))
    else:
        receipts(sys.argv[2], sys.argv[3:])
