import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "uplot/dist/uPlot.min.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/parts.css";
import "./styles/data.css";
import { App } from "./App";
import { DEFAULT_KEPT, MAX_KEPT } from "./domain/eventLog";
import { Dashboard, HIDDEN_MS } from "./store/dashboard";
import { DashboardContext } from "./store/hooks";
import { place } from "./store/location";

function keptEvents(): number {
    const asked = Number(place().query.get("keep") ?? DEFAULT_KEPT);
    return Number.isFinite(asked) ? Math.min(MAX_KEPT, Math.max(1_000, asked)) : DEFAULT_KEPT;
}

async function openNamed(dashboard: Dashboard, name: string, seq: number | null): Promise<void> {
    const url = new URL(name, new URL("/ui/", window.location.href));
    // A link must not make the page read from elsewhere.
    if (url.origin !== window.location.origin) {
        dashboard.fail("A recording can be opened from this node or from a file only.");
        return;
    }
    const response = await fetch(url).catch(() => null);
    if (response?.ok) dashboard.openRecording(await response.text(), name, seq);
    else dashboard.fail(`The recording ${name} could not be read from this node.`);
}

function begin(dashboard: Dashboard): void {
    const { query } = place();
    const time = Number(query.get("t") ?? "live");
    const seq = Number.isFinite(time) ? time : null;
    const recording = query.get("rec");
    if (recording === null) dashboard.start(seq);
    else void openNamed(dashboard, recording, seq);
}

/** A tab that nobody looks at gives its connection back, and goes on where it was. */
function restWhileHidden(dashboard: Dashboard): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    document.addEventListener("visibilitychange", () => {
        clearTimeout(timer);
        if (document.hidden) timer = setTimeout(() => dashboard.rest(), HIDDEN_MS);
        else if (dashboard.current().connection.phase === "closed") dashboard.wake();
    });
}

const dashboard = new Dashboard(keptEvents());
const root = document.getElementById("root");
if (root !== null) {
    begin(dashboard);
    restWhileHidden(dashboard);
    createRoot(root).render(
        <StrictMode>
            <DashboardContext value={dashboard}>
                <App />
            </DashboardContext>
        </StrictMode>,
    );
}
