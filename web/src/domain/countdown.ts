import { type ClusterState, type NodeState, shownRole } from "./state";

/** The leader tells of heartbeats once a second: silence is known when some of them are missing. */
const HEARTBEATS_MISSED_MS = 3_000;

/**
 * How much of its election timeout a node has waited, 0 to 1; null where it waits for nothing, or
 * nobody knows. It is drawn against the shortest wait: from 1 on it stands at any moment. By event
 * times alone, so that the past shows what the present did.
 */
export function countdown(node: NodeState, state: ClusterState): number | null {
    const role = shownRole(node, state.leader);
    const mayStand = node.kind === "voter" && (role === "follower" || role === "candidate");
    if (!mayStand || node.electionMs === null || node.waitsSince === null) return null;
    const silence = Math.max(0, state.t - node.waitsSince);
    // A node knows first that its leader is gone; the others' word comes later.
    const isElection = node.leader === 0 || state.leader === 0 || role === "candidate";
    if (!isElection && silence <= HEARTBEATS_MISSED_MS) return null;
    return Math.min(1, silence / node.electionMs);
}
