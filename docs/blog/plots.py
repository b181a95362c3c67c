#!/usr/bin/env python3
"""Draws the plots of the blog into images/ beside itself: python3 docs/blog/plots.py

Every figure is read from a table of another document when this runs, so a plot cannot say what no document
says. A table that has moved ends the run with its heading.
"""

import math
import re
from html import escape
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent
IMAGES = Path(__file__).resolve().parent / "images"

# Okabe and Ito's colours, which the colour-blind can tell apart, darker on light paper and lighter on dark.
STYLE = """
svg { --page: #ffffff; --text: #1f2328; --soft: #57606a; --grid: #d8dee4;
      --ours: #0072b2; --first: #d55e00; --second: #8a8f98; --best: #b07a00; }
@media (prefers-color-scheme: dark) {
svg { --page: #0d1117; --text: #e6edf3; --soft: #a5adb8; --grid: #30363d;
      --ours: #56b4e9; --first: #f0883e; --second: #8b949e; --best: #e6c84f; } }
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif;
       fill: var(--text); font-size: 13px; }
.soft { fill: var(--soft); }
.name { font-weight: 600; font-size: 15px; }
.grid { stroke: var(--grid); }
.ours { fill: var(--ours); stroke: var(--ours); }
.first { fill: var(--first); stroke: var(--first); }
.second { fill: var(--second); stroke: var(--second); }
.best { fill: var(--best); stroke: var(--best); }
.hollow { fill: var(--page); stroke: var(--soft); stroke-width: 1.5; }
"""


def tables(document, heading):
    """The tables below a heading, each a list of rows, each row a list of cells without bold face."""
    text = (DOCS / document).read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}.*$", text, re.MULTILINE)
    if not found:
        raise SystemExit(f"{document} has no heading '{heading}' any more")
    section = re.split(r"^#+ ", text[found.end():], maxsplit=1, flags=re.MULTILINE)[0]
    result, rows = [], []
    for line in section.splitlines() + [""]:
        if line.startswith("|"):
            rows.append([cell.strip().replace("**", "") for cell in line.strip("|").split("|")])
        elif rows:
            result.append(rows[2:])
            rows = []
    if not result:
        raise SystemExit(f"{document} has no table below '{heading}' any more")
    return result


def numbers(cell):
    return [float(word.replace(",", "")) for word in re.findall(r"[-+]?\d[\d,]*\.?\d*|\.\d+", cell)]


class Plot:
    def __init__(self, name, width, height, title, description):
        self.name, self.width, self.height = name, width, height
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'role="img" aria-labelledby="title desc">',
            f'<title id="title">{escape(title)}</title>', f'<desc id="desc">{escape(description)}</desc>',
            f"<style>{STYLE}</style>", f'<rect width="{width}" height="{height}" rx="8" style="fill:var(--page)"/>']

    def text(self, x, y, words, css="", anchor="start"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" class="{css}" text-anchor="{anchor}">{escape(words)}</text>')

    def line(self, x1, y1, x2, y2, css="grid", width=1.0, dash=""):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{css}" '
                          f'stroke-width="{width}"{dashes}/>')

    def dot(self, x, y, css, radius=5.0, words=""):
        tip = f"<title>{escape(words)}</title>" if words else ""
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" class="{css}">{tip}</circle>')

    def bar(self, x, y, width, height, css):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" rx="2" class="{css}"/>')

    def key(self, x, y, entries):
        for css, words, step in entries:
            self.dot(x, y - 4.5, css)
            self.text(x + 11, y, words)
            x += step

    def save(self):
        IMAGES.mkdir(exist_ok=True)
        (IMAGES / self.name).write_text("\n".join(self.parts + ["</svg>", ""]), encoding="utf-8")


