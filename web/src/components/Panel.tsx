import type { ReactNode } from "react";
import { useShownTime, useView } from "../store/hooks";
import { ErrorBoundary } from "./ErrorBoundary";
import { Loading, staleness } from "./PanelState";

interface PanelProps {
    title: string;
    note?: ReactNode;
    actions?: ReactNode;
    className?: string;
    padded?: boolean;
    children: ReactNode;
}

/** A part of a screen. What breaks in it breaks here only; old data in it is dimmed, and says so. */
export function Panel({ title, note, actions, className, padded, children }: PanelProps) {
    const view = useView();
    const age = staleness(view, useShownTime());
    const body = ["panel-body", padded ? "padded" : "", age === null ? "" : "dimmed"];
    return (
        <section className={`panel ${className ?? ""}`} aria-label={title}>
            <div className="panel-head">
                <h2>{title}</h2>
                {note === undefined ? null : <span className="note">{note}</span>}
                {age === null ? null : <span className="pill warn">{age}</span>}
                {actions === undefined ? null : <div className="end">{actions}</div>}
            </div>
            <div className={body.filter(Boolean).join(" ")}>
                <ErrorBoundary what={title}>{view.isLoaded ? children : <Loading />}</ErrorBoundary>
            </div>
        </section>
    );
}
