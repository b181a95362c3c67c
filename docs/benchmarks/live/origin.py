#!/usr/bin/env python3
"""An origin for live.sh: serves what a trace asks for, in the sizes it has there, after a delay.

    origin.py TRACE PORT DELAY_SECONDS MAX_AGE_SECONDS

/count tells how many requests and bytes it has answered.
"""
import asyncio
import csv
import gzip
import sys

TYPES = {"html": "text/html", "htm": "text/html", "gif": "image/gif", "jpg": "image/jpeg", "txt": "text/plain"}
BLOB = b"x" * (8 << 20)


def read_sizes(trace):
    sizes = {}
    with gzip.open(trace, "rt") as rows:
        for row in csv.DictReader(rows):
            size = min(int(row["size"]), len(BLOB))
            sizes[row["key"]] = max(sizes.get(row["key"], 0), size)
    return sizes


def content_type(path):
    name = path.rsplit("/", 1)[-1]
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else "html"
    return TYPES.get(ending, "application/octet-stream")


async def main(trace, port, delay, max_age):
    sizes = read_sizes(trace)
    answered = [0, 0]

    async def serve(reader, writer):
        try:
            while line := await reader.readline():
                while await reader.readline() not in (b"\r\n", b""):
                    pass
                path = line.split()[1].decode()
                if path == "/count":
                    body, control = b"%d %d\n" % tuple(answered), "no-store"
                else:
                    await asyncio.sleep(delay)
                    body, control = BLOB[: sizes.get(path, 100)], f"max-age={max_age}"
                    answered[0] += 1
                    answered[1] += len(body)
                head = (
                    f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nContent-Type: {content_type(path)}\r\n"
                    f'ETag: "1"\r\nCache-Control: {control}\r\n\r\n'
                )
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=512)
    await server.serve_forever()


asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
