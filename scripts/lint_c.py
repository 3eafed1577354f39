#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Our own checker of C: what no compiler knows about this project.

    lint_c.py [CHECK...]   prints a TAP line for each check, what it found as file:line: message; all checks by default
    lint_c.py --samples    every file in lint-samples/ must be refused, or accepted, as it says (TAP)
    lint_c.py --longest N  the N longest functions

Checks: includes   who may include whom (TABLE below)
        literals   SQL and HTML text comes from literals; an exception carries /* checked: why */
        words      no region, no article of law, no path of one machine
        law        no word of a pack or register: names, ids, stages, roles, clearances, intervals; law-allowed.txt says which
                   keys engines must know, and why
        calls      calls that do not belong here and that the compiler lets pass
        globals    no mutable data outside src/app and base/log.c
        lengths    functions up to 100 lines, files up to 600 (tables not counted)
        opening    every file opens with its licence and its purpose

It reads tokens, not a grammar: code that is laid out as clang-format lays it out."""
import functools
import os
import re
import sys
import tempfile

FLOORS = ["base", "json", "ledger", "db", "who", "model", "flow", "rule", "policy", "html", "web", "page", "api", "app"]
TABLE = {  # folder: what it may include besides itself
    "base": [],
    "json": ["base"],
    "ledger": ["base"],
    "db": ["base", "json"],
    "who": ["base", "json", "db"],
    "model": ["base", "json", "ledger", "db", "who"],
    "flow": ["base", "json", "ledger", "db", "who", "model"],
    "rule": ["base", "json", "ledger", "db", "who", "model", "flow"],
    "policy": ["base", "json"],
    "html": ["base"],
    "web": ["base", "json", "html", "who"],
    "page": ["base", "json", "ledger", "db", "who", "model", "flow", "rule", "policy", "html", "web"],
    "api": ["base", "json", "ledger", "db", "who", "model", "flow", "rule", "policy", "html", "web"],
    "app": FLOORS,
    "hub": ["base", "policy"],
}
SYSTEM = {  # foreign header: the only places that may include it
    r"openssl/": r"src/base/(hash|pubkey)\.c|src/(who|model|rule|api|app)/",
    r"jansson\.h": r"src/json/",
    r"libfyaml\.h": r"src/json/",
    r"sqlite3\.h": r"src/db/",
    r"libpq": r"src/db/",
    r"sodium": r"src/who/",
    r"microhttpd\.h": r"src/web/mhd\.c",
    r"ngx_": r"hub/",
}
SQL_CALLS = {"db_prepare": 1, "db_run": 1, "db_one_int": 1}
HTML_CALLS = {"html_lit": 1, "html_open": 1, "html_void": 1, "html_close": 1, "html_attr": 1}
FORMAT_CALLS = {"buf_printf": 1, "arena_printf": 1, "snprintf": 2, "asprintf": 1, "fprintf": 1, "printf": 0}
SQL_TEXT = re.compile(r"\b(select\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|alter\s+table\s|drop\s+"
                      r"|create\s+(unique\s+)?(table|index|view|trigger)\s)", re.I)
HTML_TEXT = re.compile(r"(?<!<)</?[a-z][a-z0-9]*[ >/]", re.I)
CONVERSION = re.compile(r"%[-+ #0]*[0-9*]*(\.[0-9*]+)?[hljzt]*[a-zA-Z]")
REGIONS = re.compile("|".join(["banj" "ar", "purba" "lingga", "beka" "si", "bog" "or", "sume" "nep"]), re.I)
LAW = re.compile(r"\b\d{1,3}/(19|20)\d\d\b|\bpasal\s+\d+|\bayat\s*\(\d|\b\d{1,3}\(\d{1,2}[a-z]?\)", re.I)
MACHINE = re.compile(r"/w[o]rk/|/r[o]ot/|/f[a]rm/|/h[o]me/[a-z]|/U[s]ers/|/tmp/k[e]rja")
FORBIDDEN = {
    "sqlite3_exec": "use db_prepare", "PQexec": "use db_prepare", "system": "no shell", "popen": "no shell",
    "alloca": "no alloca", "strcpy": "use sv", "strcat": "use buf", "sprintf": "use buf_printf", "strtok": "use sv_cut",
    "atoi": "use sv_int", "setlocale": "numbers and dates must not depend on the machine", "html_raw": "use html_text",
}
FUNCTION_MAX = 100
FILE_MAX = 600
TOKEN = re.compile(
    r"(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<str>\"(?:\\.|[^\"\\\n])*\")|(?P<chr>'(?:\\.|[^'\\\n])*')"
    r"|(?P<pre>^[ \t]*#(?:/\*.*?\*/|[^\n\\]|\\.|\\\n)*)|(?P<id>[A-Za-z_]\w*)|(?P<num>\.?\d(?:[\w.]|[eEpP][+-])*)"
    r"|(?P<op>->|\+\+|--|<<=|>>=|<<|>>|[<>=!+\-*/%&|^]=|&&|\|\||\.\.\.|[^\s])", re.S | re.M)


class Source:
    """One file, cut into tokens (kind, text, line); comments and preprocessor lines stand apart."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.tokens, self.comments, self.directives = [], [], []
        line, at = 1, 0
        for m in TOKEN.finditer(text):
            line += text.count("\n", at, m.start())
            at = m.start()
            kind, s = m.lastgroup, m.group()
            if kind == "comment":
                self.comments.append((line, line + s.count("\n"), s))
            elif kind == "pre":
                self.directives.append((line, s))
            else:
                self.tokens.append((kind, s, line))
        self.checked = {n for first, last, s in self.comments if re.match(r"/[*/]\s*checked:\s*\w\w", s)
                        for n in range(first, last + 3)}
        self.functions = list(self.find_functions())

    def find_functions(self):
        """(name, index of first token, of '(' , of '{', of '}') of every definition at file level."""
        t, i, start = self.tokens, 0, 0
        while i < len(t):
            s = t[i][1]
            if s in "([":
                i = close(t, i)
            elif s == "{":
                end = close(t, i)
                head = t[start:i]
                opening = next((k for k in range(start, i) if t[k][1] == "(" and k > start and t[k - 1][0] == "id"
                                and t[k - 1][1] != "__attribute__"), None)
                if opening and head[-1][1] == ")" and "=" not in [x[1] for x in head]:
                    yield t[opening - 1][1], start, opening, i, end
                    start = end + 1
                i = end
            elif s == ";":
                start = i + 1
            i += 1

    def function_at(self, i):
        return next((f for f in self.functions if f[1] <= i <= f[4]), None)

    def excused(self, first, last):
        return any(n in self.checked for n in range(first, last + 1))


