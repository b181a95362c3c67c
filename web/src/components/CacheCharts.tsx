import { useMemo } from "react";
import { bytes, millis, NO_DATA, percent } from "../domain/format";
import { curve, type Recipe } from "../domain/samples";
import { useSamples } from "../store/hooks";
import { Chart, type ChartSeries } from "./Chart";
import { Panel } from "./Panel";

const POINTS = 120;

export interface Line {
    label: string;
    colour: string;
    stroke?: "dashed" | "dotted";
    recipe: Recipe;
}

/** Curves of the metrics in the chart window; made anew when metrics have come. */
export function useCurves(lines: readonly Line[]): ChartSeries[] {
    const { samples, end, windowMs } = useSamples();
    return useMemo(
        () =>
            lines.map(({ recipe, ...look }) => ({
                ...look,
                curve: curve(samples, { end, windowMs, points: POINTS }, recipe),
            })),
        [lines, samples, end, windowMs],
    );
}

const BODY_BYTES = ["cache.bytes_from_cache", "cache.bytes_from_origin", "cache.bytes_from_peers"];

const HIT_LINES: readonly Line[] = [
    {
        label: "requests",
        colour: "--hit",
        recipe: { kind: "ratio", part: "cache.hits", whole: ["cache.hits", "cache.misses"] },
    },
    {
        label: "bytes",
        colour: "--miss",
        stroke: "dashed",
        recipe: { kind: "ratio", part: "cache.bytes_from_cache", whole: BODY_BYTES },
    },
];

const BYTE_LINES: readonly Line[] = [
    {
        label: "from cache",
        colour: "--hit",
        recipe: { kind: "rate", of: "cache.bytes_from_cache" },
    },
    {
        label: "from origin",
        colour: "--miss",
        stroke: "dashed",
        recipe: { kind: "rate", of: "cache.bytes_from_origin" },
    },
];

const LATENCY_LINES: readonly Line[] = [
    {
        label: "p99 of hits",
        colour: "--hit",
        recipe: { kind: "gauge", of: "cache.hit_ms.p99", over: "max" },
    },
    {
        label: "p99 of misses",
        colour: "--miss",
        stroke: "dashed",
        recipe: { kind: "gauge", of: "cache.miss_ms.p99", over: "max" },
    },
];

function wholePercent(value: number | null): string {
    return percent(value, 0);
}

function bytesPerSecond(value: number | null): string {
    return value === null ? NO_DATA : `${bytes(value)}/s`;
}

/** 1, 2, 5, 10 … of each unit of 1024. */
const BYTE_STEPS = [0, 1, 2, 3].flatMap((unit) =>
    [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => step * 1024 ** unit),
);

export function CacheCharts() {
    const hits = useCurves(HIT_LINES);
    const bodies = useCurves(BYTE_LINES);
    const latency = useCurves(LATENCY_LINES);
    return (
        <div className="grid stretch">
            <Panel title="Hit ratio" className="third">
                <Chart label="Hit ratio" series={hits} format={wholePercent} range={[0, 1]} />
            </Panel>
            <Panel title="Bodies sent" className="third">
                <Chart
                    label="Bodies sent"
                    series={bodies}
                    format={bytesPerSecond}
                    steps={BYTE_STEPS}
                />
            </Panel>
            <Panel title="Time to serve" note="slowest node" className="third">
                <Chart label="Time to serve" series={latency} format={millis} />
            </Panel>
        </div>
    );
}
