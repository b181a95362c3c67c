// What can be said of the picture without comparing pixels: fonts differ between machines, boxes
// must not overlap on any.

import { assert, assertEqual, open, test } from "./harness.mjs";

function circles(page) {
    return page.evaluate(() =>
        [...document.querySelectorAll("[data-node]")].map((node) => {
            const box = node.querySelector("circle:nth-of-type(3)").getBoundingClientRect();
            return {
                x: Math.round(box.x + box.width / 2),
                y: Math.round(box.y + box.height / 2),
                size: box.width,
            };
        }),
    );
}

test("picture: nine nodes do not overlap, twice at the same places", {}, async ({
    page,
    server,
}) => {
    await open(page, server, "/cluster?rec=fixtures/nine.ndjson");
    await page.waitForSelector('[data-node="9"]');
    const first = await circles(page);
    first.forEach((a, i) => {
        for (const b of first.slice(i + 1)) {
            assert(Math.hypot(a.x - b.x, a.y - b.y) > (a.size + b.size) / 2, "they are apart");
        }
    });
    await page.reload();
    await page.waitForSelector('[data-node="9"]');
    assertEqual(await circles(page), first, "the same places");
});

test("picture: the first screen answers without scrolling", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.waitForSelector(".kpi");
    for (const selector of [
        '[data-testid="health"]',
        ".kpis",
        '[data-node="1"]',
        '[data-node="2"]',
        ".slab canvas",
        ".track",
    ]) {
        const box = await page.locator(selector).first().boundingBox();
        assert(box.y + box.height <= 800, `${selector} is on the first screen`);
    }
});

test("picture: both themes differ, and each has its ground", { fixture: "short" }, async ({
    page,
    server,
}) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await open(page, server, "/?theme=light");
    const light = await ground();
    await open(page, server, "/?theme=dark");
    await page.waitForSelector(".kpi");
    assert(light !== (await ground()), "light and dark");
});