def close(t, i):
    """Index of the token that closes the bracket at i."""
    depth = 0
    for k in range(i, len(t)):
        if t[k][1] in ("(", "[", "{"):
            depth += 1
        elif t[k][1] in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return k
    return len(t) - 1


def split(t, first, end):
    """Pieces of t[first:end] between commas that stand in no bracket, as (first, end)."""
    pieces, k, begin = [], first, first
    while k < end:
        if t[k][1] in ("(", "[", "{"):
            k = close(t, k)
        elif t[k][1] == ",":
            pieces.append((begin, k))
            begin = k + 1
        k += 1
    return pieces + [(begin, end)]


@functools.lru_cache(maxsize=None)
def read_source(path, full):
    with open(full, encoding="utf-8") as f:
        return Source(path, f.read())


def read_tree(root, folders):
    sources = []
    for folder in folders:
        for where, dirs, names in os.walk(os.path.join(root, folder)):
            dirs.sort()
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    full = os.path.join(where, name)
                    sources.append(read_source(os.path.relpath(full, root), full))
    return sources


# ---- includes ---------------------------------------------------------------------------------------------------

def check_includes(root):
    for src in read_tree(root, ["src", "hub"]):
        part = src.path.split(os.sep)
        floor = "hub" if part[0] == "hub" else part[1]
        for line, s in src.directives:
            m = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', s)
            if not m:
                continue
            header = m.group(2)
            for pattern, places in SYSTEM.items():
                if re.match(pattern, header) and not re.match(places, src.path):
                    yield src.path, line, f"{header} does not belong in {src.path}"
            if m.group(1) == "<":
                continue
            other = header.split("/")[0] if "/" in header else floor
            if floor not in TABLE or (other != floor and other not in TABLE[floor]):
                yield src.path, line, f"{floor} may not include {header}"
            elif other != floor and header.endswith("_priv.h"):
                yield src.path, line, f"{header} is private to {other}"


# ---- literals ---------------------------------------------------------------------------------------------------

def parameters(src, f):
    """Names of the parameters of function f that are texts (struct sv, const char *), in order; None for the others."""
    _, _, opening, _, _ = f
    names = []
    for first, end in split(src.tokens, opening + 1, close(src.tokens, opening)):
        ids = [x[1] for x in src.tokens[first:end] if x[0] == "id"]
        names.append(ids[-1] if "sv" in ids or "char" in ids else None)
    return names


