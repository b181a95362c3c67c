import { forceCollide, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";

export interface Place {
    x: number;
    y: number;
}

export interface GraphLayout {
    width: number;
    height: number;
    nodeRadius: number;
    nodes: ReadonlyMap<number, Place>;
    origins: ReadonlyMap<string, Place>;
}

/** Units of the picture; it is scaled to the room there is. */
export interface GraphSize {
    width: number;
    height: number;
}

export const WIDE: GraphSize = { width: 640, height: 400 };
/** On a phone: the same discs in a smaller picture are larger on the screen. */
export const NARROW: GraphSize = { width: 400, height: 380 };
export const ORIGIN_RADIUS = 13;
const REST_TICKS = 300;
const ORIGIN_ROOM = 52;

/** A number below 1 that is the same for every run: the layout must not depend on luck. */
function fixedSource(): () => number {
    let state = 1;
    return () => {
        state = (state * 48_271) % 2_147_483_647;
        return state / 2_147_483_647;
    };
}

/**
 * Members stand on a fixed ring in the order of their ids, the first on top, so that one cluster
 * always looks the same; origins find their places around it by force, run to rest beforehand.
 */
export function layoutGraph(
    ids: readonly number[],
    origins: readonly string[],
    size = WIDE,
): GraphLayout {
    const nodeRadius = ids.length <= 5 ? 34 : ids.length <= 9 ? 29 : 20;
    const nodes = ring(ids, nodeRadius, size);
    return {
        ...size,
        nodeRadius,
        nodes,
        origins: around(origins, nodes, nodeRadius, size),
    };
}

/** Where places on a circle of radius 1 would lie; an even share of the turn each. */
function onCircle(count: number): Place[] {
    return Array.from({ length: count }, (_, i) => {
        const angle = (i / count) * 2 * Math.PI - Math.PI / 2;
        return { x: Math.cos(angle), y: Math.sin(angle) };
    });
}

/** Spreads values over a room, so that a triangle fills it as a circle does. */
function spread(values: readonly number[], low: number, high: number): number[] {
    const least = Math.min(...values);
    const most = Math.max(...values);
    if (most - least < 1e-9) return values.map(() => (low + high) / 2);
    return values.map((value) => low + ((value - least) / (most - least)) * (high - low));
}

function ring(ids: readonly number[], radius: number, size: GraphSize): Map<number, Place> {
    const ordered = [...ids].sort((a, b) => a - b);
    const places = onCircle(ordered.length);
    // Origins stand beside the ring.
    const side = radius + size.width * 0.18;
    const xs = spread(
        places.map((place) => place.x),
        side,
        size.width - side,
    );
    const ys = spread(
        places.map((place) => place.y),
        radius + 14,
        size.height - radius - 30,
    );
    return new Map(ordered.map((id, i) => [id, { x: xs[i] ?? 0, y: ys[i] ?? 0 }]));
}

interface Body extends SimulationNodeDatum {
    name: string;
    radius: number;
    anchor: Place;
}

/** Origins are drawn to the left and the right edge, and pushed off each other and the members. */
function around(
    origins: readonly string[],
    nodes: ReadonlyMap<number, Place>,
    nodeRadius: number,
    size: GraphSize,
): Map<string, Place> {
    const members: Body[] = [...nodes.values()].map((place) => ({
        name: "",
        radius: nodeRadius + 24,
        anchor: place,
        fx: place.x,
        fy: place.y,
    }));
    const guests = [...origins].sort().map((name, i): Body => {
        const x = i % 2 === 0 ? size.width - ORIGIN_ROOM : ORIGIN_ROOM;
        const row = Math.floor(i / 2);
        const anchor = { x, y: 76 + row * 92 };
        return { name, radius: ORIGIN_RADIUS + 20, anchor, ...anchor };
    });
    forceSimulation([...members, ...guests])
        .randomSource(fixedSource())
        .force("x", forceX<Body>((body) => body.anchor.x).strength(0.6))
        .force("y", forceY<Body>((body) => body.anchor.y).strength(0.2))
        .force("apart", forceCollide<Body>((body) => body.radius).strength(1))
        .stop()
        .tick(REST_TICKS);
    const inside = (value: number, room: number) => Math.min(room - 40, Math.max(34, value));
    return new Map(
        guests.map((body) => [
            body.name,
            { x: inside(body.x ?? 0, size.width), y: inside(body.y ?? 0, size.height) },
        ]),
    );
}
