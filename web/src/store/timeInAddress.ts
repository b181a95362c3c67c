import { useEffect } from "react";
import type { Dashboard } from "./dashboard";
import { useView } from "./hooks";
import { place, replaceQuery } from "./location";

/** Browsers allow some hundred changes of the address in half a minute; a slider makes more. */
const SETTLE_MS = 200;

/** Keeps `t` in the address in step with the place that is shown, so that every view is a link. */
export function useTimeInAddress(dashboard: Dashboard): void {
    const { isLive, isPlaying, isLoaded, position } = useView();
    const seq = dashboard.log.events[position]?.seq;
    useEffect(() => {
        if (!isLoaded || isPlaying) return;
        const wanted = isLive || seq === undefined ? null : String(seq);
        if (place().query.get("t") === wanted) return;
        const timer = setTimeout(() => {
            // The first view of a link with `t` is live until its events have been fetched.
            if (!isLive || !dashboard.isOnItsWay()) replaceQuery({ t: wanted });
        }, SETTLE_MS);
        return () => clearTimeout(timer);
    }, [dashboard, isLive, isPlaying, isLoaded, seq]);
}
