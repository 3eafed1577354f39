#!/usr/bin/env bash
# The hub for long: kill -9 of any process a hundred times under load, and an answer of ten gigabytes.
#   ROUNDS=100 BYTES=10000000000 tests/soak/hub.sh
live=$(cd "$(dirname "$0")/../live" && pwd)
failed=0
ROUNDS=${ROUNDS:-96} bash "$live/hub_kill.sh" || failed=1
BYTES=${BYTES:-10000000000} bash "$live/hub_provider.sh" || failed=1
exit $failed
