import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { NO_DATA } from "../domain/format";
import type { Curve } from "../domain/samples";
import { Empty } from "./PanelState";
import { colourOf, useThemeKey } from "./theme";

export interface ChartSeries {
    label: string;
    curve: Curve;
    /** A colour token. */
    colour: string;
    /** Told apart without colour, too. */
    stroke?: "dashed" | "dotted";
}

interface ChartProps {
    label: string;
    series: readonly ChartSeries[];
    format: (value: number | null) => string;
    /** The axis' own range where it has one, as 0 to 1 for shares. */
    range?: readonly [number, number];
    /** Steps of the axis that read well in the unit; those of tens where it is not said. */
    steps?: readonly number[];
}

type AxisLook = Pick<ChartProps, "format" | "range" | "steps">;

const HEIGHT = 172;
const DASHES = { dashed: [6, 4], dotted: [2, 3] };

/** Curves over the chart window; the legend tells the values under the pointer, else of all. */
export function Chart({ label, series, format, range, steps }: ChartProps) {
    const holder = useRef<HTMLDivElement>(null);
    const [cursor, setCursor] = useState<number | null>(null);
    useUplot(holder, series, { format, range, steps }, setCursor);
    if (series.every(({ curve }) => curve.values.every((value) => value === null))) {
        return <Empty>No requests in this window: there is no curve to draw.</Empty>;
    }
    return (
        <figure className="plain-figure">
            <div
                ref={holder}
                className="chart"
                role="img"
                aria-label={spoken(label, series, format)}
            />
            <figcaption className="chart-legend">
                {series.map(({ label: name, curve, colour, stroke }) => (
                    <span key={name}>
                        <span
                            className={`swatch ${stroke ?? ""}`}
                            style={{ color: `var(${colour})` }}
                        />
                        {name}{" "}
                        <b>
                            {format(
                                cursor === null ? curve.overall : (curve.values[cursor] ?? null),
                            )}
                        </b>
                    </span>
                ))}
                <span>{cursor === null ? "whole window" : "under the pointer"}</span>
            </figcaption>
        </figure>
    );
}

function spoken(
    label: string,
    series: readonly ChartSeries[],
    format: ChartProps["format"],
): string {
    const parts = series.map((each) => {
        const value = format(each.curve.overall);
        return `${each.label} ${value === NO_DATA ? "no data" : value}`;
    });
    return `${label}: ${parts.join(", ")}`;
}

function dataOf(series: readonly ChartSeries[]): uPlot.AlignedData {
    const times = (series[0]?.curve.times ?? []).map((t) => t / 1000);
    return [times, ...series.map((each) => each.curve.values)];
}

function useUplot(
    holder: React.RefObject<HTMLDivElement | null>,
    series: readonly ChartSeries[],
    axis: AxisLook,
    onCursor: (index: number | null) => void,
): void {
    const plot = useRef<uPlot | null>(null);
    const theme = useThemeKey();
    const names = series.map((each) => each.label).join("|");
    const isEmpty = series.every(({ curve }) => curve.values.every((value) => value === null));
    // The plot is made once for its curves and colours; new data go into the same one.
    // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
    useEffect(() => {
        const element = holder.current;
        if (element === null || isEmpty) return;
        const options = optionsOf(series, axis, onCursor);
        const width = Math.max(120, element.clientWidth - 16);
        const made = new uPlot({ ...options, width, height: HEIGHT }, dataOf(series), element);
        plot.current = made;
        const observer = new ResizeObserver(() => {
            made.setSize({ width: Math.max(120, element.clientWidth - 16), height: HEIGHT });
        });
        observer.observe(element);
        return () => {
            observer.disconnect();
            made.destroy();
            plot.current = null;
        };
    }, [names, theme, isEmpty]);
    useEffect(() => {
        plot.current?.setData(dataOf(series));
    }, [series]);
}

function optionsOf(
    series: readonly ChartSeries[],
    { format, range, steps }: AxisLook,
    onCursor: (index: number | null) => void,
): Omit<uPlot.Options, "width" | "height"> {
    const axis = { stroke: colourOf("--soft"), font: "11px system-ui, sans-serif" };
    const grid = { stroke: colourOf("--line"), width: 1 };
    const ticks = { ...grid, size: 4 };
    return {
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
        padding: [8, 26, 0, 0],
        scales: range === undefined ? { y: { range: fromZero } } : { y: { range: [...range] } },
        axes: [
            {
                ...axis,
                grid: { show: false },
                ticks,
                size: 30,
                space: 70,
                values: (_, all) => all.map(hour),
            },
            {
                ...axis,
                grid,
                ticks,
                size: 66,
                ...(steps === undefined ? {} : { incrs: [...steps] }),
                values: (_, all) => all.map((value) => format(value)),
            },
        ],
        series: [
            {},
            ...series.map((each) => ({
                label: each.label,
                stroke: colourOf(each.colour),
                width: 1.75,
                spanGaps: true,
                points: { show: false },
                ...(each.stroke === undefined ? {} : { dash: DASHES[each.stroke] }),
            })),
        ],
        hooks: { setCursor: [(made: uPlot) => onCursor(made.cursor.idx ?? null)] },
    };
}

function fromZero(_: uPlot, __: number, high: number): [number, number] {
    return [0, high > 0 ? high * 1.08 : 1];
}

function hour(seconds: number): string {
    return new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour12: false });
}
