import { rate } from "../domain/format";
import type { GraphLayout, Place } from "../domain/graphLayout";
import { type ClusterState, type Link, linkKey, type NodeState } from "../domain/state";

/** The leader tells of heartbeats once a second: three of them may be late before it shows. */
const WAITING_MS = 3_000;

interface EdgesProps {
    state: ClusterState;
    layout: GraphLayout;
    /** Numbers on the edges, for those who do not want dots to fly. */
    showsRates: boolean;
}

export function GraphEdges({ state, layout, showsRates }: EdgesProps) {
    return (
        <g>
            {pairs(state.nodes).map(([a, b]) => {
                const from = layout.nodes.get(a.id);
                const to = layout.nodes.get(b.id);
                if (from === undefined || to === undefined) return null;
                const link = state.links[linkKey(a.id, b.id)] ?? state.links[linkKey(b.id, a.id)];
                return (
                    <Edge
                        key={`${a.id}-${b.id}`}
                        from={from}
                        to={to}
                        link={link !== undefined && link.from === state.leader ? link : undefined}
                        isCut={isCut(a, b)}
                        now={state.t}
                        showsRate={showsRates}
                    />
                );
            })}
        </g>
    );
}

function pairs(nodes: readonly NodeState[]): [NodeState, NodeState][] {
    return nodes.flatMap((a, i) => nodes.slice(i + 1).map((b): [NodeState, NodeState] => [a, b]));
}

/** Both run and at least one does not hear the other: the net between them is broken. */
function isCut(a: NodeState, b: NodeState): boolean {
    const bothUp = a.up !== false && b.up !== false;
    return bothUp && (a.misses.includes(b.id) || b.misses.includes(a.id));
}

interface EdgeProps {
    from: Place;
    to: Place;
    link: Link | undefined;
    isCut: boolean;
    now: number;
    showsRate: boolean;
}

function Edge({ from, to, link, isCut, now, showsRate }: EdgeProps) {
    const isWaiting =
        link !== undefined && (now - link.t > WAITING_MS || now - link.progressAt > WAITING_MS);
    const width = link === undefined ? 1 : 1.5 + Math.min(4, Math.log2(1 + link.rate) * 0.8);
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const kind = `${link === undefined ? "" : " flow"}${isWaiting ? " waiting" : ""}`;
    return (
        <g>
            <line
                className={`edge${kind}`}
                x1={from.x}
                y1={from.y}
                x2={to.x}
                y2={to.y}
                strokeWidth={width}
            />
            {isCut ? (
                <path
                    className="cross"
                    d="M-7-7 7 7M-7 7 7-7"
                    transform={`translate(${middle.x} ${middle.y})`}
                />
            ) : null}
            {showsRate && link !== undefined ? (
                <text className="edge-rate" x={middle.x} y={middle.y - 6}>
                    {rate(link.rate)}/s
                </text>
            ) : null}
        </g>
    );
}
