import type { WireEvent } from "../api/wire";
import { reduce } from "./reduce";
import { type ClusterState, EMPTY_STATE } from "./state";

/** Seeking folds at most so many events. */
export const KEYFRAME_EVERY = 256;
export const DEFAULT_KEPT = 10_000;
export const MAX_KEPT = 50_000;

/**
 * The last events in the order of their ids, with the state before every 256th of them, so that the
 * state at any place costs one short fold. When more than `kept` have come, the oldest 256 go.
 */
export class EventLog {
    private list: WireEvent[] = [];
    /** `keyframes[k]` is the state before `list[k * KEYFRAME_EVERY]`. */
    private keyframes: ClusterState[] = [EMPTY_STATE];
    private latest: ClusterState = EMPTY_STATE;
    /** How many have gone from the front; positions of those that stay shift by it. */
    removed = 0;

    constructor(readonly kept = DEFAULT_KEPT) {}

    get events(): readonly WireEvent[] {
        return this.list;
    }

    get length(): number {
        return this.list.length;
    }

    /** The state after all events. */
    get state(): ClusterState {
        return this.latest;
    }

    get firstSeq(): number | null {
        return this.list[0]?.seq ?? null;
    }

    get lastSeq(): number | null {
        return this.list[this.list.length - 1]?.seq ?? null;
    }

    /** Adds an event at the end; false where it is known already. */
    append(event: WireEvent): boolean {
        const last = this.lastSeq;
        // A snapshot carries the id of the last event that it includes: it is no repeat.
        const isRepeat = last !== null && event.seq <= last && event.type !== "snapshot";
        if (isRepeat) return false;
        this.push(event);
        if (this.list.length >= this.kept + KEYFRAME_EVERY) this.dropOldest();
        return true;
    }

    /** Puts older events before those that are here: the state is folded anew. */
    prepend(older: readonly WireEvent[]): void {
        const first = this.list[0];
        // The snapshot that opens a stream has the id of the last event that it includes.
        const bound =
            (first?.seq ?? Number.POSITIVE_INFINITY) + (first?.type === "snapshot" ? 1 : 0);
        const before = older.filter((event) => event.seq < bound);
        const room = Math.max(0, MAX_KEPT - this.list.length);
        const fitting = room === 0 ? [] : before.slice(-room);
        this.rebuild([...fitting, ...this.list]);
        this.removed -= fitting.length;
    }

    clear(): void {
        this.removed += this.list.length;
        this.rebuild([]);
    }

    /** The state after the event at `index`; before the first one for -1. */
    stateAt(index: number): ClusterState {
        if (index >= this.list.length - 1) return this.latest;
        const frame = Math.floor((index + 1) / KEYFRAME_EVERY);
        let state = this.keyframes[frame] ?? EMPTY_STATE;
        for (let i = frame * KEYFRAME_EVERY; i <= index; i++) {
            const event = this.list[i];
            if (event !== undefined) state = reduce(state, event);
        }
        return state;
    }

    /** Where the last event stands that is not behind `seq`; 0 where all are. */
    indexOf(seq: number): number {
        let low = 0;
        let high = this.list.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.list[middle]?.seq ?? 0) <= seq) low = middle + 1;
            else high = middle;
        }
        return Math.max(0, low - 1);
    }

    private push(event: WireEvent): void {
        this.list.push(event);
        this.latest = reduce(this.latest, event);
        if (this.list.length % KEYFRAME_EVERY === 0) this.keyframes.push(this.latest);
    }

    private rebuild(events: readonly WireEvent[]): void {
        this.list = [];
        this.latest = EMPTY_STATE;
        this.keyframes = [EMPTY_STATE];
        for (const event of events) this.push(event);
    }

    /** The state before the new first event is already a keyframe: nothing is folded again. */
    private dropOldest(): void {
        this.list = this.list.slice(KEYFRAME_EVERY);
        this.keyframes.shift();
        this.removed += KEYFRAME_EVERY;
    }
}
