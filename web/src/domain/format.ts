/** What stands where there is no data; never NaN, never a made-up 0. */
export const NO_DATA = "—";

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

function trimmed(value: number, digits: number): string {
    return value.toLocaleString("en-GB", {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
    });
}

export function bytes(value: number | null): string {
    if (value === null) return NO_DATA;
    let size = Math.max(0, value);
    let unit = 0;
    while (size >= 1024 && unit < BYTE_UNITS.length - 1) {
        size /= 1024;
        unit++;
    }
    const digits = unit === 0 || size >= 100 ? 0 : 1;
    return `${trimmed(size, digits)} ${BYTE_UNITS[unit]}`;
}

export function percent(share: number | null, digits = 1): string {
    return share === null ? NO_DATA : `${trimmed(share * 100, digits)} %`;
}

export function count(value: number | null): string {
    return value === null ? NO_DATA : Math.round(value).toLocaleString("en-GB");
}

/** Few digits where there are many, more where the number is small. */
export function rate(value: number | null): string {
    if (value === null) return NO_DATA;
    return trimmed(value, value >= 100 || value === 0 ? 0 : value >= 10 ? 1 : 2);
}

export function millis(value: number | null): string {
    return value === null ? NO_DATA : `${rate(value)} ms`;
}

/** The greatest unit that fits, and a part of the next where there is one. */
function inUnits(ms: number): { whole: string; part: string } {
    const seconds = Math.max(0, Math.round(ms / 1000));
    const [days, hours, minutes] = [86_400, 3_600, 60].map((unit) => Math.floor(seconds / unit));
    const part = (value: number, unit: string) => (value === 0 ? "" : ` ${value} ${unit}`);
    if (days) return { whole: `${days} d`, part: part((hours ?? 0) % 24, "h") };
    if (hours) return { whole: `${hours} h`, part: part((minutes ?? 0) % 60, "min") };
    if (minutes) return { whole: `${minutes} min`, part: part(seconds % 60, "s") };
    return { whole: `${seconds} s`, part: "" };
}

export function duration(ms: number): string {
    const { whole, part } = inUnits(ms);
    return whole + part;
}

/** How long before `now`; clocks of nodes differ, so what lies ahead is "now" too. */
export function ago(t: number, now: number): string {
    return now - t < 1000 ? "now" : `${inUnits(now - t).whole} ago`;
}

export function clock(t: number): string {
    return new Date(t).toLocaleTimeString("en-GB", { hour12: false });
}

export function exactTime(t: number): string {
    return new Date(t).toISOString().replace("T", " ").replace("Z", " UTC");
}

export function nodeName(id: number): string {
    return `n${id}`;
}
