/** What flies between nodes: told apart by shape first, by colour second. */
export type Shape = "append" | "heartbeat" | "vote" | "snapshot" | "peer" | "origin";

export interface ShapeLook {
    /** Around (0, 0), at most 10 units wide. */
    path: string;
    /** Readable on light and dark ground alike. */
    colour: string;
    isRing: boolean;
}

export const SHAPES: Readonly<Record<Shape, ShapeLook>> = {
    append: { path: "M-4-4h8v8h-8z", colour: "#d55e00", isRing: false },
    heartbeat: { path: circle(2.6), colour: "#d55e00", isRing: false },
    vote: { path: "M0-5 5 4H-5z", colour: "#cc79a7", isRing: false },
    snapshot: { path: "M-5.5-2.5h11v5h-11z", colour: "#009e73", isRing: false },
    peer: { path: "M0-5 5 0 0 5-5 0z", colour: "#56b4e9", isRing: false },
    origin: { path: circle(4), colour: "#e69f00", isRing: true },
};

function circle(radius: number): string {
    return `M${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
}
