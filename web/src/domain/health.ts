import { duration, nodeName } from "./format";
import type { ClusterState, NodeState } from "./state";

export type HealthLevel = "good" | "warn" | "bad" | "unknown";

export interface Health {
    level: HealthLevel;
    sentence: string;
}

/** The one sentence that answers "is it well?"; `now` is the time that is shown, live or past. */
export function health(state: ClusterState, now: number): Health {
    const voters = state.nodes.filter((node) => node.kind !== "learner");
    const down = state.nodes.filter((node) => node.up === false);
    if (state.nodes.length === 0) return { level: "unknown", sentence: "Not known yet" };
    if (state.nodes.length === 1 && down.length === 0) {
        return { level: "good", sentence: "Single node" };
    }
    if (state.leader === 0) return { level: "bad", sentence: noLeader(state, now) };
    if (down.length > 0) return degraded(voters, down, now);
    const all = state.nodes.length;
    const leader = nodeName(state.leader);
    return {
        level: "good",
        sentence: `Healthy: ${all} of ${all} nodes, leader ${leader} (term ${state.term})`,
    };
}

function noLeader(state: ClusterState, now: number): string {
    const since = duration(now - (state.noLeaderSince ?? now));
    return `No leader for ${since}: writes are refused, cached objects are still served`;
}

function degraded(voters: readonly NodeState[], down: readonly NodeState[], now: number): Health {
    const since = Math.min(...down.map((node) => node.downSince ?? now));
    const names = down.map((node) => nodeName(node.id)).join(", ");
    const upVoters = voters.filter((node) => node.up !== false).length;
    const hasQuorum = upVoters > voters.length / 2;
    const quorum = hasQuorum ? "quorum holds" : "quorum is lost, writes are refused";
    return {
        level: hasQuorum ? "warn" : "bad",
        sentence: `Degraded: ${names} unreachable for ${duration(now - since)}, ${quorum}`,
    };
}
