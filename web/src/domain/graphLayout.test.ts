import { expect, test } from "vitest";
import { layoutGraph, NARROW, type Place, WIDE } from "./graphLayout";

const ORIGINS = ["http://a:1", "http://b:1", "http://c:1", "http://d:1"];

function ids(count: number): number[] {
    return Array.from({ length: count }, (_, i) => i + 1);
}

function distances(places: readonly Place[]): number[] {
    return places.flatMap((a, i) =>
        places.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)),
    );
}

const COUNTS = [2, 3, 5, 7, 9, 12];

test.each(
    COUNTS.flatMap((count) => [
        { count, size: WIDE, room: 10 },
        { count, size: NARROW, room: 0 },
    ]),
)("$count members on $size.width do not overlap and stay inside", ({ count, size, room }) => {
    const layout = layoutGraph(ids(count), ORIGINS, size);
    const places = [...layout.nodes.values()];
    expect(Math.min(...distances(places))).toBeGreaterThan(2 * layout.nodeRadius + room);
    for (const place of [...places, ...layout.origins.values()]) {
        expect(place.x).toBeGreaterThan(10);
        expect(place.x).toBeLessThan(size.width - 10);
        expect(place.y).toBeGreaterThan(10);
        expect(place.y).toBeLessThan(size.height - 10);
    }
});

test("the same cluster has the same places, in whatever order it is told", () => {
    const once = layoutGraph([1, 2, 3], ORIGINS);
    const again = layoutGraph([3, 1, 2], [...ORIGINS].reverse());
    expect([...again.nodes].sort()).toEqual([...once.nodes].sort());
    expect([...again.origins].sort()).toEqual([...once.origins].sort());
});

test("a lone member stands in the middle, and no member is no trouble", () => {
    expect(layoutGraph([1], []).nodes.get(1)?.x).toBe(WIDE.width / 2);
    expect(layoutGraph([], []).nodes.size).toBe(0);
});

test("origins keep off the members", () => {
    const layout = layoutGraph(ids(5), ORIGINS);
    for (const origin of layout.origins.values()) {
        for (const node of layout.nodes.values()) {
            const apart = Math.hypot(origin.x - node.x, origin.y - node.y);
            expect(apart).toBeGreaterThan(layout.nodeRadius + 20);
        }
    }
});
