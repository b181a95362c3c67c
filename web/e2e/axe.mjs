// What axe-core says of a page, in both themes.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { assert, assertEqual } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(page, within) {
    const found = await page.evaluate(async (selector) => {
        // Without what else it could tell, and without fetching what no rule here asks for, it
        // takes a quarter of the time.
        const options = { resultTypes: ["violations"], preload: false };
        return (await globalThis.axe.run(selector, options)).violations;
    }, within);
    return found.map(({ id, nodes }) => {
        const where = nodes.map((node) => node.target).join(" | ");
        return `${id}: ${where.slice(0, 300)}`;
    });
}

function ground(page) {
    return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

/** The page as it stands must please axe in light and in dark; `within` is the part that is looked at. */
export async function inBothThemes(page, what, within = "html") {
    if (!(await page.evaluate(() => globalThis.axe !== undefined))) await page.evaluate(AXE);
    const grounds = [];
    for (const colorScheme of ["dark", "light"]) {
        await page.emulateMedia({ colorScheme });
        grounds.push(await ground(page));
        assertEqual(await violations(page, within), [], `${what}, ${colorScheme}`);
    }
    assert(grounds[0] !== grounds[1], `${what}: the themes differ`);
}
