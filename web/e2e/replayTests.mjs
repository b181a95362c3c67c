// What three real nodes wrote while their leader was killed shows the same to whoever opens it,
// whenever and on whichever node's page.

import {
    assert,
    assertEqual,
    eventually,
    follow,
    linesOf,
    open,
    test,
    textOf,
} from "./harness.mjs";
import { readRecording } from "./server.mjs";

const DAY_MS = 86_400_000;
const BYTES = readRecording("three-nodes");
const LINES = BYTES.toString().trim().split("\n").slice(1).map(JSON.parse);

function indexOf(predicate) {
    const found = LINES.findIndex(predicate);
    if (found < 0) throw new Error("the recording has no such event");
    return found;
}

const DOWN = indexOf(({ type, id }) => type === "node-down" && id === 2);
const MOMENTS = [
    indexOf(({ type, id, term }) => type === "leader" && id === 1 && term === 2) - 4,
    DOWN + 1,
    DOWN + 40,
    LINES.length - 1,
];

async function openFile(page) {
    await page.waitForSelector(".track");
    await page.setInputFiles('[data-testid="file"]', {
        name: "three-nodes.ndjson",
        mimeType: "application/x-ndjson",
        buffer: BYTES,
    });
    await page.waitForSelector('[data-testid="past"] >> text=three-nodes.ndjson');
}

async function seek(page, index) {
    await page.getByTestId("slider").fill(String(index));
    await eventually(`event ${index + 1} is shown`, async () =>
        (await textOf(page, ".track-time .what")).includes(`${index + 1} of ${LINES.length}`),
    );
}

/** All that a reader sees of a moment: words, drawn lines, and pixels of what is painted. */
function seen(page) {
    return page.evaluate(async () => {
        // Charts paint in the frame after that in which their numbers came.
        for (let i = 0; i < 3; i++) await new Promise((next) => requestAnimationFrame(next));
        const main = document.querySelector("main").cloneNode(true);
        const past = document.querySelector('[data-testid="past"]').textContent;
        const pixels = [...document.querySelectorAll("main canvas:not(.graph canvas)")].map(
            (canvas) => canvas.toDataURL(),
        );
        // React counts ids on from page to page; links carry the time on once the slider rests.
        const html = main.innerHTML.replaceAll(/_r_\w+_|[?&](amp;)?t=\d+/g, "");
        return { past: past.replace("recordings/", ""), html, pixels };
    });
}

async function whatIsShown(page) {
    const shown = [];
    for (const moment of MOMENTS) {
        await seek(page, moment);
        shown.push(await seen(page));
    }
    await seek(page, DOWN + 40);
    for (const [path, first] of [
        ["/cluster?node=n2", ".node.selected"],
        ["/cache", ".chart canvas"],
        ["/events", ".event-row"],
    ]) {
        await follow(page, path);
        await page.waitForSelector(first);
        shown.push(await seen(page));
    }
    return shown;
}

function compare(actual, wanted, what) {
    assertEqual(actual.length, wanted.length, what);
    actual.forEach((each, i) => {
        assertEqual(each.past, wanted[i].past, `${what}, ${i}: the banner`);
        const at = [...each.html].findIndex((letter, k) => letter !== wanted[i].html[k]);
        const [a, b] = [each.html, wanted[i].html].map((html) => html.slice(at - 150, at + 150));
        assert(each.html === wanted[i].html, `${what}, ${i}: ${a}\n     is no ${b}`);
        assertEqual(each.pixels, wanted[i].pixels, `${what}, ${i}: what is painted`);
    });
}

test("replay: a day later, on another node's page, a real failure looks the same", {
    fixture: "short",
    changesPage: true,
}, async ({ page, server }) => {
    await page.clock.install({ time: LINES.at(-1).t });
    await open(page, server);
    await page.waitForSelector("text=Healthy: 3 of 3 nodes");
    await openFile(page);
    const wanted = await whatIsShown(page);
    assert(/data-node="1"[^>]*data-role="leader"/.test(wanted[1].html), "n1 took over");
    assert(/data-node="2"[^>]*data-role="down"/.test(wanted[1].html), "n2 is gone");
    assert(wanted[5].pixels.length > 2, "there are charts");

    server.begin(linesOf("nine"));
    await page.clock.setSystemTime(LINES.at(-1).t + DAY_MS);
    await open(page, server);
    await page.waitForSelector('[data-node="9"]');
    await openFile(page);
    compare(await whatIsShown(page), wanted, "opened as a file");

    await open(page, server, "/?rec=recordings/three-nodes.ndjson");
    await page.waitForSelector('[data-testid="past"]');
    compare(await whatIsShown(page), wanted, "opened by address");
});
