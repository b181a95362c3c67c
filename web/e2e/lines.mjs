/** Heartbeats behind what the journal holds. */
export function moreLines(server, count) {
    const { seq, t } = server.journal.at(-1);
    return Array.from({ length: count }, (_, i) => ({
        seq: seq + 1 + i,
        type: "append",
        t: t + 25 * (i + 1),
        node: 1,
        from: 1,
        to: 2 + (i % 2),
        n: 1,
        entries: 0,
        bytes: 0,
        match: 1,
    }));
}
