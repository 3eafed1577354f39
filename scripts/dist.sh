#!/usr/bin/env bash
# A source archive of the last commit, with the styles and scripts already built, so that it needs no npm:
# dist/prasasti-VERSION.tar.gz and its SHA-256.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n "s/^  version: '\([^']*\)'.*/\1/p" meson.build)
name=prasasti-$version
if [ -n "$(git status --porcelain)" ]; then
    echo "prasasti: ada perubahan yang belum di-commit; arsip hanya memuat commit terakhir." >&2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive --prefix="$name/" HEAD | tar -x -C "$work"
if [ -d web/dist ]; then
    mkdir -p "$work/$name/web"
    cp -r web/dist "$work/$name/web/dist"
fi
mkdir -p dist
# The same commit gives the same bytes: order, owner and time are fixed.
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" -cf - "$name" |
    gzip -9n >"dist/$name.tar.gz"
(cd dist && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
