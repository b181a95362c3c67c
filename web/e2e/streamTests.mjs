import { inBothThemes } from "./axe.mjs";
import { assert, assertEqual, eventually, open, test, textOf } from "./harness.mjs";
import { moreLines } from "./lines.mjs";

const MAY_BREAK = { fixture: "short", mayLog: /ERR_|Failed to load/ };

async function shownCount(page) {
    const text = await textOf(page, ".track-time .what");
    return Number(text.split(" of ")[1]);
}

test(
    "stream: 20 broken connections lose no event and repeat none",
    MAY_BREAK,
    async ({ page, server }) => {
        server.retryMs = 20;
        await open(page, server);
        await eventually("the backlog is there", async () => (await shownCount(page)) === 1201);
        for (let i = 1; i <= 20; i++) {
            server.dropReaders();
            server.play(moreLines(server, 10));
            await eventually(`back after break ${i}`, () => server.readers.size === 1);
        }
        await eventually("all are there", async () => (await shownCount(page)) === 1401);
        assert(!(await page.locator('[data-testid="gap"]').isVisible()), "none is missing");
    },
);

test(
    "stream: a node that is gone is told, its data kept, and found again",
    MAY_BREAK,
    async ({ page, server }) => {
        await open(page, server);
        await page.waitForSelector("text=Healthy");
        server.isRefusing = true;
        server.dropReaders();
        await page.waitForSelector("text=/Reconnecting, attempt \\d/");
        assert((await page.locator(".panel-body.dimmed").count()) > 0, "the data are dimmed");
        await inBothThemes(page, "reconnecting or offline");
        await page.waitForSelector("text=Offline.", { timeout: 15_000 });
        await page.waitForSelector("text=Other nodes:");
        await inBothThemes(page, "offline");
        assert(await page.locator('[data-testid="graph"]').isVisible(), "the graph is still there");
        server.isRefusing = false;
        await page.getByRole("button", { name: "Retry now" }).click();
        await eventually(
            "live again",
            async () => (await textOf(page, '[data-testid="connection"]')) === "Live",
        );
    },
);

test("stream: dropped events are counted until somebody has read so", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.waitForSelector("text=Healthy");
    const { seq, t } = server.journal.at(-1);
    server.tell("gap", seq + 7, { t, node: 1, from: seq + 1, to: seq + 7, dropped: 7 });
    await page.waitForSelector("text=7 events were dropped");
    await inBothThemes(page, "gap");
    await page.getByRole("button", { name: "Understood" }).click();
    await page.waitForSelector('[data-testid="gap"]', { state: "detached" });
});

test(
    "stream: a new journal replaces the old one and says so",
    MAY_BREAK,
    async ({ page, server }) => {
        await open(page, server);
        await page.waitForSelector("text=Healthy");
        server.journal = server.journal.slice(0, 300);
        server.dropReaders();
        await page.waitForSelector("text=The node has begun a new journal");
        await inBothThemes(page, "a new journal");
        await eventually("only the new one is shown", async () => (await shownCount(page)) === 301);
    },
);

test(
    "stream: a reload asks for a fresh stream, a break goes on behind the last event",
    MAY_BREAK,
    async ({ page, server }) => {
        await open(page, server);
        await page.waitForSelector("text=Healthy");
        server.dropReaders();
        const last = server.journal.at(-1).seq;
        await eventually("it came back", () => server.calls.length === 2);
        assertEqual(server.calls, [{ wire: null }, { wire: last }], "what was asked for");
    },
);
