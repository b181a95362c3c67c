import { usePlace } from "../store/hooks";
import { usePrefersDark } from "./media";

/** Canvas knows no `light-dark()`: an element is asked what the token has become. */
export function colourOf(token: string): string {
    if (!token.startsWith("--")) return token;
    const probe = document.createElement("span");
    probe.style.color = `var(${token})`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
}

/** Changes whenever colours do: what is painted has to be painted again. */
export function useThemeKey(): string {
    const theme = usePlace().query.get("theme") ?? "auto";
    return `${theme} ${usePrefersDark()}`;
}
