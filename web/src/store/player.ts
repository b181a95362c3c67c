import type { WireEvent } from "../api/wire";
import type { Stretch } from "../domain/importance";

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];

/** Nobody wants to watch a node's clock that jumped by an hour. */
const MAX_STEP_MS = 60_000;

/**
 * The clock of a replay: it runs by recorded time, and says up to which event it has come. Events
 * are in the order of ids while their times are of several clocks, so its time never goes back.
 */
export class Player {
    private time = 0;

    /** Begins behind the event at `index`. */
    begin(events: readonly WireEvent[], index: number): void {
        this.time = events[index]?.t ?? 0;
    }

    /** The index reached from `index` after `elapsedMs` of real time. */
    advance(
        events: readonly WireEvent[],
        index: number,
        elapsedMs: number,
        speed: number,
        idle: readonly Stretch[],
    ): number {
        this.time += elapsedMs * speed;
        let at = index;
        const stretch = idle.find(({ from, to }) => at >= from && at < to);
        if (stretch !== undefined) {
            at = stretch.to;
            this.time = events[at]?.t ?? this.time;
        }
        for (;;) {
            const next = events[at + 1];
            if (next === undefined) return at;
            const wait = next.t - this.time;
            if (wait > 0 && wait < MAX_STEP_MS) return at;
            if (wait >= MAX_STEP_MS) this.time = next.t;
            at++;
        }
    }
}
