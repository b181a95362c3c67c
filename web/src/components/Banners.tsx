import { count, duration, exactTime } from "../domain/format";
import { useDashboard, useTick, useView } from "../store/hooks";
import type { View } from "../store/view";

/** What is out of the ordinary, in words, above everything else: past, broken, missing, outdated. */
export function Banners() {
    const view = useView();
    return (
        <section aria-label="Notices">
            <PastBanner view={view} />
            <ConnectionBanner view={view} />
            <MissingBanner view={view} />
            {view.problem === null ? null : (
                <div className="banner bad" role="alert">
                    <strong>Recording not opened.</strong> {view.problem}
                </div>
            )}
            {view.skew === null ? null : (
                <div className="banner warn" role="status">
                    <strong>Node upgraded: reload.</strong> This page was loaded from version{" "}
                    {view.skew.from}, the node now runs {view.skew.to}.
                    <div className="end">
                        <button type="button" onClick={() => window.location.reload()}>
                            Reload
                        </button>
                    </div>
                </div>
            )}
        </section>
    );
}

function PastBanner({ view }: { view: View }) {
    const dashboard = useDashboard();
    const isRecording = view.source.kind === "recording";
    if (!view.isLoaded || (view.isLive && !isRecording)) return null;
    const word = view.isPlaying ? "Replaying" : "Paused";
    return (
        <div className="banner past" data-testid="past">
            <strong>
                {view.source.kind === "recording" ? `${word}: ${view.source.name}` : word}
            </strong>
            <span>{exactTime(view.state.t)}</span>
            {isRecording ? <Malformed view={view} /> : <span>{count(view.newCount)} new</span>}
            <div className="end">
                {isRecording ? (
                    <a className="button" href="/ui/">
                        Close recording
                    </a>
                ) : (
                    <button type="button" className="primary" onClick={() => dashboard.goLive()}>
                        Go live
                    </button>
                )}
            </div>
        </div>
    );
}

function Malformed({ view }: { view: View }) {
    if (view.source.kind !== "recording" || view.source.malformed === 0) return null;
    return <span>{count(view.source.malformed)} lines were no events and are left out</span>;
}

function ConnectionBanner({ view }: { view: View }) {
    const dashboard = useDashboard();
    const now = useTick(500);
    const { connection } = view;
    if (view.source.kind === "recording") return null;
    if (connection.phase === "unauthorized") {
        return (
            <div className="banner bad" role="alert">
                <strong>Not signed in.</strong> The node shows its dashboard to its own host, or
                with its token. Use <em>Sign in</em> above.
            </div>
        );
    }
    if (connection.phase !== "reconnecting" && connection.phase !== "offline") return null;
    const wait = duration(connection.retryAt - now);
    const isOffline = connection.phase === "offline";
    return (
        <div className={`banner ${isOffline ? "bad" : "warn"}`} role="status">
            <strong>
                {isOffline ? "Offline." : `Reconnecting, attempt ${connection.attempt}.`}
            </strong>
            <span>
                {capital(connection.reason)}; next attempt in {wait}. What is shown stays as it was.
            </span>
            {isOffline ? <OtherNodes view={view} /> : null}
            <div className="end">
                <button type="button" onClick={() => dashboard.reconnect()}>
                    Retry now
                </button>
            </div>
        </div>
    );
}

/** Every node serves the dashboard: where this one is gone, another is one click away. */
function OtherNodes({ view }: { view: View }) {
    const others = view.state.nodes.filter(
        (node) => node.id !== view.state.self && node.edge !== "" && node.up !== false,
    );
    if (others.length === 0) return null;
    return (
        <span>
            Other nodes:{" "}
            {others.map((node) => (
                <a key={node.id} href={`http://${node.edge}/ui/`}>
                    n{node.id}{" "}
                </a>
            ))}
        </span>
    );
}

function MissingBanner({ view }: { view: View }) {
    const dashboard = useDashboard();
    if (view.dropped === 0 && view.notice === null) return null;
    return (
        <div className="banner warn" role="status" data-testid="gap">
            {view.dropped > 0 ? (
                <span>
                    <strong>{count(view.dropped)} events were dropped:</strong> this page read too
                    slowly. The state shown is whole again; the list has a gap.
                </span>
            ) : null}
            {view.notice === null ? null : <span>{view.notice}</span>}
            <div className="end">
                <button type="button" onClick={() => dashboard.dismiss()}>
                    Understood
                </button>
            </div>
        </div>
    );
}

function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
