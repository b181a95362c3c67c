// Fails where the built page is heavier than what was agreed.

import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMITS = { ".js": 150_000, ".css": 12_000 };
const ASSETS = new URL("../dist/assets/", import.meta.url);

const sizes = { ".js": 0, ".css": 0 };
for (const name of readdirSync(ASSETS)) {
    const end = Object.keys(LIMITS).find((each) => name.endsWith(each));
    if (end !== undefined) sizes[end] += gzipSync(readFileSync(new URL(name, ASSETS))).length;
}
let isOver = false;
for (const [end, limit] of Object.entries(LIMITS)) {
    const over = sizes[end] > limit;
    isOver ||= over;
    console.log(`${over ? "OVER" : "ok"} ${end} ${sizes[end]} of ${limit} bytes, gzip`);
}
process.exit(isOver ? 1 : 0);
