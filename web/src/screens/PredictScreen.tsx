import { useMemo } from "react";
import { type Line, useCurves } from "../components/CacheCharts";
import { Chart } from "../components/Chart";
import { Panel } from "../components/Panel";
import { Empty } from "../components/PanelState";
import { TableScroll } from "../components/TableScroll";
import { WindowChoice } from "../components/WindowChoice";
import { bytes, count, millis, NO_DATA, nodeName, percent, rate } from "../domain/format";
import { metric, metricText, ratio, total } from "../domain/metrics";
import { actionMix, entropy, preloadOutcome } from "../domain/prediction";
import type { Recipe } from "../domain/samples";
import { useDashboard, useShownSecond, useView, useWindow } from "../store/hooks";

export function PredictScreen() {
    return (
        <>
            <div className="title-row">
                <h1>Prediction</h1>
                <div className="end">
                    <WindowChoice />
                </div>
            </div>
            <Panel title="Fetching ahead" padded>
                <Foresight />
            </Panel>
            <Charts />
            <div className="grid">
                <Panel title="What is kept" note="the eviction agent of each node" className="wide">
                    <Agents />
                </Panel>
                <Panel
                    title="Rules in force"
                    note="as often as they were named"
                    className="narrow"
                    padded
                >
                    <Mix />
                </Panel>
            </div>
        </>
    );
}

function useWindowOfEvents<T>(
    read: (events: ReturnType<typeof useDashboard>["log"]["events"], end: number, ms: number) => T,
): T {
    const dashboard = useDashboard();
    const view = useView();
    const { ms } = useWindow();
    const second = useShownSecond();
    // biome-ignore lint/correctness/useExhaustiveDependencies: once a second is often enough.
    return useMemo(
        () => read(dashboard.log.events, view.position, ms),
        [dashboard, second, ms, read],
    );
}

function Foresight() {
    const { state } = useView();
    const outcome = useWindowOfEvents(preloadOutcome);
    const all = state.nodes.map((node) => node.metrics);
    const preloads = total(all, "predict.preloads");
    const precision = mean(all.map((each) => metric(each, "predict.precision")));
    const recall = mean(all.map((each) => metric(each, "predict.coverage")));
    const gain = mean(all.map((each) => metric(each, "predict.hit_ratio_gain")));
    const models = new Set(all.map((each) => metricText(each, "predict", "model")).filter(Boolean));
    const wasted = total(all, "predict.wasted_bytes");
    const share = ratio(wasted, total(all, "predict.preload_bytes"));
    return (
        <dl className="facts-list">
            <Fact
                name="Precision"
                value={percent(precision)}
                title="predict.precision, mean of the nodes"
            />
            <Fact
                name="Recall"
                value={percent(recall)}
                title="predict.coverage: misses spared, of all there would be"
            />
            <Fact
                name="Hit ratio gained"
                value={gain === null ? NO_DATA : `${percent(gain)} points`.replace(" %", "")}
                title="predict.hit_ratio_gain"
            />
            <Fact name="Fetched ahead" value={count(preloads)} title="predict.preloads" />
            <Fact
                name="Wasted"
                value={`${bytes(wasted)}${share === null ? "" : `, ${percent(share, 0)}`}`}
                title="predict.wasted_bytes, of predict.preload_bytes"
            />
            <Fact
                name="Lead time, median"
                value={millis(outcome.leadMs)}
                title="preload.lead_ms in the window"
            />
            <Fact
                name="In this window"
                value={`${count(outcome.used)} used, ${count(outcome.late)} late, ${count(outcome.wasted)} wasted`}
                title="preload events"
            />
            <Fact name="Model" value={[...models].join(", ") || NO_DATA} title="predict.model" />
        </dl>
    );
}

function mean(values: readonly (number | null)[]): number | null {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
}

function Fact({ name, value, title }: { name: string; value: string; title: string }) {
    return (
        <div title={title}>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    );
}

function gauge(of: string): Recipe {
    return { kind: "gauge", of, over: "mean" };
}

