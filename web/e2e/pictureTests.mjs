// What can be said of pictures without pictures to compare them with: fonts differ between machines.
// Boxes must not overlap on any, and the same moment must give the same picture.

import { assert, assertEqual, eventually, open, test } from "./harness.mjs";
import { moreLines } from "./lines.mjs";
import { SCREENS } from "./screens.mjs";

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

test("picture: of a thousand messages 300 fly, for the rest the edges glow", {
    fixture: "short",
    changesPage: true,
}, async ({ page, server }) => {
    // Dots are painted as shapes, glows as plain lines: counted from one frame's clearing to the next.
    await page.addInitScript(() => {
        globalThis.painted = { dots: 0, mostDots: 0, glows: 0, frames: 0 };
        const proto = CanvasRenderingContext2D.prototype;
        const { clearRect, fill, stroke } = proto;
        const isGraph = (context) => context.canvas.closest(".graph") !== null;
        proto.clearRect = function (...box) {
            if (isGraph(this)) {
                const { painted } = globalThis;
                painted.mostDots = Math.max(painted.mostDots, painted.dots);
                painted.dots = 0;
                painted.frames++;
            }
            clearRect.apply(this, box);
        };
        proto.fill = function (...shape) {
            if (isGraph(this)) globalThis.painted.dots++;
            fill.apply(this, shape);
        };
        proto.stroke = function (...shape) {
            if (isGraph(this)) globalThis.painted[shape.length === 0 ? "glows" : "dots"]++;
            stroke.apply(this, shape);
        };
    });
    const painted = () => page.evaluate(() => globalThis.painted);
    await open(page, server);
    await page.waitForSelector("text=Healthy");
    const busy = (count) => moreLines(server, count).map((line) => ({ ...line, n: 3, entries: 1 }));

    server.play(busy(20));
    await eventually("dots fly", async () => (await painted()).mostDots > 30);
    assertEqual((await painted()).glows, 0, "as long as each has its dot, nothing glows");

    server.play(busy(400));
    await eventually("edges glow", async () => (await painted()).glows > 5);
    await eventually("the sky comes to rest", async () => {
        const { frames } = await painted();
        await page.evaluate(async () => {
            for (let i = 0; i < 3; i++) await new Promise((next) => requestAnimationFrame(next));
        });
        return frames === (await painted()).frames;
    });
    const { mostDots } = await painted();
    assert(mostDots > 200 && mostDots <= 300, `${mostDots} dots at once`);
});

/** The share of pixels in which two pictures differ, found by a page that has nothing else to do. */
function difference(judge, one, other) {
    return judge.evaluate(
        async (pictures) => {
            const [a, b] = await Promise.all(
                pictures.map(async (picture) => {
                    const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
                    const bitmap = await createImageBitmap(
                        new Blob([bytes], { type: "image/png" }),
                    );
                    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
                    const context = canvas.getContext("2d");
                    context.drawImage(bitmap, 0, 0);
                    return context.getImageData(0, 0, bitmap.width, bitmap.height);
                }),
            );
            if (a.width !== b.width || a.height !== b.height) return 1;
            const [left, right] = [new Uint32Array(a.data.buffer), new Uint32Array(b.data.buffer)];
            return left.filter((pixel, i) => pixel !== right[i]).length / left.length;
        },
        [one.toString("base64"), other.toString("base64")],
    );
}

const TOLERANCE = 0.001;

test("picture: a moment of the past is the same picture each time, in both themes", {}, async ({
    page,
    server,
}) => {
    // In a window of its own: a page behind another one paints once a second.
    const judge = await page.context().browser().newPage();
    const take = async (path, first, theme) => {
        const mark = path.includes("?") ? "&" : "?";
        await open(page, server, `${path}${mark}rec=fixtures/short.ndjson&theme=${theme}`);
        await page.waitForSelector(first);
        await page.waitForSelector('[data-testid="past"]');
        // Charts paint in the frame after that in which their numbers came.
        await page.evaluate(async () => {
            for (let i = 0; i < 3; i++) await new Promise((next) => requestAnimationFrame(next));
        });
        return page.screenshot({ animations: "disabled" });
    };
    for (const { name, path, first } of SCREENS.filter((screen) => screen.name !== "key")) {
        const light = await take(path, first, "light");
        const dark = await take(path, first, "dark");
        assert((await difference(judge, light, dark)) > 0.5, `${name}: themes differ`);
        for (const [theme, before] of [
            ["light", light],
            ["dark", dark],
        ]) {
            const share = await difference(judge, before, await take(path, first, theme));
            assert(share <= TOLERANCE, `${name}, ${theme}: ${share} of the pixels differ`);
        }
    }
    await judge.close();
});
