import { useEffect, useRef } from "react";
import type { WireEvent } from "../api/wire";
import type { GraphLayout, Place } from "../domain/graphLayout";
import { originOf } from "../domain/routes";
import { useDashboard } from "../store/hooks";
import { SHAPES, type Shape } from "./messageShapes";

/** A constant of the picture, not the network's time: the legend says so. */
const FLIGHT_MS = 600;
/** Above it nothing new starts: the way glows instead, the more the more has no dot. */
const MAX_IN_FLIGHT = 300;
/** So many messages without a dot within one flight make a way as bright as it gets. */
const BRIGHTEST_AT = 200;
const GLOW_WIDTH = 12;
/** An event sums up a quarter of a second: its dots start spread over that. */
const SPREAD_MS = 250;
const MAX_DOTS_AN_EVENT = 3;

interface Dot {
    from: Place;
    to: Place;
    shape: Shape;
    start: number;
}

/** Messages on one way that got no dot, all at the time that the last of them set out. */
interface Glow {
    from: Place;
    to: Place;
    colour: string;
    count: number;
    start: number;
}

interface Flight {
    shape: Shape;
    from: Place | undefined;
    to: Place | undefined;
    count: number;
}

/** Draws messages on a canvas above the graph: React has no part in what moves. */
export function MessageDots({ layout }: { layout: GraphLayout }) {
    const dashboard = useDashboard();
    const canvas = useRef<HTMLCanvasElement>(null);
    useEffect(() => {
        const element = canvas.current;
        const context = element?.getContext("2d");
        if (!element || !context) return;
        const sky = new Sky(element, context, layout);
        const stop = dashboard.onAdvance((events) => {
            const { origins } = dashboard.current().state;
            for (const event of events) {
                sky.launch(flightOf(event, layout, (key) => originOf(origins, key)));
            }
        });
        return () => {
            stop();
            sky.end();
        };
    }, [dashboard, layout]);
    return <canvas ref={canvas} aria-hidden="true" />;
}

function flightOf(
    event: WireEvent,
    layout: GraphLayout,
    origin: (key: string) => string | null,
): Flight | null {
    const node = (id: number) => layout.nodes.get(id);
    switch (event.type) {
        case "append": {
            const shape = event.entries > 0 ? "append" : "heartbeat";
            return { shape, from: node(event.from), to: node(event.to), count: event.n };
        }
        case "vote":
            return { shape: "vote", from: node(event.from), to: node(event.to), count: 1 };
        case "snap":
            return { shape: "snapshot", from: node(event.from), to: node(event.to), count: 1 };
        case "fill":
            if (event.from === "put") return null;
            if (event.from === "peer") {
                const peer = event.peer === undefined ? undefined : node(event.peer);
                return { shape: "peer", from: peer, to: node(event.node), count: 1 };
            }
            return {
                shape: "origin",
                from: layout.origins.get(origin(event.key) ?? ""),
                to: node(event.node),
                count: 1,
            };
        default:
            return null;
    }
}

/** What is in flight. It draws only while there is something to draw. */
class Sky {
    private dots: Dot[] = [];
    private readonly glows = new Map<string, Glow>();
    private frame = 0;
    private readonly paths = new Map<Shape, Path2D>();

    constructor(
        private readonly canvas: HTMLCanvasElement,
        private readonly context: CanvasRenderingContext2D,
        private readonly layout: GraphLayout,
    ) {
        for (const [shape, look] of Object.entries(SHAPES)) {
            this.paths.set(shape as Shape, new Path2D(look.path));
        }
    }

