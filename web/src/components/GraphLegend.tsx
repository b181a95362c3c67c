import { SHAPES, type Shape } from "./messageShapes";

const WORDS: readonly (readonly [Shape, string])[] = [
    ["append", "append"],
    ["heartbeat", "heartbeat"],
    ["vote", "vote"],
    ["snapshot", "snapshot"],
    ["peer", "fetch from peer"],
    ["origin", "fetch from origin"],
];

/** Says what flies, and that its speed is no measurement. */
export function GraphLegend() {
    return (
        <ul className="legend">
            {WORDS.map(([shape, word]) => (
                <li key={shape}>
                    <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
                        <path
                            d={SHAPES[shape].path}
                            fill={SHAPES[shape].isRing ? "none" : SHAPES[shape].colour}
                            stroke={SHAPES[shape].colour}
                            strokeWidth={SHAPES[shape].isRing ? 1.8 : 0}
                        />
                    </svg>
                    {word}
                </li>
            ))}
            <li>Every dot flies 0.6 s, however fast the network was; above 300, ways glow.</li>
        </ul>
    );
}
