import { useState } from "react";
import {
    type Action,
    promote,
    remove,
    snapshot as takeSnapshot,
    transferLeader,
} from "../api/actions";
import { ActionDialog } from "../components/ActionDialog";
import { ClusterGraph, selectNode } from "../components/ClusterGraph";
import { HealthLine } from "../components/HealthLine";
import { RoleMark } from "../components/Icons";
import { Panel } from "../components/Panel";
import { Empty } from "../components/PanelState";
import { TableScroll } from "../components/TableScroll";
import { ago, bytes, count, duration, NO_DATA, nodeName } from "../domain/format";
import { metric } from "../domain/metrics";
import { type ClusterState, type NodeState, shownRole } from "../domain/state";
import { useMayAct, usePlace, useShownTime, useView } from "../store/hooks";

export function ClusterScreen() {
    const [action, setAction] = useState<Action | null>(null);
    const mayAct = useMayAct();
    return (
        <>
            <div className="title-row">
                <h1>Cluster</h1>
                <HealthLine />
                <div className="end">
                    {mayAct ? (
                        <button type="button" onClick={() => setAction(takeSnapshot())}>
                            Take snapshot …
                        </button>
                    ) : null}
                </div>
            </div>
            <Panel title="Members and messages" className="graph-large">
                <ClusterGraph />
            </Panel>
            <Panel title="Members" note="press a name to select it">
                <MemberTable onAction={setAction} />
            </Panel>
            <ActionDialog action={action} onClose={() => setAction(null)} />
        </>
    );
}

const COLUMNS = [
    ["Node", false],
    ["Role", false],
    ["Term", true],
    ["Commit", true],
    ["Applied", true],
    ["Lag", true],
    ["Match", true],
    ["Snapshot", false],
    ["Uptime", true],
    ["Version", false],
] as const;

function MemberTable({ onAction }: { onAction: (action: Action) => void }) {
    const { state } = useView();
    const mayAct = useMayAct();
    if (state.nodes.length === 0) {
        return <Empty command="neuroctl status">The node has not told who its members are.</Empty>;
    }
    return (
        <TableScroll label="Members table">
            <table>
                <thead>
                    <tr>
                        {COLUMNS.map(([name, isNumber]) => (
                            <th key={name} scope="col" className={isNumber ? "number" : ""}>
                                {name}
                            </th>
                        ))}
                        {mayAct ? (
                            <th scope="col">
                                <span className="visually-hidden">Actions</span>
                            </th>
                        ) : null}
                    </tr>
                </thead>
                <tbody>
                    {state.nodes.map((node) => (
                        <MemberRow key={node.id} node={node} state={state} onAction={onAction} />
                    ))}
                </tbody>
            </table>
        </TableScroll>
    );
}

interface MemberRowProps {
    node: NodeState;
    state: ClusterState;
    onAction: (action: Action) => void;
}

function MemberRow({ node, state, onAction }: MemberRowProps) {
    const now = useShownTime();
    const mayAct = useMayAct();
    const isSelected = usePlace().query.get("node") === nodeName(node.id);
    const role = shownRole(node, state.leader);
    const uptime = metric(node.metrics, "node.uptime_s");
    const known = node.up !== false && uptime !== null && node.metricsAt !== null;
    return (
        <tr className={isSelected ? "selected" : ""}>
            <th scope="row">
                <button
                    type="button"
                    aria-pressed={isSelected}
                    onClick={() => selectNode(isSelected ? null : node.id)}
                >
                    {nodeName(node.id)}
                </button>
            </th>
            <td>
                <span className="role">
                    <RoleMark role={role} />
                    {role}
                    {node.kind === "leaving" ? " (leaving)" : ""}
                    {node.up === false && node.downSince !== null ? (
                        <span className="soft">for {duration(now - node.downSince)}</span>
                    ) : null}
                </span>
            </td>
            <td className="number">{node.term}</td>
            <td className="number">{count(node.commit)}</td>
            <td className="number">{count(node.applied)}</td>
            <td className="number">{count(lagOf(node, state))}</td>
            <td className="number">{role === "leader" ? NO_DATA : count(node.match)}</td>
            <td>{snapshotOf(node, now)}</td>
            <td className="number">{known ? duration(uptime * 1000) : NO_DATA}</td>
            <td>{node.version || NO_DATA}</td>
            {mayAct ? (
                <td className="number">
                    <MemberActions node={node} state={state} onAction={onAction} />
                </td>
            ) : null}
        </tr>
    );
}

function lagOf(node: NodeState, state: ClusterState): number | null {
    const furthest = Math.max(...state.nodes.map((each) => each.commit));
    return node.commit === 0 ? null : furthest - node.commit;
}

function snapshotOf(node: NodeState, now: number): string {
    if (node.snap === null) return NO_DATA;
    const { phase, t } = node.snap;
    return phase === "begin" ? `gets ${bytes(node.snap.bytes)}` : `got one ${ago(t, now)}`;
}

function MemberActions({ node, state, onAction }: MemberRowProps) {
    const voters = state.nodes.filter((each) => each.kind === "voter").length;
    const isLeader = node.id === state.leader;
    return (
        <span className="chips nowrap">
            {node.kind === "learner" ? (
                <button type="button" onClick={() => onAction(promote(node.id))}>
                    Promote …
                </button>
            ) : null}
            {node.kind === "voter" && !isLeader && node.up !== false ? (
                <button type="button" onClick={() => onAction(transferLeader(node.id))}>
                    Make leader …
                </button>
            ) : null}
            {state.nodes.length > 1 ? (
                <button
                    type="button"
                    onClick={() =>
                        onAction(remove(node.id, node.kind === "voter" ? voters - 1 : voters))
                    }
                >
                    Remove …
                </button>
            ) : null}
        </span>
    );
}
