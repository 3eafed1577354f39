#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Load on a hub that may die at any moment:  lib_load.py PORT KEY PATH ACKS [--rate N] [--until STATUS] [--connections N] [--seconds N]

Calls the same service again and again until it is told to stop (SIGTERM), an answer has that status, or the seconds are over. A line in ACKS for each
answer that came whole: its status and the number of its receipt. On standard output, at the end: how many came, how many did not."""
import argparse
import asyncio
import re
import signal
import sys
import time

args = argparse.ArgumentParser()
args.add_argument("port", type=int)
args.add_argument("key")
args.add_argument("path")
args.add_argument("acks")
args.add_argument("--rate", type=int, default=0)
args.add_argument("--until", type=int, default=0)
args.add_argument("--connections", type=int, default=8)
args.add_argument("--seconds", type=float, default=900)
opt = args.parse_args()
REQUEST = ("GET %s HTTP/1.1\r\nHost: hub\r\nX-API-Key: %s\r\n\r\n" % (opt.path, opt.key)).encode()
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)
RECEIPT = re.compile(rb"\r\nx-prasasti-bukti: ([0-9a-f-]{36})", re.I)
stop = asyncio.Event()
done = {"whole": 0, "broken": 0}


async def one(inp, out, acks):
    out.write(REQUEST)
    head = await inp.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    await inp.readexactly(int(length.group(1)) if length else 0)
    receipt = RECEIPT.search(head)
    acks.write("%s %s\n" % (head[9:12].decode(), receipt.group(1).decode() if receipt else "-"))
    done["whole"] += 1
    if int(head[9:12]) == opt.until:
        stop.set()
    return b"\r\nConnection: close" not in head


async def line(acks):
    while not stop.is_set():
        out = None
        try:
            inp, out = await asyncio.open_connection("127.0.0.1", opt.port)
            while not stop.is_set():
                begun = time.monotonic()
                if not await asyncio.wait_for(one(inp, out, acks), 10):
                    break
                if opt.rate:
                    await asyncio.sleep(max(0.0, opt.connections / opt.rate - (time.monotonic() - begun)))
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            done["broken"] += 1
            await asyncio.sleep(0.02)
        finally:
            if out:
                out.close()


async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    asyncio.get_running_loop().call_later(opt.seconds, stop.set)
    with open(opt.acks, "a", encoding="ascii") as acks:
        await asyncio.gather(*(line(acks) for _ in range(opt.connections)))


asyncio.run(main())
print("%(whole)d answers, %(broken)d connections broke off" % done)
sys.exit(0)
