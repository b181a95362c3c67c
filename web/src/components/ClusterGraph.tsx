import { type KeyboardEvent, useMemo } from "react";
import { countdown } from "../domain/countdown";
import { nodeName } from "../domain/format";
import { type GraphLayout, layoutGraph, NARROW, WIDE } from "../domain/graphLayout";
import { originNames, shortOrigin } from "../domain/routes";
import { type ClusterState, shownRole } from "../domain/state";
import { usePlace, useView } from "../store/hooks";
import { pushQuery } from "../store/location";
import { GraphEdges } from "./GraphEdges";
import { GraphLegend } from "./GraphLegend";
import { GraphNode } from "./GraphNode";
import { MessageDots } from "./MessageDots";
import { useNarrow, useReducedMotion } from "./media";

const MAX_ORIGINS = 8;

/** Members on their ring, what they send each other, and the origins around them. */
export function ClusterGraph() {
    const { state } = useView();
    const layout = useLayout(state);
    const selected = usePlace().query.get("node");
    const isStill = useReducedMotion();
    const ids = [...layout.nodes.keys()];
    return (
        <>
            <div className="graph" data-testid="graph">
                <svg viewBox={`0 0 ${layout.width} ${layout.height}`} role="group">
                    <title>Members of the cluster and their messages</title>
                    <Hatching />
                    <GraphEdges state={state} layout={layout} showsRates={isStill} />
                    <Origins layout={layout} />
                    {state.nodes.map((node) => {
                        const place = layout.nodes.get(node.id);
                        return place === undefined ? null : (
                            <GraphNode
                                key={node.id}
                                node={node}
                                countdown={countdown(node, state)}
                                role={shownRole(node, state.leader)}
                                place={place}
                                radius={layout.nodeRadius}
                                isSelected={selected === nodeName(node.id)}
                                onKey={(event) => onNodeKey(event, node.id, ids)}
                            />
                        );
                    })}
                </svg>
                {isStill ? null : <MessageDots layout={layout} />}
            </div>
            <GraphLegend />
            <GraphTable state={state} />
        </>
    );
}

/** Placed anew only when the set of members or origins changes, never when data comes. */
function useLayout(state: ClusterState): GraphLayout {
    const ids = state.nodes.map((node) => node.id).join(",");
    const origins = originNames(state.origins).slice(0, MAX_ORIGINS).join("\n");
    const size = useNarrow() ? NARROW : WIDE;
    return useMemo(
        () =>
            layoutGraph(
                ids === "" ? [] : ids.split(",").map(Number),
                origins === "" ? [] : origins.split("\n"),
                size,
            ),
        [ids, origins, size],
    );
}

export function selectNode(id: number | null): void {
    pushQuery({ node: id === null ? null : nodeName(id) });
}

function onNodeKey(event: KeyboardEvent<SVGGElement>, id: number, ids: readonly number[]): void {
    const at = ids.indexOf(id);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
        const next = ids[(at + step + ids.length) % ids.length];
        const group = event.currentTarget.parentNode;
        group?.querySelector<SVGGElement>(`[data-node="${next}"]`)?.focus();
    } else if (event.key === "Enter" || event.key === " ") selectNode(id);
    else if (event.key === "Escape") selectNode(null);
    else return;
    event.preventDefault();
}

function Hatching() {
    return (
        <defs>
            <pattern
                id="hatch"
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
            >
                <rect width="6" height="6" fill="#7f7f7f" />
                <rect width="2" height="6" fill="#a5a5a5" />
            </pattern>
        </defs>
    );
}

function Origins({ layout }: { layout: GraphLayout }) {
    return [...layout.origins].map(([name, place]) => (
        <g key={name} transform={`translate(${place.x} ${place.y})`}>
            <path className="origin-mark" d="M-11-9h22v18h-22zM-11-3h22M-11 3h22" />
            <circle cx="-7" cy="-6" r="1.2" fill="var(--soft)" />
            <circle cx="-7" cy="0" r="1.2" fill="var(--soft)" />
            <circle cx="-7" cy="6" r="1.2" fill="var(--soft)" />
            <text className="origin-name" y="23">
                {shortened(shortOrigin(name))}
            </text>
            <title>origin {name}</title>
        </g>
    ));
}

function shortened(name: string): string {
    return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}

/** The same facts for those who do not see the picture. */
function GraphTable({ state }: { state: ClusterState }) {
    return (
        <div className="visually-hidden">
            <table>
                <caption>Members of the cluster</caption>
                <thead>
                    <tr>
                        <th scope="col">Node</th>
                        <th scope="col">Role</th>
                        <th scope="col">Term</th>
                        <th scope="col">Commit</th>
                        <th scope="col">Does not hear</th>
                    </tr>
                </thead>
                <tbody>
                    {state.nodes.map((node) => (
                        <tr key={node.id}>
                            <th scope="row">{nodeName(node.id)}</th>
                            <td>{shownRole(node, state.leader)}</td>
                            <td>{node.term}</td>
                            <td>{node.commit}</td>
                            <td>{node.misses.map(nodeName).join(", ") || "nobody"}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
