#!/bin/sh
# Makes the two headers that nginx's own configuration writes, with Debian's flags, so that the module fits Debian's nginx:
#   headers.sh SOURCE FOLDER      SOURCE: what the package nginx-dev installs (src/, auto/, configure, conf_flags)
set -eu
source=$1
out=$(mkdir -p "$2" && cd "$2" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cp -r "$source/." "$tree"
cd "$tree"
bash -c '. ./conf_flags; ./configure "${NGX_CONF_FLAGS[@]}"' >configure.log 2>&1 || { tail -n 15 configure.log >&2; exit 1; }
cp objs/ngx_auto_config.h objs/ngx_auto_headers.h "$out"
