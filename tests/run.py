#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the groups of tests and counts what is inside each program (TAP). Called by tests/run.sh, which see.

A program counts as failed besides its own count when it crashes, prints no plan, runs another number of tests than it
planned, takes too long, or leaves processes behind."""
import collections
import concurrent.futures
import functools
import json
import os
import re
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GROUPS = ["lint", "unit", "threads", "golden", "fuzz", "live", "deep", "soak"]
BY_DEFAULT = [g for g in GROUPS if g != "soak"]
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
}
SCRIPTS = {".sh": ["bash"], ".mjs": ["node"], ".py": ["python3"]}
LINE = re.compile(r"(not )?ok\b\s*\d*\s*(?:- )?(.*)")

Program = collections.namedtuple("Program", "group name command timeout env")
Result = collections.namedtuple("Result", "program passed failed skipped seconds output")


def read_tap(text, code, complaint):
    """(passed, failed names, skipped) of a program's output; what is wrong with the whole becomes a failure too."""
    passed, failed, skipped, planned = 0, [], [], None
    for line in text.splitlines():
        plan = re.match(r"1\.\.(\d+)(?:\s*# *skip\S*\s*(.*))?", line, re.I)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
            if plan.group(1) == "0":
                skipped.append(plan.group(2) or "whole program")
            continue
        m = LINE.match(line)
        if not m:
            continue
        skip = re.search(r"# *skip\S*\s*(.*)", m.group(2), re.I)
        if skip:  # cmocka says "not ok" of what it skips; as for every consumer of TAP, the directive counts
            skipped.append(m.group(2))
        elif m.group(1):
            failed.append(m.group(2))
        else:
            passed += 1
    ran = passed + len(failed) + len([s for s in skipped if "#" in s])
    if complaint:
        failed.append(complaint)
    elif code < 0:
        failed.append(f"killed by {signal.Signals(-code).name}")
    elif planned is None:
        failed.append(f"no plan printed (exit code {code})")
    elif planned != ran:
        failed.append(f"{planned} planned, {ran} run (exit code {code})")
    elif code and not failed:
        failed.append(f"exit code {code} though every test passed")
    return passed, failed, skipped


def session_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as f:
            rest = f.read().rsplit(")", 1)[1].split()
        return int(rest[3]) if rest[0] != "Z" else 0
    except (OSError, IndexError):
        return 0


def left_behind(session):
    return [int(p) for p in os.listdir("/proc") if p.isdigit() and session_of(p) == session]


