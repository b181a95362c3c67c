import type { KeyboardEvent } from "react";
import { nodeName } from "../domain/format";
import type { Place } from "../domain/graphLayout";
import type { NodeState, ShownRole } from "../domain/state";
import { selectNode } from "./ClusterGraph";
import { ROLE_COLOUR, ROLE_SIGN } from "./Icons";

interface GraphNodeProps {
    node: NodeState;
    role: ShownRole;
    /** Part of the election timeout that it has waited; null: nothing to show. */
    countdown: number | null;
    place: Place;
    radius: number;
    isSelected: boolean;
    onKey: (event: KeyboardEvent<SVGGElement>) => void;
}

/** A member. Its role shows four ways: fill, outline, sign, and word. */
export function GraphNode({
    node,
    role,
    countdown,
    place,
    radius,
    isSelected,
    onKey,
}: GraphNodeProps) {
    const isOnDark = role === "follower";
    const name = nodeName(node.id);
    const facts = `T${node.term} · ${node.commit}`;
    return (
        <g
            className={`node${isSelected ? " selected" : ""}`}
            transform={`translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`}
            role="button"
            tabIndex={0}
            aria-pressed={isSelected}
            data-node={node.id}
            data-role={role}
            onClick={() => selectNode(isSelected ? null : node.id)}
            onKeyDown={onKey}
        >
            <circle className="ring-focus" r={radius + 9} />
            <Outline role={role} radius={radius} />
            {countdown === null ? null : (
                <circle
                    className="countdown"
                    r={radius + 6}
                    pathLength={1}
                    strokeDasharray={`${countdown.toFixed(3)} 1`}
                    transform="rotate(-90)"
                    data-countdown={countdown.toFixed(3)}
                >
                    <title>waits to stand for election</title>
                </circle>
            )}
            <circle r={radius} fill={role === "down" ? "url(#hatch)" : ROLE_COLOUR[role]} />
            <g className={isOnDark ? "on-dark" : "on-light"}>
                <path
                    d={ROLE_SIGN[role]}
                    transform={`translate(0 ${-radius * 0.52})`}
                    fill={isOnDark ? "#ffffff" : "#101418"}
                />
                <text className="name" y={radius > 30 ? 6 : 5}>
                    {name}
                </text>{" "}
                {radius > 25 ? (
                    <text className="facts" y={radius * 0.58}>
                        {facts}
                    </text>
                ) : null}
            </g>{" "}
            <text className="role-word" y={radius + 18}>
                {role}
            </text>
        </g>
    );
}

function Outline({ role, radius }: { role: ShownRole; radius: number }) {
    const stroke = "var(--text)";
    switch (role) {
        case "leader":
            return (
                <circle
                    r={radius + 2.5}
                    fill="none"
                    stroke={stroke}
                    strokeWidth={5}
                    data-outline="thick"
                />
            );
        case "candidate":
            return (
                <circle
                    r={radius + 3}
                    fill="none"
                    stroke={stroke}
                    strokeWidth={2.5}
                    strokeDasharray="6 4"
                />
            );
        case "learner":
            return (
                <>
                    <circle r={radius + 2.5} fill="none" stroke={stroke} strokeWidth={1.2} />
                    <circle r={radius + 6} fill="none" stroke={stroke} strokeWidth={1.2} />
                </>
            );
        default:
            return <circle r={radius + 1} fill="none" stroke={stroke} strokeWidth={1.2} />;
    }
}
