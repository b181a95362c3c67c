import { useEffect } from "react";
import { SCREENS } from "../screens/screens";
import type { Dashboard } from "./dashboard";
import { go, linkTo } from "./location";

/** `g` waits so long for the letter of a screen. */
const CHORD_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    // A range is an input too, but nobody types into it.
    if (target instanceof HTMLInputElement) return target.type !== "range";
    return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}

/** Space presses a focused button or link; it pauses only elsewhere. */
function isPressable(target: EventTarget | null): boolean {
    return (
        target instanceof HTMLElement &&
        target.closest("button, a, summary, [role=button]") !== null
    );
}

function keysOf(dashboard: Dashboard, onHelp: () => void): Record<string, () => void> {
    return {
        " ": () => dashboard.toggle(),
        "[": () => dashboard.step(-1),
        "]": () => dashboard.step(1),
        "{": () => dashboard.jump(-1),
        "}": () => dashboard.jump(1),
        ",": () => dashboard.setSpeed(-1),
        ".": () => dashboard.setSpeed(1),
        l: () => dashboard.goLive(),
        "/": focusFilter,
        "?": onHelp,
    };
}

function focusFilter(): void {
    const focus = () => document.querySelector<HTMLElement>("[data-filter]")?.focus();
    if (document.querySelector("[data-filter]") === null) {
        go(linkTo("/events"));
        requestAnimationFrame(focus);
    } else focus();
}

export function useKeyboard(dashboard: Dashboard, onHelp: () => void): void {
    useEffect(() => {
        const keys = keysOf(dashboard, onHelp);
        let chordAt = Number.NEGATIVE_INFINITY;
        const onKey = (event: KeyboardEvent) => {
            const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
            if (hasModifier || event.defaultPrevented || isTyping(event.target)) return;
            if (document.querySelector("dialog[open]") !== null) return;
            if (event.key === " " && isPressable(event.target)) return;
            const isChord = event.timeStamp - chordAt < CHORD_MS;
            chordAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
            const screen = SCREENS.find((each) => each.key === event.key);
            const act =
                isChord && screen !== undefined ? () => go(linkTo(screen.path)) : keys[event.key];
            if (act === undefined) return;
            event.preventDefault();
            act();
        };
        window.addEventListener("keydown", onKey);
        return () => window.removeEventListener("keydown", onKey);
    }, [dashboard, onHelp]);
}