def run_program(p):
    begun, complaint = time.monotonic(), None
    child = subprocess.Popen(p.command, cwd=ROOT, env={**os.environ, **SANITIZERS, **p.env}, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        out, _ = child.communicate(timeout=p.timeout)
    except subprocess.TimeoutExpired:
        complaint = f"took more than {p.timeout} s"
        os.killpg(child.pid, signal.SIGTERM)
        try:
            out, _ = child.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            for pid in left_behind(child.pid):
                os.kill(pid, signal.SIGKILL)
            out, _ = child.communicate()
    rest = left_behind(child.pid)
    for pid in rest:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if rest and not complaint:
        complaint = f"{len(rest)} processes left behind"
    text = out.decode("utf-8", "replace")
    return Result(p, *read_tap(text, child.returncode, complaint), time.monotonic() - begun, text)


# ---- what there is to run ---------------------------------------------------------------------------------------

@functools.lru_cache(maxsize=None)
def build(kind, targets=()):
    """None, or the failed Result of a build. A group that needs one that failed already is left out."""
    p = Program("build", kind, ["bash", "scripts/build.sh", kind, *targets], 1800, {})
    begun = time.monotonic()
    done = subprocess.run(p.command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode("utf-8", "replace")
    print(f"   built build-{kind} in {time.monotonic() - begun:.1f} s", flush=True)
    if done.returncode:
        return Result(p, 0, [f"build {kind}"], [], time.monotonic() - begun, text)
    return None


def listed(folder, suite, group, prefix=()):
    out = subprocess.run(["meson", "introspect", "--tests", folder], cwd=ROOT, check=True, capture_output=True).stdout
    return [Program(group, t["name"], [*prefix, *t["cmd"]], t["timeout"], t["env"])
            for t in json.loads(out) if "prasasti:" + suite in t["suite"] or suite in t["suite"]]


def scripts(group):
    folder = os.path.join("tests", group)
    names = sorted(os.listdir(os.path.join(ROOT, folder))) if os.path.isdir(os.path.join(ROOT, folder)) else []
    return [Program(group, stem, [*SCRIPTS[ext], os.path.join(folder, name)], 3600 if group == "soak" else 600,
                    {"PRASASTI_BUILD": os.path.join(ROOT, "build-asan")})
            for name in names for stem, ext in [os.path.splitext(name)]
            if ext in SCRIPTS and not name.startswith(("_", "lib"))]


def programs(group):
    """The programs of one group, and how many run at once; builds what they need."""
    if group == "lint":
        return [Program(group, "lint", ["bash", "scripts/lint.sh"], 300, {})], 1
    if group == "deep":
        return [Program(group, "deep", ["bash", "scripts/lint.sh", "--deep"], 900, {})], 1
    failed = build("asan")
    if failed:
        return failed, 1
    if group == "threads":
        names = [p.name for p in listed("build-asan", "threads", group)]
        failed = build("tsan", tuple(f"tests/test_{n}" for n in names)) if names else None
        # The sanitizer of GCC 12 does not know how far newer kernels spread addresses.
        return failed or (listed("build-tsan", "threads", group, ["setarch", "-R"]) if names else []), 2
    if group in ("live", "soak"):
        return scripts(group), 1
    return listed("build-asan", group, group) + scripts(group), 2


def report(r):
    mark = "FAIL" if r.failed else "  ok"
    notes = f", {len(r.failed)} failed" if r.failed else ""
    notes += f", {len(r.skipped)} skipped" if r.skipped else ""
    print(f"{mark} {r.program.group}/{r.program.name}: {r.passed} passed{notes} ({r.seconds:.1f} s)", flush=True)
    if r.failed:
        lines = r.output.splitlines()
        shown = [x for x in lines if not re.match(r"ok\b", x)][-200:]
        print("".join(f"     | {x}\n" for x in shown) + "".join(f"     ! {x}\n" for x in r.failed), end="", flush=True)


def run_group(group, wanted):
    print(f"== {group}", flush=True)
    found, workers = programs(group)
    if isinstance(found, Result):
        report(found)
        return [found]
    found = [p for p in found if wanted is None or p.name in wanted]
    results = []
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for r in pool.map(run_program, found):
            report(r)
            results.append(r)
    return results


def summary(results, begun):
    print("\n== summary")
    by_group = collections.defaultdict(list)
    for r in results:
        by_group[r.program.group].append(r)
    print(f"{'group':10} {'passed':>7} {'failed':>7} {'skipped':>8} {'seconds':>8}")
    for group, rs in by_group.items():
        print(f"{group:10} {sum(r.passed for r in rs):7} {sum(len(r.failed) for r in rs):7} "
              f"{sum(len(r.skipped) for r in rs):8} {sum(r.seconds for r in rs):8.1f}")
    print(f"{'in all':34} {time.monotonic() - begun:8.1f}")
    for r in results:
        for what in r.skipped:
            print(f"skipped: {r.program.group}/{r.program.name}: {what}")
        for what in r.failed:
            print(f"failed: {r.program.group}/{r.program.name}: {what}")
    print("\nten longest functions (lines):")
    sys.stdout.flush()
    subprocess.run([sys.executable, "scripts/lint_c.py", "--longest", "10"], cwd=ROOT, check=False)


SAMPLES = [  # why, output, exit code, complaint, passed, failed, skipped
    ("all is well", "1..2\nok 1 - a\nok 2 - b\n", 0, None, 2, 0, 0),
    ("two groups in one program", "1..1\nok 1 - a\n1..1\nok 1 - b\n", 0, None, 2, 0, 0),
    ("one fails", "1..2\nok 1 - a\nnot ok 2 - b\n", 1, None, 1, 1, 0),
    ("one is skipped", "1..2\nok 1 - a\nok 2 - b # SKIP no database\n", 0, None, 1, 0, 1),
    ("one is skipped as cmocka says it", "1..2\nok 1 - a\nnot ok 2 # SKIP b\n", 0, None, 1, 0, 1),
    ("all are skipped", "1..0 # SKIP no database\n", 0, None, 0, 0, 1),
    ("a crash half-way", "1..2\nok 1 - a\n", -11, None, 1, 1, 0),
    ("a sanitizer's exit code", "1..1\nok 1 - a\n", 1, None, 1, 1, 0),
    ("fewer than planned", "1..3\nok 1 - a\n", 0, None, 1, 1, 0),
    ("more than planned", "1..1\nok 1 - a\nok 2 - b\n", 0, None, 2, 1, 0),
    ("nothing printed", "", 0, None, 0, 1, 0),
    ("words that only look like a result", "1..1\nok 1 - a\nokay\nnot okay\n# ok 2\n", 0, None, 1, 0, 0),
    ("too slow", "1..1\nok 1 - a\n", 0, "took more than 1 s", 1, 1, 0),
]


def run_samples():
    """The counting itself is a test too (TAP): who counts wrongly says that all is well."""
    bad = 0
    for number, (why, text, code, complaint, *want) in enumerate(SAMPLES, 1):
        passed, failed, skipped = read_tap(text, code, complaint)
        good = [passed, len(failed), len(skipped)] == want
        bad += not good
        print(f"{'ok' if good else 'not ok'} {number} - counting: {why}")
        if not good:
            print(f"# {passed} {failed} {skipped}, not {want}")
    print(f"1..{len(SAMPLES)}")
    return 1 if bad else 0


def main():
    if sys.argv[1:] == ["--samples"]:
        return run_samples()
    wanted = collections.OrderedDict()
    for word in sys.argv[1:] or BY_DEFAULT:
        group, _, name = word.partition("/")
        if group not in GROUPS:
            print(f"run.py: no group '{group}'; there are: {' '.join(GROUPS)}", file=sys.stderr)
            return 2
        if not name:
            wanted[group] = None
        elif wanted.get(group, []) is not None:
            wanted.setdefault(group, []).append(name)
    if "PRASASTI_SHARED" not in os.environ:
        print("The folder ../shared is not there: tests on published vectors are skipped and say so.")
    if "PRASASTI_TEST_PG" not in os.environ and any(g not in ("lint", "deep") for g in wanted):
        print("No PostgreSQL (PRASASTI_TEST_PG): tests on it are skipped and say so.")
    begun, results = time.monotonic(), []
    try:
        for group, names in wanted.items():
            results += [r for r in run_group(group, names) if r not in results]
    except KeyboardInterrupt:
        print("interrupted")
        return 130
    summary(results, begun)
    passed, failed = sum(r.passed for r in results), sum(len(r.failed) for r in results)
    line = f"{passed} passed, {failed} failed"
    print(f"\n{line}", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    sys.exit(main())