    launch(flight: Flight | null): void {
        if (flight?.from === undefined || flight.to === undefined || document.hidden) return;
        const now = performance.now();
        const dots = Math.min(MAX_DOTS_AN_EVENT, flight.count);
        for (let i = 0; i < dots && this.dots.length < MAX_IN_FLIGHT; i++) {
            const start = now + (i / dots) * SPREAD_MS;
            this.dots.push({ from: flight.from, to: flight.to, shape: flight.shape, start });
        }
        if (this.dots.length >= MAX_IN_FLIGHT) {
            this.glow(flight.from, flight.to, flight.shape, flight.count, now);
        }
        if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.draw(now));
    }

    private glow(from: Place, to: Place, shape: Shape, count: number, now: number): void {
        const key = [from.x, from.y, to.x, to.y].join();
        const before = this.glows.get(key);
        const left = before === undefined ? 0 : before.count * fading(before, now);
        const { colour } = SHAPES[shape];
        this.glows.set(key, { from, to, colour, count: left + count, start: now });
    }

    end(): void {
        cancelAnimationFrame(this.frame);
    }

    private fit(): number {
        const ratio = Math.min(2, window.devicePixelRatio);
        const width = Math.round(this.canvas.clientWidth * ratio);
        const height = Math.round(this.canvas.clientHeight * ratio);
        if (this.canvas.width !== width || this.canvas.height !== height) {
            this.canvas.width = width;
            this.canvas.height = height;
        }
        return Math.min(width / this.layout.width, height / this.layout.height);
    }

    private draw(now: number): void {
        const { context, canvas } = this;
        const scale = this.fit();
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, canvas.width, canvas.height);
        // The same as the SVG does with its view box: whole and in the middle.
        const left = (canvas.width - this.layout.width * scale) / 2;
        const top = (canvas.height - this.layout.height * scale) / 2;
        context.setTransform(scale, 0, 0, scale, left, top);
        for (const [key, glow] of this.glows) {
            if (fading(glow, now) === 0) this.glows.delete(key);
            else this.drawGlow(glow, now);
        }
        this.dots = this.dots.filter((dot) => now - dot.start < FLIGHT_MS);
        for (const dot of this.dots) this.drawDot(dot, now, scale, left, top);
        const isEmpty = this.dots.length === 0 && this.glows.size === 0;
        this.frame = isEmpty ? 0 : requestAnimationFrame((next) => this.draw(next));
    }

    private drawGlow(glow: Glow, now: number): void {
        const { context } = this;
        const brightness = Math.min(1, glow.count / BRIGHTEST_AT) * fading(glow, now);
        context.globalAlpha = 0.1 + 0.4 * brightness;
        context.strokeStyle = glow.colour;
        context.lineWidth = GLOW_WIDTH * (0.4 + 0.6 * brightness);
        context.lineCap = "round";
        // From disc to disc: what stands in them is to be read.
        const { from, to } = glow;
        const gap = this.layout.nodeRadius / Math.hypot(to.x - from.x, to.y - from.y);
        const [x, y] = [(to.x - from.x) * gap, (to.y - from.y) * gap];
        context.beginPath();
        context.moveTo(from.x + x, from.y + y);
        context.lineTo(to.x - x, to.y - y);
        context.stroke();
    }

    private drawDot(dot: Dot, now: number, scale: number, left: number, top: number): void {
        const share = (now - dot.start) / FLIGHT_MS;
        const path = this.paths.get(dot.shape);
        if (share < 0 || path === undefined) return;
        const { context } = this;
        const look = SHAPES[dot.shape];
        const x = dot.from.x + (dot.to.x - dot.from.x) * share;
        const y = dot.from.y + (dot.to.y - dot.from.y) * share;
        context.setTransform(scale, 0, 0, scale, left + x * scale, top + y * scale);
        // Out of one disc and into the other: seen in between, faint at both ends.
        context.globalAlpha = Math.min(1, Math.sin(Math.PI * share) * 1.6);
        if (look.isRing) {
            context.lineWidth = 2;
            context.strokeStyle = look.colour;
            context.stroke(path);
        } else {
            context.fillStyle = look.colour;
            context.fill(path);
        }
    }
}

/** From 1 when the last message set out to 0 when it has arrived. */
function fading(glow: Glow, now: number): number {
    return Math.max(0, Math.min(1, 1 - (now - glow.start) / FLIGHT_MS));
}
