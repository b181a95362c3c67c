import { useState } from "react";
import { SCREENS } from "../screens/screens";
import { usePlace, useTick, useView } from "../store/hooks";
import { linkTo, pushQuery } from "../store/location";
import type { View } from "../store/view";
import { Logo } from "./Icons";
import { Link } from "./Link";
import { SignIn } from "./SignIn";

export function Header({ onHelp }: { onHelp: () => void }) {
    const { path } = usePlace();
    const isCurrent = (screen: string) =>
        screen === "/" ? path === "/" : path === screen || path.startsWith(`${screen}/`);
    return (
        <header className="header">
            <Link href={linkTo("/")} className="brand">
                <Logo />
                NeuroCache
            </Link>
            <nav className="nav" aria-label="Screens">
                {SCREENS.map((screen) => (
                    <Link
                        key={screen.path}
                        href={linkTo(screen.path)}
                        isCurrent={isCurrent(screen.path)}
                    >
                        {screen.name}
                    </Link>
                ))}
            </nav>
            <div className="header-end">
                <ConnectionPill />
                <ThemeButton />
                <button type="button" className="quiet" onClick={onHelp} aria-label="Keys and help">
                    ?
                </button>
            </div>
        </header>
    );
}

interface Said {
    word: string;
    level: "good" | "warn" | "bad";
}

function said(view: View, now: number): Said {
    if (view.source.kind === "recording") return { word: "Recording", level: "warn" };
    const { connection } = view;
    switch (connection.phase) {
        case "connecting":
            return { word: "Connecting", level: "warn" };
        case "open":
            return view.isLive
                ? { word: "Live", level: "good" }
                : { word: view.isPlaying ? "Replaying" : "Paused", level: "warn" };
        case "reconnecting": {
            const seconds = Math.max(0, Math.ceil((connection.retryAt - now) / 1000));
            return { word: `Reconnecting, ${seconds} s`, level: "warn" };
        }
        case "offline":
            return { word: "Offline", level: "bad" };
        case "unauthorized":
            return { word: "Not signed in", level: "bad" };
        case "closed":
            return { word: "Resting", level: "warn" };
    }
}

function ConnectionPill() {
    const view = useView();
    const now = useTick(500);
    const [isSigningIn, setSigningIn] = useState(false);
    const { word, level } = said(view, now);
    const isOut = view.connection.phase === "unauthorized";
    return (
        <>
            <span className={`pill ${level}`} data-testid="connection">
                <span className="dot" />
                {word}
            </span>
            {isOut ? (
                <button type="button" className="primary" onClick={() => setSigningIn(true)}>
                    Sign in
                </button>
            ) : null}
            <SignIn isOpen={isSigningIn} onClose={() => setSigningIn(false)} />
        </>
    );
}

const THEMES = ["auto", "light", "dark"] as const;

function ThemeButton() {
    const theme = usePlace().query.get("theme") ?? "auto";
    const at = THEMES.indexOf(theme as (typeof THEMES)[number]);
    const next = THEMES[(at + 1) % THEMES.length] ?? "auto";
    const label = theme === "light" || theme === "dark" ? theme : "auto";
    return (
        <button
            type="button"
            className="quiet"
            onClick={() => pushQuery({ theme: next === "auto" ? null : next })}
            title={`Colours: ${label}. Press for ${next}.`}
        >
            <ThemeSign />
            <span className="visually-hidden">
                Colours: {label}. Change to {next}.
            </span>
        </button>
    );
}

function ThemeSign() {
    return (
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
            <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
        </svg>
    );
}
