import { type ChangeEvent, useMemo, useRef } from "react";
import { clock, exactTime } from "../domain/format";
import { family, importance } from "../domain/importance";
import { sentence } from "../domain/sentences";
import { useDashboard, useView } from "../store/hooks";
import { SPEEDS } from "../store/player";
import type { View } from "../store/view";
import { Icon } from "./Icons";

/** The track of time: where in the log the page stands, and the controls to move there. */
export function Timeline() {
    const view = useView();
    const dashboard = useDashboard();
    if (!view.isLoaded) return null;
    const event = dashboard.log.events[view.position];
    const what = event === undefined ? "" : sentence(event);
    const isPast = !view.isLive;
    return (
        <section className={`track${isPast ? " past" : ""}`} aria-label="Time">
            <Controls view={view} />
            <div className="track-area">
                <Ticks view={view} />
                <Slider view={view} what={what} />
            </div>
            <div className="track-time">
                <div className="when" title={event === undefined ? "" : exactTime(event.t)}>
                    {event === undefined ? "" : clock(event.t)}
                </div>
                <div className="what">
                    {view.position + 1} of {dashboard.log.length}
                </div>
            </div>
        </section>
    );
}

function Slider({ view, what }: { view: View; what: string }) {
    const dashboard = useDashboard();
    const { length } = dashboard.log;
    const onChange = (event: ChangeEvent<HTMLInputElement>) =>
        dashboard.seek(Number(event.target.value));
    const said = `event ${view.position + 1} of ${length}, ${clock(view.state.t)}, ${what}`;
    return (
        <input
            type="range"
            min={0}
            max={Math.max(0, length - 1)}
            step={1}
            value={view.position}
            onChange={onChange}
            aria-label="Event shown"
            aria-valuetext={said}
            data-testid="slider"
        />
    );
}

function Controls({ view }: { view: View }) {
    const dashboard = useDashboard();
    const isMoving = view.isLive || view.isPlaying;
    return (
        <div className="controls">
            <button
                type="button"
                onClick={() => dashboard.jump(-1)}
                aria-label="Previous important event"
                title="Previous important event ({)"
            >
                <Icon name="previous" />
            </button>
            <button
                type="button"
                className="minor"
                onClick={() => dashboard.step(-1)}
                aria-label="One event back"
                title="One event back ([)"
            >
                <Icon name="back" />
            </button>
            <button
                type="button"
                onClick={() => dashboard.toggle()}
                aria-label={isMoving ? "Pause" : "Play"}
                title={`${isMoving ? "Pause" : "Play"} (space)`}
            >
                <Icon name={isMoving ? "pause" : "play"} />
            </button>
            <button
                type="button"
                className="minor"
                onClick={() => dashboard.step(1)}
                aria-label="One event forward"
                title="One event forward (])"
            >
                <Icon name="forward" />
            </button>
            <button
                type="button"
                onClick={() => dashboard.jump(1)}
                aria-label="Next important event"
                title="Next important event (})"
            >
                <Icon name="next" />
            </button>
            <SpeedAndFiles view={view} />
        </div>
    );
}

function SpeedAndFiles({ view }: { view: View }) {
    const dashboard = useDashboard();
    return (
        <>
            <select
                aria-label="Speed of replay"
                value={view.speed}
                onChange={(event) => {
                    const wanted = SPEEDS.indexOf(Number(event.target.value));
                    dashboard.setSpeed(wanted - SPEEDS.indexOf(view.speed));
                }}
            >
                {SPEEDS.map((speed) => (
                    <option key={speed} value={speed}>
                        {speed}×
                    </option>
                ))}
            </select>
            <button
                type="button"
                className="minor"
                aria-pressed={view.skipsIdle}
                onClick={() => dashboard.setSkipsIdle(!view.skipsIdle)}
                title="Skip stretches in which nothing happens"
            >
                Skip idle
            </button>
            {view.source.kind === "live" ? (
                <button
                    type="button"
                    disabled={view.isLive}
                    onClick={() => dashboard.goLive()}
                    title="Go live (l)"
                >
                    Live
                </button>
            ) : null}
            <Files />
        </>
    );
}

function Files() {
    const dashboard = useDashboard();
    const input = useRef<HTMLInputElement>(null);
    const open = async (event: ChangeEvent<HTMLInputElement>) => {
        const file = event.target.files?.[0];
        if (file !== undefined) dashboard.openRecording(await file.text(), file.name);
        event.target.value = "";
    };
    return (
        <>
            <button
                type="button"
                className="minor"
                onClick={() => save(dashboard.recording())}
                title="Save recording"
            >
                Save
            </button>
            <button
                type="button"
                className="minor"
                onClick={() => input.current?.click()}
                title="Open recording"
            >
                Open
            </button>
            <input
                ref={input}
                type="file"
                accept=".ndjson,application/x-ndjson"
                hidden
                onChange={open}
                aria-label="Recording to open"
                data-testid="file"
            />
        </>
    );
}

