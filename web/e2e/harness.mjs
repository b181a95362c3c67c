// The least that browser tests need: tests with a page and a pretended node each, and waiting for
// conditions with a deadline instead of sleeping.

import { fixtures } from "../scripts/fixtures.mjs";
import { FixtureServer } from "./server.mjs";

const tests = [];
const made = new Map();

/** Lines of a fixture; made once, as they are never changed. */
export function linesOf(name) {
    if (!made.has(name)) made.set(name, fixtures[name]());
    return made.get(name);
}

/**
 * Declares a test. `options.fixture` names the journal of the node, `options.context` is passed to
 * the browser; `options.mayLog` are errors on the console that the test provokes.
 */
export function test(name, options, run) {
    tests.push({ name, options, run });
}

export function assert(condition, what) {
    if (!condition) throw new Error(what);
}

export function assertEqual(actual, wanted, what) {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
    if (a !== b) throw new Error(`${what}: wanted ${b}, is ${a}`);
}

/** Waits until `probe` gives something truthy; says what it gave last when time is up. */
export async function eventually(what, probe, deadlineMs = 6_000) {
    const end = performance.now() + deadlineMs;
    let last;
    while (performance.now() < end) {
        try {
            last = await probe();
        } catch (error) {
            last = error;
        }
        if (last && !(last instanceof Error)) return last;
        await new Promise((next) => setTimeout(next, 25));
    }
    throw new Error(`not within ${deadlineMs} ms: ${what} (last: ${String(last).slice(0, 300)})`);
}

/** A page at an address below /ui, when it has something to show. */
export async function open(page, server, path = "/") {
    await page.goto(`${server.url}/ui${path}`);
    return page;
}

export function textOf(page, selector) {
    return page.locator(selector).first().textContent();
}

/** Whatever a test is about: nothing may break the policy, leave the origin, or be thrown. */
async function watch(context, page, server, mayLog) {
    const trouble = [];
    await context.addInitScript(() => {
        globalThis.violations = [];
        document.addEventListener("securitypolicyviolation", (event) => {
            globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
        });
    });
    page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(server.url) && !url.startsWith("blob:"))
            trouble.push(`off-origin ${url}`);
    });
    page.on("pageerror", (error) => {
        if (!mayLog.test(String(error))) trouble.push(String(error));
    });
    page.on("console", (message) => {
        const isTrouble = message.type() === "error" && !mayLog.test(message.text());
        if (isTrouble) trouble.push(message.text());
    });
    return async () => {
        const violations = await page.evaluate(() => globalThis.violations).catch(() => []);
        return [...trouble, ...violations];
    };
}

const NOTHING = /^$/;

async function runOne(browser, { options, run }) {
    const server = new FixtureServer(options.fixture === undefined ? [] : linesOf(options.fixture));
    await server.listen();
    const viewport = { width: 1280, height: 800 };
    const context = await browser.newContext({ viewport, ...options.context });
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    try {
        const trouble = await watch(context, page, server, options.mayLog ?? NOTHING);
        await run({ page, server, context });
        assertEqual(await trouble(), [], "nothing else went wrong");
    } finally {
        await context.close();
        await server.close();
    }
}

export async function runAll(browser, only) {
    let failed = 0;
    const begin = performance.now();
    for (const each of tests.filter(({ name }) => name.includes(only))) {
        const from = performance.now();
        try {
            await runOne(browser, each);
            console.log(`  ok ${each.name} (${Math.round(performance.now() - from)} ms)`);
        } catch (error) {
            failed++;
            console.log(`FAIL ${each.name}\n     ${error.stack ?? error}`);
        }
    }
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`${failed === 0 ? "all passed" : `${failed} failed`} in ${seconds} s`);
    return failed;
}