const PRECISION_LINES: readonly Line[] = [
    { label: "precision", colour: "--hit", recipe: gauge("predict.precision") },
    { label: "recall", colour: "--miss", stroke: "dashed", recipe: gauge("predict.coverage") },
];

const POLICY_LINES: readonly Line[] = [
    { label: "learned", colour: "--hit", recipe: gauge("predict.policy_hit_ratio") },
    {
        label: "S3-FIFO",
        colour: "--good",
        stroke: "dashed",
        recipe: gauge("predict.policy_hit_ratio_s3fifo"),
    },
    {
        label: "LRU",
        colour: "--miss",
        stroke: "dotted",
        recipe: gauge("predict.policy_hit_ratio_lru"),
    },
];

function Charts() {
    const precision = useCurves(PRECISION_LINES);
    const policies = useCurves(POLICY_LINES);
    return (
        <div className="grid stretch">
            <Panel title="Precision and recall" className="half">
                <Chart
                    label="Precision and recall"
                    series={precision}
                    format={(value) => percent(value, 0)}
                    range={[0, 1]}
                />
            </Panel>
            <Panel
                title="Hit ratio of the agent beside fixed rules"
                note="sampled keys"
                className="half"
            >
                <Chart
                    label="Hit ratio by rule"
                    series={policies}
                    format={(value) => percent(value, 0)}
                    range={[0, 1]}
                />
            </Panel>
        </div>
    );
}

function Agents() {
    const { state } = useView();
    const isKnown = state.nodes.some((node) => node.action !== "" || node.metrics !== null);
    if (!isKnown) {
        return (
            <Empty command="neuroctl status">
                No node has told which rule decides what is kept.
            </Empty>
        );
    }
    return (
        <TableScroll label="Eviction agents table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">Node</th>
                        <th scope="col">Decides</th>
                        <th scope="col">Fallback</th>
                        <th scope="col" className="number">
                            Reward
                        </th>
                        <th scope="col" className="number">
                            Fallbacks
                        </th>
                        <th scope="col" className="number">
                            Ranking, p99
                        </th>
                        <th scope="col">Fetching ahead</th>
                    </tr>
                </thead>
                <tbody>
                    {state.nodes.map((node) => {
                        const paused = metric(node.metrics, "predict.paused");
                        return (
                            <tr key={node.id}>
                                <th scope="row">{nodeName(node.id)}</th>
                                <td>{node.action || NO_DATA}</td>
                                <td>
                                    {node.fallback === null
                                        ? NO_DATA
                                        : node.fallback
                                          ? "on"
                                          : "off"}
                                </td>
                                <td className="number">{rate(node.reward)}</td>
                                <td className="number">
                                    {count(metric(node.metrics, "predict.policy_fallbacks"))}
                                </td>
                                <td className="number">
                                    {micros(metric(node.metrics, "predict.inference_us.p99"))}
                                </td>
                                <td>
                                    {paused === null
                                        ? NO_DATA
                                        : paused === 1
                                          ? "has stopped itself"
                                          : "on"}
                                </td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </TableScroll>
    );
}

function micros(value: number | null): string {
    return value === null ? NO_DATA : value < 1000 ? `${count(value)} µs` : millis(value / 1000);
}

function Mix() {
    const mix = useWindowOfEvents(actionMix);
    const bits = entropy(mix);
    const sum = [...mix.values()].reduce((a, b) => a + b, 0);
    if (sum === 0)
        return <Empty>No node named its rule in this window; it is told when it changes.</Empty>;
    return (
        <div className="stack">
            {[...mix].map(([action, times]) => (
                <div key={action} className="bar-row">
                    <span className="mix-name">{action}</span>
                    <span className="bar">
                        <span style={{ width: `${(times / sum) * 100}%` }} />
                    </span>
                    {percent(times / sum, 0)}
                </div>
            ))}
            <p className="soft">
                Entropy {bits === null ? NO_DATA : `${rate(bits)} bit`}: 0 where one rule always
                decides.
            </p>
        </div>
    );
}