def cpu_of_a_hit():
    rows = tables("benchmarks/2026-11-26-hit-path.md", "CPU seconds of the server per 100,000 hits")[0]
    plot = Plot("cpu-of-a-hit.svg", 840, 330, "CPU time of a hit beside nginx and Varnish",
                "Two rounds of four kinds of hits. neurod is far below Varnish everywhere, level with nginx on "
                "small hits, below it on HTTP/1.1 with 64 KB and above it on h2c with 64 KB.")
    left, right, top, step = 150, 810, 76, 52

    def at(value):
        return left + (right - left) * value / 150

    plot.text(20, 30, "CPU of the server for a hit, µs", "name")
    plot.key(376, 30, (("ours", "neurod", 92), ("first", "nginx proxy_cache", 170), ("second", "Varnish", 0)))
    for tick in range(0, 151, 25):
        plot.line(at(tick), top - 22, at(tick), top + step * 3 + 26)
        plot.text(at(tick), top + step * 3 + 46, str(tick), "soft", "middle")
    for number, (kind, nginx, varnish, neurod, *_) in enumerate(rows):
        y = top + number * step
        plot.text(left - 16, y + 5, kind, anchor="end")
        # Seconds per 100,000 hits, times ten, are microseconds a hit.
        for css, cell, lift in (("second", varnish, 0), ("first", nginx, -8), ("ours", neurod, 8)):
            pair = [value * 10 for value in numbers(cell)]
            plot.line(at(min(pair)), y + lift, at(max(pair)), y + lift, css, 2.5)
            for value in pair:
                plot.dot(at(value), y + lift, css, 5, f"{kind}: {value:.1f} µs")
    plot.text(left, top + step * 3 + 72, "two rounds, one dot each; a shared machine, so compare within a row", "soft")
    plot.save()


def purges():
    latency = tables("benchmarks/2026-11-27-purges.md", "Latency, one purge after the other")[0]
    cut = {row[0]: row[1] for row in tables("benchmarks/2026-11-27-purges.md", "With the network cut")[0]}
    plot = Plot("purges.svg", 840, 300, "How long a purge takes until it is in force on every edge",
                "On a logarithmic axis: some 5 ms at the median and at most 17 ms at the 99th percentile when all edges are well, and "
                "what is left of the lease, up to a second, when one is stopped or cut off.")
    left, right, top, step = 232, 800, 78, 42

    def at(millis):
        return left + (right - left) * math.log10(millis / 2) / math.log10(4000 / 2)

    rows = [(words, numbers(p50)[0], numbers(p99)[0]) for words, p50, p99, _ in latency]
    during = numbers(cut["during a cut"])
    p50, p99 = during[1], during[3]
    rows.append(("both cores busy, network cut", p50, p99))
    plot.text(20, 30, "From POST /purge to its answer", "name")
    plot.key(420, 30, (("ours", "p50", 70), ("first", "p99", 0)))
    bottom = top + step * (len(rows) - 1) + 24
    for tick, words in ((2, "2 ms"), (5, "5"), (10, "10"), (20, "20"), (50, "50"), (100, "100"), (200, "200"),
                        (500, "500"), (1000, "1 s"), (2000, "2"), (4000, "4")):
        plot.line(at(tick), top - 24, at(tick), bottom)
        plot.text(at(tick), bottom + 20, words, "soft", "middle")
    plot.line(at(1050), top - 24, at(1050), bottom, "first", 1.5, "4 4")
    plot.text(at(1050) + 6, top - 10, "lease + 50 ms", "soft")
    for number, (words, low, high) in enumerate(rows):
        y = top + number * step
        plot.text(left - 20, y + 5, words, anchor="end")
        plot.line(at(low), y, at(high), y, "second", 2.5)
        plot.dot(at(low), y, "ours", 6, f"{low} ms")
        plot.dot(at(high), y, "first", 6, f"{high} ms")
    plot.text(left, bottom + 46, "logarithmic; three daemons and their clients on two cores", "soft")
    plot.save()