function save(text: string): void {
    const url = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `neurocache-${new Date().toISOString().replace(/[:.]/g, "-")}.ndjson`;
    link.click();
    // The browser has taken the bytes once the click has been handled.
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

const WIDTH = 1000;
const HEIGHT = 28;
const BUCKETS = 160;
/** More labels than that could not be told apart; the others are ticks only. */
const MAX_TICKS = 120;

interface Tick {
    index: number;
    label: string;
    family: string;
}

const TICK_COLOUR: Readonly<Record<string, string>> = {
    raft: "var(--leader)",
    node: "var(--message)",
    cache: "var(--accent)",
    stream: "var(--candidate)",
};

function Ticks({ view }: { view: View }) {
    const dashboard = useDashboard();
    const { length, events, removed } = dashboard.log;
    // The track may lag by a second while live: finding its ticks means looking at every event.
    const coarse = view.isLive ? Math.floor(length / 40) : length;
    // biome-ignore lint/correctness/useExhaustiveDependencies: see `coarse`.
    const picture = useMemo(
        () => ({ ticks: ticksOf(dashboard), path: densityOf(dashboard), idle: dashboard.idle() }),
        [dashboard, coarse, removed, events],
    );
    const x = (index: number) => (index / Math.max(1, length - 1)) * WIDTH;
    return (
        <>
            <TickLabels ticks={picture.ticks} length={length} />
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
                {picture.idle.map(({ from, to }) => (
                    <rect
                        key={from}
                        x={x(from)}
                        width={Math.max(2, x(to) - x(from))}
                        y={0}
                        height={HEIGHT}
                        fill="var(--line)"
                        opacity={0.7}
                    >
                        <title>nothing happened</title>
                    </rect>
                ))}
                <path d={picture.path} fill="var(--accent)" opacity={0.28} />
                {picture.ticks.map((tick) => (
                    <g key={tick.index}>
                        <rect
                            x={x(tick.index) - 1.2}
                            width={2.4}
                            height={HEIGHT}
                            fill={TICK_COLOUR[tick.family] ?? "var(--soft)"}
                        />
                        <title>{tick.label}</title>
                    </g>
                ))}
            </svg>
        </>
    );
}

/** A share of the track that a label takes: what is nearer to the one behind it has none. */
const LABEL_SHARE = 0.16;

/** The latest ticks have words as far as there is room; all have them under the pointer. */
function TickLabels({ ticks, length }: { ticks: readonly Tick[]; length: number }) {
    const shown: { tick: Tick; share: number }[] = [];
    for (const tick of [...ticks].reverse()) {
        const share = tick.index / Math.max(1, length - 1);
        const next = shown[shown.length - 1]?.share ?? 1;
        if (next - share >= LABEL_SHARE) shown.push({ tick, share });
    }
    return (
        <div className="tick-labels" aria-hidden="true">
            {shown.map(({ tick, share }) => (
                <span key={tick.index} style={{ left: `${share * 100}%` }}>
                    {tick.label}
                </span>
            ))}
        </div>
    );
}

type Log = ReturnType<typeof useDashboard>;

function ticksOf({ log }: Log): Tick[] {
    const ticks: Tick[] = [];
    log.events.forEach((event, index) => {
        const label = importance(event);
        if (label !== null) ticks.push({ index, label, family: family(event) });
    });
    return ticks.slice(-MAX_TICKS);
}

/** How fast events came, along the track: where it is high, much happened in a short time. */
function densityOf({ log }: Log): string {
    const { events } = log;
    const per = events.length / BUCKETS;
    if (per < 2) return "";
    const rates = Array.from({ length: BUCKETS }, (_, bucket) => {
        const first = events[Math.floor(bucket * per)];
        const last = events[Math.min(events.length - 1, Math.floor((bucket + 1) * per))];
        const ms = Math.max(20, (last?.t ?? 0) - (first?.t ?? 0));
        return per / ms;
    });
    const smooth = rates.map((_, i) => mean(rates.slice(Math.max(0, i - 3), i + 4)));
    const ordered = [...smooth].sort((a, b) => a - b);
    const usual = ordered[Math.floor(BUCKETS * 0.95)] ?? 1;
    const tops = smooth.map((rate, i) => {
        const height = Math.min(1, rate / usual) * (HEIGHT - 8);
        return `L${((i + 0.5) / BUCKETS) * WIDTH} ${(HEIGHT - height).toFixed(1)}`;
    });
    return `M0 ${HEIGHT}${tops.join("")}L${WIDTH} ${HEIGHT}Z`;
}

function mean(values: readonly number[]): number {
    return values.reduce((a, b) => a + b, 0) / values.length;
}
