# SPDX-License-Identifier: MIT
"""Writes records through the API until the server is gone, and notes what was acknowledged.

    lib_writer.py URL TOKEN PREFIX FILE [THREADS]

Each thread makes a record, changes it once, and goes on. A line of FILE is `name id version`, appended and flushed only
after the answer has come: what stands there must survive whatever happens to the server afterwards. Ends by itself when
nothing answers any more (or after a minute)."""
import http.client
import json
import sys
import threading
import time
import urllib.parse

URL, TOKEN, PREFIX, FILE = sys.argv[1:5]
THREADS = int(sys.argv[5]) if len(sys.argv) > 5 else 4
PLACE = urllib.parse.urlparse(URL)
END = time.monotonic() + 60
lock = threading.Lock()


def write(log, line):
    with lock:
        log.write(line + "\n")
        log.flush()


def ask(conn, method, path, body, version=None):
    headers = {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"}
    if version:
        headers["If-Match"] = f'"v{version}"'
    conn.request(method, path, json.dumps(body), headers)
    answer = conn.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if answer.status in (200, 201) else text


def work(number, log):
    conn = http.client.HTTPConnection(PLACE.hostname, PLACE.port, timeout=10)
    i = 0
    try:
        while time.monotonic() < END:
            i += 1
            name = f"{PREFIX}-{number}-{i}"
            status, record = ask(conn, "POST", "/api/v1/aplikasi", {"nama": name, "jenis": "khusus", "layanan": [1]})
            if status != 201:
                return
            write(log, f"{name} {record['id']} 1")
            status, record = ask(conn, "PATCH", f"/api/v1/aplikasi/{record['id']}", {"uraian_fungsi": name}, 1)
            if status != 200:
                return
            write(log, f"{name} {record['id']} 2")
    except (OSError, http.client.HTTPException, ValueError):
        return


with open(FILE, "a", encoding="utf-8") as out:
    threads = [threading.Thread(target=work, args=(n, out)) for n in range(THREADS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
