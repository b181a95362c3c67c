#!/usr/bin/env python3
"""The clients for live.sh: replays a trace, each client from an address of its own and in its own order.

    clients.py TRACE PORT,PORT,... REQUESTS_A_SECOND [LIMIT]

A client always asks the same edge, and waits for an answer before it asks for the next. Prints one line of JSON:
requests, errors, hit ratio, and the time from a request to the head of its answer in milliseconds, of hits and of
misses. Times of the first half of the trace do not count: the edges are still being compiled.
"""
import asyncio
import csv
import gzip
import json
import sys
import time

IDLE_SECONDS = 20


def read_requests(trace, limit):
    with gzip.open(trace, "rt") as rows:
        requests = [(row["client"], row["key"]) for row in csv.DictReader(rows)]
    numbers = {}
    for client, _ in requests:
        numbers.setdefault(client, len(numbers))
    return [(numbers[client], key) for client, key in requests[:limit]]


def address(client):
    return f"127.{1 + (client >> 16) % 200}.{(client >> 8) & 255}.{1 + (client & 255) % 254}"


class Clients:
    def __init__(self, ports):
        self.ports = ports
        self.queues = {}
        self.times = {"hit": [], "miss": []}
        self.answers = {"hit": 0, "miss": 0}
        self.errors = 0

    def ask(self, tasks, client, key, counts):
        if client not in self.queues:
            self.queues[client] = asyncio.Queue()
            task = asyncio.create_task(self.run(client, self.queues[client]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        self.queues[client].put_nowait((key, counts))

    async def run(self, client, queue):
        reader = writer = None
        while True:
            try:
                key, counts = await asyncio.wait_for(queue.get(), IDLE_SECONDS)
            except asyncio.TimeoutError:
                break
            if key is None:
                break
            try:
                if writer is None:
                    port = self.ports[client % len(self.ports)]
                    reader, writer = await asyncio.open_connection(
                        "127.0.0.1", port, local_addr=(address(client), 0)
                    )
                await self.request(reader, writer, key, counts)
            except (OSError, asyncio.IncompleteReadError):
                self.errors += 1
                writer = None
        self.queues.pop(client, None)
        if writer is not None:
            writer.close()

    async def request(self, reader, writer, key, counts):
        begun = time.perf_counter()
        writer.write(f"GET {key} HTTP/1.1\r\nHost: www.example.com\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        took = time.perf_counter() - begun
        length, kind = 0, "miss"
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
            elif line.startswith(b"cache-status:") and b"; hit" in line:
                kind = "hit"
        await reader.readexactly(length)
        self.answers[kind] += 1
        if counts:
            self.times[kind].append(took)


def at(times, share):
    return round(sorted(times)[int(len(times) * share)] * 1e3, 2) if times else None


async def main(trace, ports, rate, limit):
    requests = read_requests(trace, limit)
    clients = Clients(ports)
    tasks = set()
    begun = time.perf_counter()
    for number, (client, key) in enumerate(requests):
        if (left := begun + number / rate - time.perf_counter()) > 0:
            await asyncio.sleep(left)
        clients.ask(tasks, client, key, number >= len(requests) // 2)
    for queue in list(clients.queues.values()):
        queue.put_nowait((None, False))
    await asyncio.gather(*tasks)
    answers = clients.answers["hit"] + clients.answers["miss"]
    hits, misses = clients.times["hit"], clients.times["miss"]
    print(
        json.dumps(
            {
                "requests": answers,
                "errors": clients.errors,
                "hit_ratio": round(clients.answers["hit"] / max(1, answers), 4),
                "hit_p50_ms": at(hits, 0.5),
                "hit_p99_ms": at(hits, 0.99),
                "miss_p50_ms": at(misses, 0.5),
            }
        )
    )


asyncio.run(
    main(
        sys.argv[1],
        [int(port) for port in sys.argv[2].split(",")],
        float(sys.argv[3]),
        int(sys.argv[4]) if len(sys.argv) > 4 else None,
    )
)
