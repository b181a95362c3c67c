import { useCallback, useSyncExternalStore } from "react";

/** Whether a media query holds, as it changes. */
function useMedia(query: string): boolean {
    const subscribe = useCallback(
        (listener: () => void) => {
            const media = window.matchMedia(query);
            media.addEventListener("change", listener);
            return () => media.removeEventListener("change", listener);
        },
        [query],
    );
    return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** Whether the reader wants nothing to move by itself. */
export function useReducedMotion(): boolean {
    return useMedia("(prefers-reduced-motion: reduce)");
}

/** The width below which styles lay everything out in one column. */
export function useNarrow(): boolean {
    return useMedia("(max-width: 760px)");
}

export function usePrefersDark(): boolean {
    return useMedia("(prefers-color-scheme: dark)");
}
