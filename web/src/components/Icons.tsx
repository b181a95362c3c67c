import type { ShownRole } from "../domain/state";

/** Icons are drawn here: 16 units square, in the colour of the text beside them. */
const PATHS = {
    play: "M4.5 2.5v11l9-5.5z",
    pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
    back: "M11 3 5 8l6 5z",
    forward: "M5 3l6 5-6 5z",
    previous: "M3 3h2v10H3zM13 3 6 8l7 5z",
    next: "M11 3h2v10h-2zM3 3l7 5-7 5z",
    check: "M6.4 12.2 2.6 8.4l1.3-1.3 2.5 2.5 5.7-5.7 1.3 1.3z",
    warn: "M8 1.6 15.2 14H.8zM7.2 6v4h1.6V6zm0 5v1.6h1.6V11z",
    bad: "M5 1h6l4 4v6l-4 4H5l-4-4V5zm2.2 3v5h1.6V4zm0 6.2v1.8h1.6v-1.8z",
    unknown: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 1.6a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8z",
    live: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 14 }: { name: IconName; size?: number }) {
    return (
        <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
            <path d={PATHS[name]} fill="currentColor" fillRule="evenodd" />
        </svg>
    );
}

export const ROLE_COLOUR: Readonly<Record<ShownRole, string>> = {
    leader: "#e69f00",
    follower: "#0072b2",
    candidate: "#cc79a7",
    learner: "#009e73",
    unknown: "#7f7f7f",
    down: "#7f7f7f",
};

/** The third sign of a role, beside word and colour; drawn around (0, 0), 8 units high. */
export const ROLE_SIGN: Readonly<Record<ShownRole, string>> = {
    leader: "M-6 3.5v-7l3.2 3L0-4l2.8 3.5 3.2-3v7z",
    follower: "M-5 -1h6v-3l5 4-5 4V1h-6z",
    candidate: "M-1-4h2v3h3v2H1v3h-2V1h-3v-2h3z",
    learner: "M-5-3h4.4v6.5H-5zM.6-3H5v6.5H.6z",
    unknown: "M-1-1h2v2h-2zM-5-1h2v2h-2zM3-1h2v2H3z",
    down: "M-4-2.6-2.6-4 0-1.4 2.6-4 4-2.6 1.4 0 4 2.6 2.6 4 0 1.4-2.6 4-4 2.6-1.4 0z",
};

export function RoleMark({ role }: { role: ShownRole }) {
    return (
        <svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">
            <circle r="9" fill={ROLE_COLOUR[role]} />
            <path
                d={ROLE_SIGN[role]}
                transform="scale(0.95)"
                fill={role === "follower" ? "#ffffff" : "#101418"}
            />
        </svg>
    );
}

export function Logo() {
    return (
        <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="#101418" />
            <path d="M16 8 7.5 22.5h17z" fill="none" stroke="#9aa7b4" strokeWidth="1.8" />
            <circle cx="16" cy="8.5" r="4.6" fill="#e69f00" />
            <circle cx="8" cy="22.5" r="4.2" fill="#0072b2" />
            <circle cx="24" cy="22.5" r="4.2" fill="#0072b2" />
        </svg>
    );
}
