#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Snapshots replaced a hundred times a second:  _hub_change.py swap FOLDER ODD EVEN SECONDS | judge DATA ACKS PATH"""
import os
import shutil
import sys
import time

from lib_wire import Receipts, case


def swap(folder, odd, even, seconds):
    end, n, begun = time.monotonic() + seconds, 0, time.monotonic()
    while time.monotonic() < end:
        shutil.copyfile((odd, even)[n % 2], folder + "/berikut")
        os.replace(folder + "/berikut", folder + "/kebijakan.bin")
        n += 1
        time.sleep(max(0.0, begun + n / 100 - time.monotonic()))
    print(n)


def judge(data, acks, path):
    """Odd versions close the service, even ones leave it open: each answer fits the version that its receipt names."""
    with open(acks, encoding="ascii") as f:
        told = dict(reversed(line.split()) for line in f)
    kept = {r["id"]: r for r in Receipts(data).all(jalur=path)}
    case("every answer has its receipt (%d)" % len(told), [i for i in told if i not in kept], [])
    wrong = [(told[i], r["kebijakan_versi"], r["status"]) for i, r in kept.items()
             if r["status"] != (503 if r["kebijakan_versi"] % 2 else 200) or told.get(i, str(r["status"])) != str(r["status"])]
    case("no call is judged wrongly", wrong[:3], [])
    versions = {r["kebijakan_versi"] for r in kept.values()}
    case("both policies were met", len(versions), lambda n: n >= 2)


if sys.argv[1] == "swap":
    swap(*sys.argv[2:5], float(sys.argv[5]))
else:
    judge(*sys.argv[2:])
