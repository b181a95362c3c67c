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
 * the browser; `options.mayLog` are errors on the console that the test provokes. Nothing else runs
 * beside a test with `options.isAlone`, as it measures; a test with `options.changesPage` leaves
 * something in the page that a reload does not take away, so that the page is not used again.
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

/** Goes on to another address without loading the page anew, as a link in it does. */
export async function follow(page, path) {
    await page.evaluate((to) => {
        history.pushState(null, "", `/ui${to}`);
        dispatchEvent(new PopStateEvent("popstate"));
    }, path);
}

export function textOf(page, selector) {
    return page.locator(selector).first().textContent();
}

/** Whatever a test is about: nothing may break the policy, leave the origin, or be thrown. */
function watch(page, server, mayLog) {
    const trouble = [];
    page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(server.url) && !/^(blob|about):/.test(url))
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

async function newPage(browser, options) {
    const viewport = { width: 1280, height: 800 };
    const context = await browser.newContext({ viewport, ...options.context });
    await context.addInitScript(() => {
        globalThis.violations = [];
        document.addEventListener("securitypolicyviolation", (event) => {
            globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
        });
    });
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    return page;
}

/**
 * Runs tests one after the other. A new page and a new address, whose scripts are to be compiled,
 * are half of what a test takes: what has passed is emptied, and taken for the next test whose
 * context is made the same way.
 */
class Lane {
    constructor(browser) {
        this.browser = browser;
        this.server = new FixtureServer();
        this.idle = new Map();
    }

    async run(tests) {
        await this.server.listen();
        let failed = 0;
        for (let next = tests.next(); !next.done; next = tests.next()) {
            if (!(await this.runAndTell(next.value))) failed++;
        }
        for (const page of this.idle.values()) await page.context().close();
        await this.server.close();
        return failed;
    }

    async runAndTell(each) {
        const from = performance.now();
        try {
            await this.runOne(each);
            console.log(`  ok ${each.name} (${Math.round(performance.now() - from)} ms)`);
            return true;
        } catch (error) {
            console.log(`FAIL ${each.name}\n     ${error.stack ?? error}`);
            return false;
        }
    }

    async runOne({ options, run }) {
        const { server } = this;
        server.begin(options.fixture === undefined ? [] : linesOf(options.fixture));
        const page = await this.take(options);
        try {
            const trouble = watch(page, server, options.mayLog ?? NOTHING);
            await run({ page, server });
            assertEqual(await trouble(), [], "nothing else went wrong");
            await this.giveBack(page, options);
        } catch (error) {
            await page.context().close();
            throw error;
        }
    }

    async take(options) {
        const key = keyOf(options);
        const idle = this.idle.get(key);
        this.idle.delete(key);
        return idle ?? newPage(this.browser, options);
    }

    async giveBack(page, options) {
        const key = keyOf(options);
        if (key === null) {
            await page.context().close();
            return;
        }
        await page.goto("about:blank");
        page.removeAllListeners();
        await page.emulateMedia({ colorScheme: null });
        await page.context().clearCookies();
        this.idle.set(key, page);
    }
}

/** Pages of one key are alike; null where a page is of no use to another test. */
function keyOf({ context = {}, isAlone, changesPage }) {
    return isAlone || changesPage ? null : JSON.stringify(context);
}

/** Side by side, as a page waits for its browser most of the time; more only take turns on two cores. */
const LANES = 2;

/** Every lane takes the next test when it is done with one. */
async function runLanes(browser, chosen, lanes) {
    const left = chosen.values();
    const counts = Array.from({ length: lanes }, () => new Lane(browser).run(left));
    return (await Promise.all(counts)).reduce((sum, failed) => sum + failed, 0);
}

export async function runAll(browser, only) {
    const begin = performance.now();
    const chosen = tests.filter(({ name }) => name.includes(only));
    const together = chosen.filter(({ options }) => !options.isAlone);
    const alone = chosen.filter(({ options }) => options.isAlone);
    const failed = (await runLanes(browser, together, LANES)) + (await runLanes(browser, alone, 1));
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`${failed === 0 ? "all passed" : `${failed} failed`} in ${seconds} s`);
    return failed;
}
