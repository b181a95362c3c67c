/** Makers of events by the name of their fixture; each call makes the same events anew. */
export const fixtures: Readonly<
    Record<
        "normal" | "short" | "nine" | "single" | "zero" | "leaderless" | "hostile",
        () => { seq: number; type: string; t: number; node: number }[]
    >
>;
export function recordingOf(lines: readonly { seq: number }[]): string;
