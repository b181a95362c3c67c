import { area, line } from "d3-shape";
import { useMemo } from "react";
import { NO_DATA } from "../domain/format";
import { type Kpi, kpis } from "../domain/kpis";
import { useSamples } from "../store/hooks";

export function Kpis() {
    const { samples, end, windowMs } = useSamples();
    const all = useMemo(() => kpis(samples, { end, windowMs }), [samples, end, windowMs]);
    return (
        <section className="kpis" aria-label="Key numbers">
            {all.map((kpi) => (
                <KpiCard key={kpi.definition.id} kpi={kpi} />
            ))}
        </section>
    );
}

function KpiCard({ kpi }: { kpi: Kpi }) {
    const { definition, curve, second } = kpi;
    const value = definition.format(curve.overall);
    const tip = `kpi-${definition.id}`;
    return (
        <div
            className="kpi"
            tabIndex={0}
            role="group"
            aria-describedby={tip}
            data-kpi={definition.id}
        >
            <span className="name">{definition.title}</span>
            <span className="value">{value === NO_DATA ? <NoData /> : value}</span>
            <span className="second">
                {definition.second.format(second)} {definition.second.title}
            </span>
            <Sparkline values={curve.values} />
            <span className="tip" role="tooltip" id={tip}>
                {definition.definition}.<code>{definition.metric}</code>
            </span>
        </div>
    );
}

function NoData() {
    return (
        <>
            <span aria-hidden="true">{NO_DATA}</span>
            <span className="visually-hidden">no data</span>
        </>
    );
}

const WIDTH = 120;
const HEIGHT = 26;

type Point = readonly [number, number];

/** The course of a number; where nothing was told the curve goes straight on. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
    const points = useMemo(() => place(values), [values]);
    const curve = line<Point>()
        .x((point) => point[0])
        .y((point) => point[1]);
    const below = area<Point>()
        .x((point) => point[0])
        .y0(HEIGHT)
        .y1((point) => point[1]);
    return (
        <svg
            className="spark"
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            {points.length < 2 ? (
                <path className="rest" d={`M0 ${HEIGHT - 1}H${WIDTH}`} />
            ) : (
                <>
                    <path className="area" d={below(points) ?? ""} />
                    <path className="curve" d={curve(points) ?? ""} />
                </>
            )}
        </svg>
    );
}

function place(values: readonly (number | null)[]): Point[] {
    const known = values.filter((value) => value !== null);
    const low = Math.min(...known);
    const high = Math.max(...known);
    const room = high - low;
    const points: Point[] = [];
    values.forEach((value, i) => {
        if (value === null) return;
        const x = (i / (values.length - 1)) * WIDTH;
        // What does not move lies in the middle, not at the bottom as if it were nothing.
        const share = room <= Math.abs(high) * 1e-6 ? 0.5 : (value - low) / room;
        points.push([x, HEIGHT - 2 - share * (HEIGHT - 5)]);
    });
    return points;
}