def collect_sql_calls(sources):
    """Functions with a parameter `sql` hand it on: then their callers are checked in their place."""
    everywhere, local = dict(SQL_CALLS), {}
    for src in sources:
        for f in src.functions:
            names = parameters(src, f)
            if "sql" in names:
                static = any(x[1] == "static" for x in src.tokens[f[1]:f[2]])
                (local.setdefault(src.path, {}) if static else everywhere)[f[0]] = names.index("sql")
    return everywhere, local


def literal(src, first, end, f, seen=()):
    """Whether the expression t[first:end] can only be text written in the source."""
    t = src.tokens
    if first >= end:
        return False
    while t[first][1] == "(" and close(t, first) == end - 1:
        first, end = first + 1, end - 1
    question = next((k for k in top_level(t, first, end) if t[k][1] == "?"), None)
    if question:
        colon = next((k for k in top_level(t, question, end) if t[k][1] == ":"), end)
        return literal(src, question + 1, colon, f, seen) and literal(src, colon + 1, end, f, seen)
    if t[first][1] in ("SV", "SV_INIT", "T") and first + 1 < end and close(t, first + 1) == end - 1:
        return True  # the macros themselves refuse anything but a literal
    if all(x[0] == "str" or (x[0] == "id" and x[1].isupper()) for x in t[first:end]) \
            and any(x[0] == "str" for x in t[first:end]):
        return True
    if end - first > 2 and t[first + 1][1] == "(" and close(t, first + 1) == end - 1:
        maker = next((g for g in src.functions if g[0] == t[first][1]), None)
        return bool(maker) and src.excused(t[maker[1]][2], t[maker[1]][2])  # a maker of SQL, checked where it stands
    if end - first == 1 and t[first][0] == "id" and t[first][1] not in seen:
        return literal_name(src, t[first][1], f, seen)
    return False


def top_level(t, first, end):
    k = first
    while k < end:
        yield k
        if t[k][1] in ("(", "[", "{"):
            k = close(t, k)
        k += 1


def literal_name(src, name, f, seen):
    if re.search(r'#\s*define\s+' + name + r'\s+(SV\()?"', "\n".join(s for _, s in src.directives)):
        return True
    t, found = src.tokens, False
    for scope in ((f[3], f[4]) if f else None, (0, len(t))):
        if not scope:
            continue
        for i in range(*scope):
            if t[i][1] != name or t[i][0] != "id" or (i and t[i - 1][1] in (".", "->")):
                continue
            if scope == (0, len(t)) and src.function_at(i):
                continue
            k = i + 1
            if k < len(t) and t[k][1] == "[":
                k = close(t, k) + 1
            taken = i > 1 and t[i - 1][1] == "&" and t[i - 2][1] in ("(", ",")
            if k < len(t) and t[k][1] in ("=", "+="):
                found = True
                end = next(e for e in top_level(t, k, len(t)) if t[e][1] in (";", ","))
                if not literal(src, k + 1, end, f, seen + (name,)) and not src.excused(t[i][2], t[end][2]):
                    return False
            elif taken and not src.excused(t[i][2], t[i][2]):
                return False
            elif taken:
                found = True
        if found:
            return True
    return bool(f) and name == "sql" and "sql" in parameters(src, f)


def check_literals(root):
    sources = read_tree(root, ["src", "hub"])
    everywhere, local = collect_sql_calls(sources)
    for src in sources:
        t = src.tokens
        sql = {**everywhere, **local.get(src.path, {})}
        for i in range(len(t) - 1):
            name = t[i][1]
            index = sql.get(name, HTML_CALLS.get(name))
            if t[i][0] != "id" or t[i + 1][1] != "(" or (index is None and name not in FORMAT_CALLS):
                continue
            f, end = src.function_at(i), close(t, i + 1)
            if f is None or i < f[3] or src.excused(t[i][2], t[end][2]):
                continue
            args = split(t, i + 2, end)
            if index is not None:
                if index < len(args) and not literal(src, *args[index], f):
                    kind = "SQL" if name in sql else "HTML"
                    yield src.path, t[i][2], f"{name}: {kind} text must be a literal, or carry /* checked: why */"
            elif FORMAT_CALLS[name] < len(args):
                first, last = args[FORMAT_CALLS[name]]
                text = "".join(x[1][1:-1] for x in t[first:last] if x[0] == "str")
                if CONVERSION.search(text):
                    for kind, pattern in (("SQL", SQL_TEXT), ("HTML", HTML_TEXT)):
                        if pattern.search(text):
                            yield src.path, t[i][2], f"{name}: {kind} text made with a format"