def planted_bugs():
    raft = [(row[0], numbers(row[1])[0]) for row in tables("raft-simulation.md", "Planted bugs")[0]]
    edges = [(row[0], numbers(row[2])[0]) for row in tables("edge-simulation.md", "Planted bugs")[0]]
    plot = Plot("planted-bugs.svg", 840, 330, "In which simulated life each planted bug was found",
                f"{len(raft)} bugs planted in Raft and {len(edges)} in the edges, each a dot at the number of lives it took, on a "
                "logarithmic axis. Most are found within ten lives, the rarest took 11,383.")
    left, right = 120, 790

    def at(life):
        return left + (right - left) * math.log10(life) / math.log10(20_000)

    plot.text(20, 30, "The life in which a planted bug was found", "name")
    bottom = 256
    for tick in (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000):
        plot.line(at(tick), 52, at(tick), bottom)
        plot.text(at(tick), bottom + 20, f"{tick:,}", "soft", "middle")
    for base, css, words, bugs in ((122, "first", "Raft", raft), (240, "ours", "edges", edges)):
        plot.text(left - 22, base - 26, words, anchor="end")
        plot.text(left - 22, base - 9, f"{len(bugs)} bugs", "soft", "end")
        plot.line(left - 12, base + 8, right, base + 8)
        placed = []
        for bug, life in sorted(bugs, key=lambda bug: bug[1]):
            x, y = at(life), base
            while any(math.hypot(x - a, y - b) < 11 for a, b in placed):
                y -= 1
            placed.append((x, y))
            plot.dot(x, y, css, 5, f"{bug}: {life:,.0f}")
    plot.text(left, bottom + 46, "one dot a bug; logarithmic; rare bugs were looked for in lives made for them", "soft")
    plot.save()


def eviction():
    rows = tables("eviction.md", "Object hits (the default)")[0]
    traces = list(dict.fromkeys(row[0] for row in rows))
    plot = Plot("eviction.svg", 840, 640, "Object hit ratio of the learned policy, the best fixed rule, LRU and Belady's rule",
                "Twenty cells: five traces at four cache sizes. The learned policy is ahead of the best of ten fixed rules in 18 of "
                "them and ahead of LRU in all; Belady's rule, which knows the future, is ahead of everything.")
    left, right, top, step, gap = 214, 806, 76, 22, 14

    def at(ratio):
        return left + (right - left) * ratio

    plot.text(20, 30, "Object hit ratio", "name")
    plot.key(190, 30, (("second", "LRU", 62), ("best", "best of ten fixed rules", 184), ("ours", "learned", 84),
                       ("hollow", "Belady, who knows the future", 0)))
    bottom = top + len(rows) * step + (len(traces) - 1) * gap - 8
    for tick in range(0, 11, 2):
        plot.line(at(tick / 10), top - 18, at(tick / 10), bottom)
        plot.text(at(tick / 10), bottom + 20, f"{tick / 10:.1f}", "soft", "middle")
    for number, row in enumerate(rows):
        trace, size = row[0], row[1]
        group = traces.index(trace)
        y = top + number * step + group * gap
        if number == 0 or rows[number - 1][0] != trace:
            plot.text(20, y + 5, trace)
        plot.text(left - 14, y + 5, size, "soft", "end")
        best, learned, over_lru, belady = (numbers(row[i])[0] for i in (2, 3, 6, 7))
        lru = learned - over_lru
        plot.line(at(lru), y, at(belady), y, "second", 1.5)
        for css, value, words in (("hollow", belady, "Belady"), ("second", lru, "LRU"), ("best", best, "best rule"),
                                  ("ours", learned, "learned")):
            plot.dot(at(value), y, css, 5, f"{trace} {size}, {words}: {value:.4f}")
    plot.text(left, bottom + 44, "five traces; sizes are shares of the footprint, all objects of a trace together", "soft")
    plot.save()


if __name__ == "__main__":
    cpu_of_a_hit()
    purges()
    planted_bugs()
    eviction()
