import { type ReactNode, useEffect, useState } from "react";
import type { Outcome } from "../api/http";
import { ago } from "../domain/format";
import type { View } from "../store/view";
import { Command, CopyButton } from "./CopyButton";

const SKELETON_MS = 300;
/** Metrics come every ten seconds at least, whatever happens. */
const STALE_MS = 25_000;

/** Why what a panel shows may be old; null where it is not. */
export function staleness(view: View, shownTime: number): string | null {
    if (view.source.kind === "recording" || !view.isLoaded) return null;
    const { phase } = view.connection;
    if (phase === "reconnecting" || phase === "offline" || phase === "unauthorized") {
        return `as of ${ago(view.state.t, shownTime)}`;
    }
    if (view.isLive && shownTime - view.state.t > STALE_MS) {
        return `stale: last data ${ago(view.state.t, shownTime)}`;
    }
    return null;
}

/** Grey bars for a moment; a wait that goes on is told in words. */
export function Loading({ what = "Waiting for the node's first answer" }: { what?: string }) {
    const [isLong, setLong] = useState(false);
    useEffect(() => {
        const timer = setTimeout(() => setLong(true), SKELETON_MS);
        return () => clearTimeout(timer);
    }, []);
    return (
        <div className="state" aria-busy="true">
            {isLong ? (
                <span>{what} …</span>
            ) : (
                <>
                    <span className="skeleton" />
                    <span className="skeleton" />
                </>
            )}
        </div>
    );
}

/** Nothing here yet: says what would fill it. */
export function Empty({ children, command }: { children: ReactNode; command?: string }) {
    return (
        <div className="state">
            <span>{children}</span>
            {command === undefined ? null : <Command line={command} />}
        </div>
    );
}

type Failure = Exclude<Outcome<unknown>, { ok: true }>;

export function Failed({ what, failure }: { what: string; failure: Failure }) {
    const next = nextStep(failure.status);
    const detail = `${what}: ${failure.status} ${failure.code}: ${failure.message}`;
    return (
        <div className="state" role="alert">
            <strong>{what} could not be read.</strong>
            <span>
                {failure.message} {next}
            </span>
            <CopyButton text={detail} label="Copy detail" />
        </div>
    );
}

function nextStep(status: number): string {
    if (status === 0) return "Is the node running? It is asked again in some seconds.";
    if (status === 401) return "Sign in at the top of the page.";
    if (status === 404) return "An older node may not tell this; upgrade it.";
    return "It is asked again in some seconds.";
}