# ---- words, calls, globals, lengths, opening ----------------------------------------------------------------------

def check_words(root):
    for src in read_tree(root, ["src", "hub"]):
        for number, line in enumerate(src.text.split("\n"), 1):
            m = REGIONS.search(line)
            if m:
                yield src.path, number, f"a region named in code: {m.group()}"
        for kind, s, number in src.tokens:
            m = LAW.search(s) if kind == "str" and not src.excused(number, number) else None
            if m:
                yield src.path, number, f"an article of law in code: {m.group()} (it belongs in data/)"
    skip = re.compile(r"(^|/)(\.git|build[^/]*|node_modules|demo|dist|__pycache__)(/|$)")
    for where, dirs, names in os.walk(root):
        dirs[:] = sorted(d for d in dirs if not skip.search(os.path.relpath(os.path.join(where, d), root)))
        for name in sorted(names):
            path = os.path.join(where, name)
            if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > 2_000_000:
                continue
            with open(path, encoding="utf-8", errors="replace") as f:
                for number, line in enumerate(f, 1):
                    m = MACHINE.search(line)
                    if m and "checked:" not in line:
                        yield os.path.relpath(path, root), number, f"a path of one machine: {m.group()}"


def check_calls(root):
    for src in read_tree(root, ["src", "hub"]):
        t = src.tokens
        for i in range(len(t) - 1):
            if t[i][0] != "id" or t[i + 1][1] != "(" or t[i - 1][1] in (".", "->"):
                continue
            name = t[i][1]
            if name in FORBIDDEN:
                yield src.path, t[i][2], f"{name}: {FORBIDDEN[name]}"
            elif re.fullmatch(r"html_\w+_", name) and not src.path.startswith("src/html/"):
                yield src.path, t[i][2], f"{name}: use the macro {name[:-1]}, which takes literals only"


def check_globals(root):
    for src in read_tree(root, ["src", "hub"]):
        if src.path.startswith(("src/app/", "hub/")) or src.path == "src/base/log.c":
            continue
        t, inside = src.tokens, [(f[1], f[4]) for f in src.functions]
        names = {f[0] for f in src.functions}
        spans, i, start = [], 0, 0
        while i < len(t):  # statements at file level
            span = next((x for x in inside if x[0] == i), None)
            if span:
                i = start = span[1] + 1
                continue
            if t[i][1] in ("(", "[", "{"):
                i = close(t, i)
            elif t[i][1] == ";":
                spans.append((start, i))
                start = i + 1
            i += 1
        for first, last in inside:  # static data inside functions
            for k in range(first, last):
                if t[k][1] == "static" and k > first and t[k - 1][1] in ("{", "}", ";"):
                    spans.append((k, next(e for e in top_level(t, k, len(t)) if t[e][1] == ";")))
        for first, last in spans:
            words = [t[k][1] for k in top_level(t, first, last)]
            head = words[:words.index("=")] if "=" in words else words
            if not head or head[0] in ("typedef", "extern", "_Static_assert") or "const" in head or "(" in head:
                continue
            if head[0] in ("struct", "union", "enum") and (head[-1] == "{" or len(head) <= 2):
                continue  # a declaration of a type
            if "=" not in words and (src.path.endswith(".h") and head[0] != "static" or head[-1] in names):
                continue  # a declaration of functions by the name of their type
            if not src.excused(t[first][2], t[last][2]):
                yield src.path, t[first][2], f"mutable data: {' '.join(head)}"


def table_lines(src, first, last):
    """Lines of long initializers between two tokens: a table may be long."""
    t, lines = src.tokens, 0
    for i in range(first, last):
        if t[i][1] == "=" and t[i + 1][1] == "{":
            rows = t[close(t, i + 1)][2] - t[i + 1][2]
            lines += rows if rows > 10 else 0
    return lines


def functions(root, folders=("src", "hub", "tests", "bench", "gen")):
    for src in read_tree(root, folders):
        for name, first, _, _, last in src.functions:
            lines = src.tokens[last][2] - src.tokens[first][2] + 1 - table_lines(src, first, last)
            yield lines, name, src.path, src.tokens[first][2]


