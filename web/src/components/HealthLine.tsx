import { health } from "../domain/health";
import { useShownTime, useView } from "../store/hooks";
import { Icon, type IconName } from "./Icons";

const SIGN: Readonly<Record<string, IconName>> = {
    good: "check",
    warn: "warn",
    bad: "bad",
    unknown: "unknown",
};

/** The answer to the first question, as the heading of the overview. */
export function HealthLine() {
    const { state } = useView();
    const { level, sentence } = health(state, useShownTime());
    return (
        <div className={`health ${level}`} role="status" data-testid="health">
            <Icon name={SIGN[level] ?? "unknown"} size={18} />
            <span>{sentence}</span>
        </div>
    );
}
