#!/usr/bin/env python3
"""Draws architecture-light.svg and architecture-dark.svg beside itself: python3 docs/images/architecture.py

One drawing, two palettes. Widths leave room for DejaVu Sans, the widest of the fonts asked for.
"""

from html import escape
from pathlib import Path

WIDTH, HEIGHT = 960, 618

PALETTES = {
    "light": {
        "page": "#ffffff", "node": "#f6f8fa", "box": "#ffffff", "line": "#8c959f",
        "text": "#1f2328", "soft": "#57606a",
        "hit": "#0550ae", "hit_box": "#ddf4ff",
        "miss": "#953800", "miss_box": "#fff1e5",
        "log": "#6639ba", "log_box": "#f3ecff",
        "learn": "#116329", "learn_box": "#dafbe1",
    },
    "dark": {
        "page": "#0d1117", "node": "#161b22", "box": "#0d1117", "line": "#6e7681",
        "text": "#e6edf3", "soft": "#a5adb8",
        "hit": "#79c0ff", "hit_box": "#10263f",
        "miss": "#ffa657", "miss_box": "#33200f",
        "log": "#d2a8ff", "log_box": "#271c3d",
        "learn": "#7ee787", "learn_box": "#10291a",
    },
}

TITLE = "How NeuroCache is built"
DESC = (
    "Clients speak HTTP/1.1, HTTP/2 or HTTP/3 to any of three nodes. In each node an edge answers hits from a slab, "
    "a memory-mapped file, without a lock and without asking the cluster. What is missing it gets from another edge over "
    "HTTP/3; one edge fetches it from the origin for all. A Raft log connects the nodes: purges, placements and pre-loads "
    "are its entries. Beside the request path a predictor learns from the answers: a value model decides what the slab "
    "keeps, a ranker, helped by a GPT-2 where one is installed, says what will be asked for next."
)


class Picture:
    def __init__(self, palette):
        self.colour = palette
        self.parts = []

    def box(self, x, y, width, height, fill="box", stroke="line", radius=6):
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" '
            f'fill="{self.colour[fill]}" stroke="{self.colour[stroke]}" stroke-width="1.5"/>')

    def text(self, x, y, words, size=13, fill="text", anchor="middle", bold=False):
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x}" y="{y}" font-size="{size}" fill="{self.colour[fill]}" '
            f'text-anchor="{anchor}"{weight}>{escape(words)}</text>')

    def arrow(self, points, colour, both=False):
        path = "M" + " L".join(f"{x} {y}" for x, y in points)
        start = f' marker-start="url(#{colour})"' if both else ""
        self.parts.append(
            f'<path d="{path}" fill="none" stroke="{self.colour[colour]}" stroke-width="2" '
            f'stroke-linejoin="round" marker-end="url(#{colour})"{start}/>')

    def svg(self):
        markers = "".join(
            f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
            f'<path d="M0 0 L10 5 L0 10 z" fill="{self.colour[name]}"/></marker>'
            for name in ("hit", "miss", "log", "learn"))
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'role="img" aria-labelledby="title desc" font-family="system-ui, -apple-system, \'Segoe UI\', Roboto, '
            '\'Helvetica Neue\', Arial, \'DejaVu Sans\', sans-serif">',
            f'<title id="title">{escape(TITLE)}</title>',
            f'<desc id="desc">{escape(DESC)}</desc>',
            f"<defs>{markers}</defs>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="{self.colour["page"]}"/>',
            *self.parts,
            "</svg>", ""])


