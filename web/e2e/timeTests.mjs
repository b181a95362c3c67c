import { assert, assertEqual, eventually, linesOf, open, test, textOf } from "./harness.mjs";
import { moreLines } from "./lines.mjs";

const HEALTH = '[data-testid="health"]';

async function recording(page, server, query = "") {
    await open(page, server, `/?rec=fixtures/short.ndjson${query}`);
    await page.waitForSelector('[data-testid="past"]');
}

function seqOf(predicate) {
    return linesOf("short").find(predicate).seq;
}

const ELECTED = seqOf((line) => line.type === "leader" && line.node === 3 && line.id === 3);

test("time: a link to an event shows that moment, also after a reload", {}, async ({
    page,
    server,
}) => {
    await recording(page, server, `&t=${ELECTED}`);
    await eventually("the moment", async () =>
        (await textOf(page, HEALTH)).startsWith("Degraded: n2 unreachable"),
    );
    await page.reload();
    await eventually("the same", async () =>
        (await textOf(page, HEALTH)).startsWith("Degraded: n2 unreachable"),
    );
    assert(page.url().includes(`t=${ELECTED}`), "the address still says so");
});

test("time: a link to an event of the live journal lands there", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server, `/?t=${ELECTED}`);
    await page.waitForSelector('[data-testid="past"]');
    await eventually("the moment", async () =>
        (await textOf(page, HEALTH)).startsWith("Degraded: n2 unreachable"),
    );
    await eventually("the address", () => page.url().includes(`t=${ELECTED}`));
    await page.getByRole("button", { name: "Go live" }).click();
    await eventually("no time in the address", () => !page.url().includes("t="));
});

test("time: Home, End and arrows move the slider, which speaks", {}, async ({ page, server }) => {
    await recording(page, server);
    const slider = page.getByTestId("slider");
    await slider.press("Home");
    assertEqual(await slider.inputValue(), "0", "Home");
    await slider.press("ArrowRight");
    assertEqual(await slider.inputValue(), "1", "one event on");
    const said = await slider.getAttribute("aria-valuetext");
    assert(/^event 2 of 1200, \d\d:\d\d:\d\d, .+/.test(said), said);
    await slider.press("End");
    assertEqual(await slider.inputValue(), "1199", "End");
});

test("time: keys step, jump, change speed, and play", {}, async ({ page, server }) => {
    await recording(page, server);
    const slider = page.getByTestId("slider");
    await slider.press("Home");
    await page.locator("main").focus();
    await page.keyboard.press("]");
    assertEqual(await slider.inputValue(), "1", "]");
    await page.keyboard.press("[");
    assertEqual(await slider.inputValue(), "0", "[");
    await page.keyboard.press("}");
    await page.waitForSelector("text=/purged prefix/");
    const at = Number(await slider.inputValue());
    await page.keyboard.press(".");
    assertEqual(await page.getByLabel("Speed of replay").inputValue(), "2", "faster");
    await page.keyboard.press(" ");
    await eventually("it plays", async () => Number(await slider.inputValue()) > at);
    await page.keyboard.press(" ");
    await page.waitForSelector('[data-testid="past"] >> text=Paused');
});

test("time: a change of leader moves the thick outline within a frame", {}, async ({
    page,
    server,
}) => {
    await recording(page, server, `&t=${ELECTED - 1}`);
    const thick = page.locator('[data-outline="thick"]');
    await eventually(
        "nobody told it yet",
        async () =>
            (await page.locator('[data-node="3"][data-role="candidate"]').count()) +
                (await thick.count()) >
            0,
    );
    await page.locator("main").focus();
    const frames = await page.evaluate(async () => {
        dispatchEvent(new KeyboardEvent("keydown", { key: "]" }));
        await new Promise((next) => requestAnimationFrame(next));
        const node = document.querySelector('[data-outline="thick"]')?.closest("[data-node]");
        return node?.getAttribute("data-node");
    });
    assertEqual(frames, "3", "the leader's outline");
});

test("time: important events can be pressed, rows of the list too", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.getByRole("button", { name: /n3 became leader of term 8/ }).click();
    await eventually("that moment", async () =>
        (await textOf(page, HEALTH)).startsWith("Degraded"),
    );
    await page.keyboard.press("l");
    await page.getByRole("link", { name: "Events" }).click();
    await page.locator(".event-row").nth(5).press("Enter");
    await page.waitForSelector(".event-row.current");
});

test("time: the list of events holds still under the reader", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server, "/events");
    await page.waitForSelector("text=/of 1,201/");
    const list = page.locator(".event-list");
    await list.evaluate((element) => element.scrollTo({ top: 3_000 }));
    await eventually("rows are there", async () => (await page.locator(".event-row").count()) > 14);
    const seen = await visibleSeqs(page);
    server.play(moreLines(server, 60));
    await page.waitForSelector("text=60 new");
    assertEqual(await visibleSeqs(page), seen, "the same rows");
    await page.getByRole("button", { name: "60 new" }).click();
    await page.waitForSelector("text=60 new", { state: "detached" });
});

/** Ids of the rows that can be seen in full. */
function visibleSeqs(page) {
    return page.evaluate(() => {
        const box = document.querySelector(".event-list").getBoundingClientRect();
        return [...document.querySelectorAll(".event-row")]
            .filter((row) => {
                const { top, bottom } = row.getBoundingClientRect();
                return top >= box.top && bottom <= box.bottom;
            })
            .map((row) => row.querySelector(".seq").textContent);
    });
}