def check_lengths(root):
    for n, name, path, line in functions(root):
        if n > FUNCTION_MAX:
            yield path, line, f"{name} has {n} lines (at most {FUNCTION_MAX}): what is it hiding?"
    for src in read_tree(root, ["src", "hub", "tests", "bench", "gen"]):
        n = src.text.count("\n") - table_lines(src, 0, len(src.tokens) - 1)
        if n > FILE_MAX:
            yield src.path, 1, f"{n} lines without its tables (at most {FILE_MAX})"


def check_opening(root):
    for src in read_tree(root, ["src", "hub", "tests", "bench", "gen"]):
        lines = src.text.split("\n")
        if lines[0] != "/* SPDX-License-Identifier: MIT":
            yield src.path, 1, "the first line is not `/* SPDX-License-Identifier: MIT`"
        elif len(lines) < 2 or not re.match(r" \* \S.{14,}", lines[1]):
            yield src.path, 2, "the second line does not say what the file is for"


# ---- law ----------------------------------------------------------------------------------------------------------

def yaml_keys(text, name):
    """The keys of every map called `name`, written {in: braces} or as lines that stand deeper."""
    keys = set()
    for m in re.finditer(r"(?:^|[{,])([ ]*)" + name + r":[ ]*(\{)?", text, re.M):
        at = m.end()
        if m.group(2):
            depth, end = 1, at
            while depth and end < len(text):
                depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(text[end], 0)
                end += 1
            inside, flat = text[at:end - 1], ""
            for c in inside:
                depth += {"{": 1, "[": 1}.get(c, 0)
                flat += c if not depth else ""
                depth -= {"}": 1, "]": 1}.get(c, 0)
            keys.update(re.findall(r"(?:^|,)\s*([a-z][a-z0-9_]*):", flat))
        elif text[m.start()] not in "{,":
            child = None
            for line in text[at:].split("\n")[1:]:
                indent = len(line) - len(line.lstrip(" "))
                if not line.strip() or line.lstrip().startswith("#"):
                    continue
                child = child or (indent if indent > len(m.group(1)) else None)
                if not child or indent < child:
                    break
                k = re.match(r"([a-z][a-z0-9_]*):", line[indent:])
                if k and indent == child:
                    keys.add(k.group(1))
    return keys


