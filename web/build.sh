#!/usr/bin/env bash
# Makes web/dist: one style sheet, one script, one sprite of icons, each under a name with its digest and compressed beside
# itself, and aset.h, which tells the C side those names. Inputs: npm packages (package-lock.json), web/src, icons.txt,
# and the sources of the pages, which say what classes and icons are used.
set -euo pipefail
cd "$(dirname "$0")"
exec node build.mjs
