#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a demonstration region (SQLite) large:  grow.py FOLDER RECORDS

Copies of its own rows, with other numbers, names and agencies, written by SQL directly in one transaction, because through
the record engine it would take minutes. Each copy has all that a record has: history row, links, event, search row,
counter. So pages, checks and `prasasti verify` find a region like any other, only larger. For measuring; nothing else."""
import collections
import hashlib
import json
import os
import sqlite3
import sys
import time

SHARES = {"aplikasi": 40, "layanan": 15, "data_informasi": 15, "proses_bisnis": 10, "infrastruktur": 10, "usulan_anggaran": 10}
KINDS = ["Sistem", "Layanan", "Data", "Aplikasi", "Basis", "Portal", "Pelayanan", "Pengelolaan", "Informasi", "Pemantauan"]
THINGS = ["pajak", "pasien", "sekolah", "jalan", "air", "sampah", "pasar", "desa", "arsip", "aset", "pegawai", "izin", "parkir",
          "panen", "ternak", "bencana", "wisata", "pustaka", "obat", "gizi", "imunisasi", "rujukan", "anggaran", "kas"]
SOUNDS = ["ba", "ka", "ra", "ta", "na", "sa", "mi", "li", "du", "wo", "pe", "ga", "ru", "hi"]


def rare(n):
    """One of 2,744 words that nobody uses."""
    return SOUNDS[n % 14] + SOUNDS[n // 14 % 14] + SOUNDS[n // 196 % 14]


def columns(db, table):
    return [row[1] for row in db.execute(f'pragma table_info("{table}")')]


def insert(db, table, names):
    marks = ", ".join("?" * len(names))
    quoted = ", ".join(f'"{n}"' for n in names)
    return f'insert into "{table}" ({quoted}) values ({marks})'


class Register:
    """What all copies of one register's rows share."""

    def __init__(self, db, key, agencies):
        self.db, self.key, self.agencies = db, key, agencies
        self.names = columns(db, key)
        self.rows = [dict(zip(self.names, r)) for r in db.execute(f'select * from "{key}" where dihapus is null')]
        self.past_names = columns(db, key + "_h")
        self.events = dict(db.execute("select rekaman, isi from peristiwa where register = ? order by seq", (key,)))
        self.last = db.execute(f'select max(id) from "{key}"').fetchone()[0] or 0
        self.links = [t[0][len(key) + 2:] for t in db.execute(
            "select name from sqlite_master where type = 'table' and substr(name, 1, ?) = ?", (len(key) + 2, key + "__"))]
        self.year = time.strftime("%Y")

    def copy(self, k):
        """The kth copy: id, row, payload of its event, words of its name."""
        source = self.rows[k % len(self.rows)]
        number, row = self.last + 1 + k, dict(source)
        name = f"{KINDS[k % 10]} {THINGS[k // 10 % 24]} {rare(k // 7)} {number}"
        row["id"], row["versi"] = number, 1
        if row.get("perangkat_daerah"):
            row["perangkat_daerah"] = self.agencies[k % len(self.agencies)]
        if row.get("nomor"):
            row["nomor"] = f"{row['nomor'].split('-')[0]}-{self.year}-{number:04d}"
        row["nama"] = name
        payload = json.loads(self.events[source["id"]])
        payload["isi"].update({n: row[n] for n in ("id", "versi", "nomor", "nama", "perangkat_daerah") if row.get(n)})
        payload.update(aksi="buat", rekaman=number, versi=1)
        return number, row, payload, name


def grow(db, total):
    agencies = [r[0] for r in db.execute("select id from perangkat_daerah where dihapus is null and dihitung = 1")]
    seq = db.execute("select max(seq) from peristiwa").fetchone()[0]
    line = db.execute("select max(baris) from cari_isi").fetchone()[0]
    now = int(time.time())
    counters = collections.Counter()
    have = sum(db.execute(f'select count(*) from "{key}"').fetchone()[0] for key in SHARES)
    for key, share in SHARES.items():
        reg = Register(db, key, agencies)
        wanted = max(0, total - have) * share // 100
        into, past = insert(db, key, reg.names), insert(db, key + "_h", reg.past_names)
        for k in range(wanted):
            number, row, payload, name = reg.copy(k)
            seq, line = seq + 1, line + 1
            payload["urutan"] = seq
            db.execute(into, [row[n] for n in reg.names])
            extra = {"dari": row["dibuat_pada"], "sampai": None, "aksi": "buat"}
            db.execute(past, [row.get(n, extra.get(n)) for n in reg.past_names])
            for field in reg.links:
                for to in set((row[field] or "").strip("|").split("|")) - {""}:
                    db.execute(f'insert into "{key}__{field}" (induk, ke) values (?, ?)', (number, int(to)))
            text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            salt = os.urandom(32)
            db.execute("insert into peristiwa (seq, waktu, register, rekaman, isi, garam, daun) values (?, ?, ?, ?, ?, ?, ?)",
                       (seq, now, key, number, text, salt.hex(), hashlib.sha256(salt + text.encode()).hexdigest()))
            words, tag = name.lower(), f"_tpd{row.get('perangkat_daerah') or 0} _tkterbuka _r{key}"
            db.execute("insert into cari_isi (baris, reg, id, nama, judul, isi, tag) values (?, ?, ?, ?, ?, ?, ?)",
                       (line, key, number, name, words, f"{reg.year} {number:04d} {words}", tag))
            db.execute("insert into cari (rowid, judul, isi, tag) values (?, ?, ?, ?)",
                       (line, words, f"{reg.year} {number:04d} {words}", tag))
            counters[key, row.get("perangkat_daerah") or 0, row["status"], row["klasifikasi"]] += 1
        db.execute("update urut set n = n + ? where kunci in (?, ?)", (wanted, "id:" + key, f"no:{key}:{reg.year}"))
    for (key, agency, status, level), n in counters.items():
        db.execute("insert into hitung (register, perangkat_daerah, status, klasifikasi, n) values (?, ?, ?, ?, ?) "
                   "on conflict do update set n = n + excluded.n", (key, agency, status, level, n))
    db.execute("delete from norma_hari where kunci = 'hari'")  # so that everything is judged anew
    return sum(counters.values())


def main():
    if len(sys.argv) != 3:
        print("grow.py FOLDER RECORDS", file=sys.stderr)
        return 2
    db = sqlite3.connect(os.path.join(sys.argv[1], "prasasti.db"), isolation_level=None)
    db.execute("pragma synchronous = off")
    db.execute("pragma cache_size = -200000")
    db.execute("begin immediate")
    made = grow(db, int(sys.argv[2]))
    db.execute("commit")
    db.execute("pragma analysis_limit = 400")  # as the program does in its first minute
    db.execute("analyze")
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    print(f"records={made}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
