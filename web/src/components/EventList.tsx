import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { WireEvent } from "../api/wire";
import { ago, count, exactTime, nodeName } from "../domain/format";
import { family, importance } from "../domain/importance";
import { sentence } from "../domain/sentences";
import { useDashboard, useShownTime, useView } from "../store/hooks";

const ROW_PIXELS = 30;

/**
 * The newest event stands on top. As soon as the reader has scrolled away the list holds still under
 * the eyes: what comes is counted, and shown on request.
 */
export function EventList({ indexes }: { indexes: readonly number[] }) {
    const dashboard = useDashboard();
    const view = useView();
    const now = useShownTime();
    const scroller = useRef<HTMLDivElement>(null);
    const { fresh, toTop } = useSteadyReading(scroller, indexes.length);
    const virtual = useVirtualizer({
        count: indexes.length,
        getScrollElement: () => scroller.current,
        estimateSize: () => ROW_PIXELS,
        overscan: 12,
    });
    return (
        <div className="event-frame">
            {fresh > 0 ? (
                <button type="button" className="new-pill primary" onClick={toTop}>
                    {count(fresh)} new
                </button>
            ) : null}
            <div
                ref={scroller}
                className="event-list"
                tabIndex={0}
                role="region"
                aria-label="Events"
            >
                <ol className="event-rows" style={{ height: virtual.getTotalSize() }}>
                    {virtual.getVirtualItems().map((item) => {
                        const index = indexes[item.index] ?? 0;
                        const event = dashboard.log.events[index];
                        return event === undefined ? null : (
                            <EventRow
                                key={`${event.seq} ${event.type}`}
                                event={event}
                                top={item.start}
                                now={now}
                                isCurrent={!view.isLive && index === view.position}
                                onChoose={() => dashboard.seek(index)}
                            />
                        );
                    })}
                </ol>
            </div>
        </div>
    );
}

/** Moves the list along by what came on top, unless the reader is at the top. */
function useSteadyReading(scroller: React.RefObject<HTMLDivElement | null>, length: number) {
    const before = useRef(length);
    const [fresh, setFresh] = useState(0);
    useLayoutEffect(() => {
        const element = scroller.current;
        const grown = length - before.current;
        before.current = length;
        if (element === null || grown <= 0 || element.scrollTop < ROW_PIXELS / 2) return;
        element.scrollTop += grown * ROW_PIXELS;
        setFresh((known) => known + grown);
    }, [length, scroller]);
    useEffect(() => {
        const element = scroller.current;
        const onScroll = () => {
            if (element !== null && element.scrollTop < ROW_PIXELS / 2) setFresh(0);
        };
        element?.addEventListener("scroll", onScroll, { passive: true });
        return () => element?.removeEventListener("scroll", onScroll);
    }, [scroller]);
    const toTop = () => scroller.current?.scrollTo({ top: 0 });
    return { fresh, toTop };
}

interface EventRowProps {
    event: WireEvent;
    top: number;
    now: number;
    isCurrent: boolean;
    onChoose: () => void;
}

function EventRow({ event, top, now, isCurrent, onChoose }: EventRowProps) {
    const isImportant = importance(event) !== null;
    const classes = ["event-row", isCurrent ? "current" : "", isImportant ? "important" : ""];
    const onKey = (pressed: KeyboardEvent<HTMLLIElement>) => {
        if (pressed.key !== "Enter") return;
        pressed.preventDefault();
        onChoose();
    };
    const says = sentence(event);
    return (
        <li
            className={classes.filter(Boolean).join(" ")}
            style={{ transform: `translateY(${top}px)` }}
            tabIndex={0}
            aria-current={isCurrent ? "true" : undefined}
            onClick={onChoose}
            onKeyDown={onKey}
            title={`${exactTime(event.t)}\n${says}`}
        >
            <span className="soft">{ago(event.t, now)}</span>
            <span className="soft seq">{event.seq}</span>
            <span>{nodeName(event.node)}</span>
            <span className="type">
                <span className={`mark ${family(event)}`} />
                {event.type === "raw" ? event.kind : event.type}
            </span>
            <span className="says">{says}</span>
        </li>
    );
}
