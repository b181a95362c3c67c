/** Nine stops of Viridis (CC0, van der Walt and Smith): even steps look even, also without colour. */
const STOPS: readonly (readonly [number, number, number])[] = [
    [68, 1, 84],
    [72, 40, 120],
    [62, 74, 137],
    [49, 104, 142],
    [38, 130, 142],
    [31, 158, 137],
    [53, 183, 121],
    [109, 205, 89],
    [253, 231, 37],
];

/** The colour of a share from 0 to 1, as red, green and blue. */
export function viridis(share: number): [number, number, number] {
    const place = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
    const low = Math.min(STOPS.length - 2, Math.floor(place));
    const a = STOPS[low] ?? [0, 0, 0];
    const b = STOPS[low + 1] ?? a;
    const part = place - low;
    const mix = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * part);
    return [mix(0), mix(1), mix(2)];
}
