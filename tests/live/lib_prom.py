#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads Prometheus' text format 0.0.4 strictly:  lib_prom.py [NAME{LABEL="VALUE",…}]…  < text
Says what is wrong and ends with 1, or prints the value of each sample that was asked for ("-": it is not there)."""
import re
import sys

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"')
TYPES = {"counter", "gauge", "histogram", "summary", "untyped"}


def wrong(n, why, line):
    sys.exit(f"line {n}: {why}: {line!r}")


def labels(n, text, line):
    found, at = {}, 0
    while at < len(text):
        m = LABEL.match(text, at)
        if not m:
            wrong(n, "labels", line)
        if m[1] in found:
            wrong(n, "a label twice", line)
        found[m[1]] = m[2]
        at = m.end()
        if at < len(text) and text[at] != ",":
            wrong(n, "labels", line)
        at += 1
    return found


def family(name, types):
    for end in ("_bucket", "_sum", "_count"):
        if name.endswith(end) and types.get(name[: -len(end)]) == "histogram":
            return name[: -len(end)]
    return name


def histogram(name, samples):
    series = {}
    for (n, ls), v in samples.items():
        if n == name + "_bucket":
            rest = tuple(x for x in ls if x[0] != "le")
            series.setdefault(rest, []).append((float(dict(ls)["le"].replace("+Inf", "inf")), v))
    for rest, points in series.items():
        points.sort()
        values = [v for _, v in points]
        if points[-1][0] != float("inf") or values != sorted(values):
            sys.exit(f"{name}{dict(rest)}: buckets do not rise to +Inf")
        if samples.get((name + "_count", rest)) != values[-1] or (name + "_sum", rest) not in samples:
            sys.exit(f"{name}{dict(rest)}: count or sum")


def read(text):
    types, helped, seen, samples, last = {}, set(), [], {}, None
    if text and not text.endswith("\n"):
        sys.exit("the last line does not end")
    for n, line in enumerate(text.splitlines(), 1):
        if line.startswith("# "):
            word, name, rest = (line[2:].split(" ", 2) + ["", ""])[:3]
            if word not in ("HELP", "TYPE") or not NAME.match(name):
                wrong(n, "comment", line)
            if word == "HELP":
                if name in helped:
                    wrong(n, "HELP twice", line)
                helped.add(name)
            else:
                if rest not in TYPES or name in types or name not in helped:
                    wrong(n, "TYPE", line)
                types[name] = rest
            continue
        m = re.match(r"([^{ ]+)(?:\{(.*)\})? ([^ ]+)\Z", line)
        if not m or not NAME.match(m[1]):
            wrong(n, "sample", line)
        name = family(m[1], types)
        if name not in types:
            wrong(n, "no TYPE before it", line)
        if name != last:
            if name in seen:
                wrong(n, "samples of a family stand apart", line)
            seen.append(name)
            last = name
        key = (m[1], tuple(sorted(labels(n, m[2] or "", line).items())))
        if key in samples:
            wrong(n, "a sample twice", line)
        try:
            samples[key] = float(m[3])
        except ValueError:
            wrong(n, "value", line)
        if types[name] == "counter" and (samples[key] < 0 or not name.endswith("_total")):
            wrong(n, "counter", line)
    for name, kind in types.items():
        if kind == "histogram":
            histogram(name, samples)
    return samples


def main():
    samples = read(sys.stdin.read())
    for asked in sys.argv[1:]:
        m = re.match(r"([^{]+)(?:\{(.*)\})?\Z", asked)
        value = samples.get((m[1], tuple(sorted(labels(0, m[2] or "", asked).items()))))
        print("-" if value is None else f"{value:g}")


main()