def slurp(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


@functools.lru_cache(maxsize=None)
def law_words(root):
    """({pattern: what}, {key: what}) of the declarations: names of regions and packs; keys of all that is declared."""
    names, keys = {}, {}
    registers = os.path.join(root, "data/registers")
    for name in sorted(os.listdir(registers)):
        if name.endswith(".yaml"):
            keys[name[:-5]] = "a register"
            for k in yaml_keys(slurp(os.path.join(registers, name)), "states"):
                keys.setdefault(k, "a state")
    for k in yaml_keys(slurp(os.path.join(root, "data/roles.yaml")), "roles"):
        keys.setdefault(k, "a role")
    for folder in ("data/regulations", "tests/regulations"):
        full = os.path.join(root, folder)
        for pack in sorted(os.listdir(full)) if os.path.isdir(full) else []:
            text = slurp(os.path.join(full, pack, "regulation.yaml"))
            region = re.search(r"^region: \"?(?:Kabupaten|Kota|Provinsi)? ?([^\"\n]+)", text, re.M).group(1)
            for word in (region, pack):
                names["[-_ ]?".join(map(re.escape, re.split(r"[-_ ]", word.lower())))] = word
            for part in ("roles", "clearances", "settings", "populations"):
                for k in yaml_keys(text, part):
                    keys.setdefault(k, "a word of " + pack)
            stages = yaml_keys(slurp(os.path.join(full, pack, "registers.yaml")), "with")
            for k in stages:
                keys.setdefault(k, "a stage of " + pack)
    return names, keys


def law_allowed():
    """{(key, path): line} of law-allowed.txt; a path that ends in / is a folder and all in it."""
    allowed = {}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "law-allowed.txt")
    for number, line in enumerate(slurp(path).split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            key, where, why = line.split(None, 2)
            assert len(why) > 10, f"law-allowed.txt:{number}: no reason"
            allowed[key, where] = number
    return allowed


INTERVAL = re.compile(r"\d+ (years|months)")
PROVISION = re.compile(r"(pasal|ayat|huruf)_?\d+[a-z]?|p\d{1,3}_(\d{1,2}|ayat.*)", re.I)
IN_SQL = re.compile(r"\bv_([a-z0-9_]+)|\b(?:from|join|into|update) (?:v_)?([a-z][a-z0-9_]*)|\b(?:status|jenis|peran) *(?:=|<>) *'([a-z0-9_]+)'"
                    r"|\b(?:status|jenis|peran) (?:not )?in \(([^)]*)\)")


def keys_in(literal):
    """Words of a literal that may be keys: all of it, or what SQL in it names."""
    yield literal
    for m in IN_SQL.finditer(literal):
        yield from (w for g in m.groups() if g for w in re.findall(r"[a-z][a-z0-9_]*", g))


def check_law(root):
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    whole = os.path.isdir(os.path.join(root, "data"))  # a sample is judged by the words of the tree it belongs to
    names, keys = law_words(root if whole else here)
    allowed, used = law_allowed(), set()
    for src in read_tree(root, ["src", "hub"]):
        for number, line in enumerate(src.text.split("\n"), 1):
            for pattern, name in names.items():
                if re.search(pattern, line, re.I):
                    yield src.path, number, f"a region or pack named in code: {name}"
        for kind, s, number in src.tokens:
            if kind == "id" and PROVISION.fullmatch(s):
                yield src.path, number, f"a provision as a name: {s} (cite it in a comment)"
            if kind != "str":
                continue
            if INTERVAL.fullmatch(s[1:-1]):
                yield src.path, number, f"an interval in code: {s[1:-1]} (it belongs in data/)"
            for word in sorted(set(keys_in(s[1:-1]))):
                if word not in keys:
                    continue
                parts = src.path.split(os.sep)
                places = [(word, p) for p in [src.path] + ["/".join(parts[:i]) + "/" for i in range(1, len(parts))]
                          if (word, p) in allowed]
                used.update(places)
                if not places:
                    yield src.path, number, f"{keys[word]} in code: {word} (declare it, or reason in scripts/law-allowed.txt)"
    for (key, path), number in sorted(allowed.items()) if whole else ():
        if (key, path) not in used:
            yield "scripts/law-allowed.txt", number, f"{key} is not in {path} any more"


CHECKS = {"includes": check_includes, "literals": check_literals, "words": check_words, "law": check_law, "calls": check_calls,
          "globals": check_globals, "lengths": check_lengths, "opening": check_opening}


# ---- samples ------------------------------------------------------------------------------------------------------

SAMPLE_WORDS = {"@REGION@": "Bog" + "or", "@OTHER@": "Tirta" + " Wening", "@PACK@": "tirta-" + "wening-7-2024", "@HOME@": "/ho" + "me/", "@LONG@": "    work();\n" * 120}


def run_samples(folder):
    """Each sample says where it would stand and what must be said of it: `path: …`, `expect: …` or `expect nothing`."""
    count = bad = 0
    for check in sorted(CHECKS):
        where = os.path.join(folder, check)
        for name in sorted(os.listdir(where)):
            with open(os.path.join(where, name), encoding="utf-8") as f:
                head, text = f.read().split("\n=====\n")
            path = re.search(r"^path: (.+)$", head, re.M).group(1)
            expect = re.findall(r"^expect: (.+)$", head, re.M)
            with tempfile.TemporaryDirectory() as root:
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full))
                with open(full, "w", encoding="utf-8") as f:
                    for mark, word in SAMPLE_WORDS.items():
                        text = text.replace(mark, word)
                    f.write(text)
                said = [m for _, _, m in CHECKS[check](root)]
            good = len(said) == len(expect) and all(want in got for want, got in zip(expect, said))
            count += 1
            bad += not good
            print(f"{'ok' if good else 'not ok'} {count} - sample {check}/{name}")
            if not good:
                print(f"# expected {expect}\n# got      {said}")
    print(f"1..{count}")
    return bad == 0


def main():
    argv = sys.argv[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    root = os.path.dirname(here)
    if argv[:1] == ["--samples"]:
        return 0 if run_samples(os.path.join(here, "lint-samples")) else 1
    if argv[:1] == ["--longest"] and len(argv) == 2:
        for n, name, path, line in sorted(functions(root, ("src", "hub")), key=lambda x: (-x[0], x[1]))[:int(argv[1])]:
            print(f"{n:5} {name} ({path}:{line})")
        return 0
    if any(name not in CHECKS for name in argv):
        print(__doc__, file=sys.stderr)
        return 2
    bad = 0
    for count, name in enumerate(argv or CHECKS, 1):
        found = list(CHECKS[name](root))
        print(f"{'not ok' if found else 'ok'} {count} - {name}")
        for path, line, message in found:
            print(f"# {path}:{line}: {message}")
        bad += bool(found)
    print(f"1..{len(argv or CHECKS)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