def draw(picture):
    box, text, arrow = picture.box, picture.text, picture.arrow

    # Clients, nodes and the log are the frame
    box(16, 16, 812, 44, "hit_box", "hit")
    text(422, 43, "Clients: browsers, curl, npm, Maven, apt", 15, bold=True)
    for x, width, name in ((16, 484, "Node 1"), (568, 116, "Node 2"), (712, 116, "Node 3")):
        box(x, 106, width, 362, "node", radius=10)
        text(x + 14, 131, name, 15, anchor="start", bold=True)
    box(16, 514, 812, 88, "log_box", "log", 10)
    text(32, 544, "Raft log", 15, anchor="start", bold=True)
    for number, words in enumerate(("41 · placed: /a on 2", "42 · purge: tag news", "43 · pre-load: /b on 1")):
        x = 126 + number * 232
        box(x, 524, 222, 30, "box", "log", 4)
        text(x + 111, 544, words, 13)
    text(422, 584, "A purge is answered when every edge has applied it or has lost its lease.", 13.5, "soft")

    # The first node, with everything in it
    box(32, 144, 452, 52, "hit_box", "hit")
    text(258, 166, "Edge", 15, bold=True)
    text(258, 185, "HTTP’s caching rules, fills, the lease", 13, "soft")
    arrow([(258, 61), (258, 142)], "hit")
    text(270, 89, "HTTP/1.1, HTTP/2, HTTP/3 on one port", 13, "hit", "start")

    box(32, 254, 172, 76, "hit_box", "hit")
    text(118, 279, "Slab", 15, bold=True)
    text(118, 299, "a memory-mapped file", 13, "soft")
    text(118, 317, "that outlives kill -9", 13, "soft")
    arrow([(70, 198), (70, 252)], "hit", both=True)
    text(82, 221, "a hit takes no lock", 13, "hit", "start")
    text(82, 239, "and asks nobody", 13, "hit", "start")

    box(286, 238, 198, 214, "box", "learn", 8)
    text(385, 261, "Predictor", 15, bold=True)
    for y, name, what in ((272, "Value model", "what is kept"),
                          (326, "Ranker", "what comes next"),
                          (394, "GPT-2, optional", "a second opinion")):
        box(300, y, 170, 46, "learn_box", "learn")
        text(385, y + 20, name, 13.5, bold=True)
        text(385, y + 37, what, 13, "soft")
    arrow([(440, 198), (440, 236)], "learn")
    text(430, 222, "answers, by a ring", 13, "learn", "end")
    arrow([(299, 295), (206, 295)], "learn")
    text(246, 287, "evict", 13, "learn")
    arrow([(385, 393), (385, 374)], "learn")

    box(32, 394, 172, 58, "log_box", "log")
    text(118, 418, "Raft", 15, bold=True)
    text(118, 437, "log on disk, catalog", 13, "soft")
    arrow([(70, 393), (70, 332)], "log")
    text(82, 367, "purges", 13, "log", "start")
    arrow([(299, 349), (240, 349), (240, 423), (206, 423)], "learn")
    text(232, 371, "pre-load", 13, "learn", "end")

    # Two more, told in short
    for x in (568, 712):
        centre = x + 58
        for y, height, name, colour in ((144, 52, "Edge", "hit"), (254, 42, "Slab", "hit"),
                                        (324, 42, "Predictor", "learn"), (394, 58, "Raft", "log")):
            box(x + 12, y, 92, height, colour + "_box", colour)
            text(centre, y + height / 2 + 5, name, 14, bold=True)
        arrow([(x + 90, 61), (x + 90, 142)], "hit")
        arrow([(centre, 198), (centre, 252)], "hit", both=True)

    # Objects from edge to edge, and from the origin
    arrow([(486, 170), (578, 170)], "miss", both=True)
    arrow([(674, 170), (722, 170)], "miss", both=True)
    text(534, 160, "HTTP/3", 13, "miss")
    text(534, 189, "peers", 13, "miss")
    box(860, 144, 84, 52, "miss_box", "miss")
    text(902, 175, "Origins", 15, bold=True)
    arrow([(818, 170), (858, 170)], "miss")
    text(902, 218, "asked once", 13, "miss")
    text(902, 236, "for all edges", 13, "miss")

    # What the nodes agree on
    for x in (118, 626, 770):
        arrow([(x, 454), (x, 512)], "log", both=True)


def main():
    for theme, palette in PALETTES.items():
        picture = Picture(palette)
        draw(picture)
        Path(__file__).with_name(f"architecture-{theme}.svg").write_text(picture.svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
