// Finds the browser of the machine; nothing is downloaded.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

function onPath(name) {
    const folders = (process.env.PATH ?? "").split(delimiter);
    return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

export function findBrowser() {
    return process.env.CHROMIUM ?? NAMES.map(onPath).find((file) => file !== undefined);
}

/** Ends the process where there is no browser: quietly at a desk, as a failure in CI. */
export function browserOrExit() {
    const found = findBrowser();
    if (found !== undefined) return found;
    const isRequired = process.env.CI === "true" || process.env.NEURO_REQUIRE_BROWSER === "1";
    console.log(`browser tests skipped: none of ${NAMES.join(", ")} on PATH, CHROMIUM is not set`);
    process.exit(isRequired ? 1 : 0);
}

export function launch(executablePath) {
    const isRoot = process.getuid?.() === 0;
    const args = ["--enable-precise-memory-info", "--js-flags=--expose-gc"];
    return chromium.launch({ executablePath, args: isRoot ? ["--no-sandbox", ...args] : args });
}
