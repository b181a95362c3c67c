// The state of a cluster after some lines of its journal, as far as a snapshot tells it.

const change = {
    leader(node, line) {
        const isSelf = line.id === line.node;
        Object.assign(node, {
            leader: line.id,
            term: line.term,
            role: isSelf ? "leader" : "follower",
        });
    },
    commit(node, line) {
        Object.assign(node, {
            commit: line.index,
            applied: line.applied,
            term: line.term,
            role: line.role,
        });
    },
    stats(node, line) {
        node.stats = line.stats;
    },
    slab(node, line) {
        line.occ.forEach((occ, i) => {
            node.slab.occ[line.base + i] = occ;
            node.slab.cls[line.base + i] = line.cls[i];
        });
    },
};

/** The first line must be a snapshot. */
export function snapshotAfter(lines) {
    const snapshot = structuredClone(lines[0]);
    const byId = new Map(snapshot.nodes.map((node) => [node.id, node]));
    for (const line of lines) {
        const node = byId.get(line.node);
        if (node !== undefined) change[line.type]?.(node, line);
        if (line.type === "node-down") byId.get(line.id).up = false;
        if (line.type === "node-up") byId.get(line.id).up = true;
        if (line.type === "leader" && line.id === line.node) {
            Object.assign(snapshot, { leader: line.id, term: line.term });
        }
    }
    const last = lines.at(-1);
    return { ...snapshot, t: last.t, oldest: lines[0].seq, newest: last.seq };
}
