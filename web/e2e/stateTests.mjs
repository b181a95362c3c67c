import { inBothThemes } from "./axe.mjs";
import { assert, assertEqual, eventually, linesOf, open, test, textOf } from "./harness.mjs";
import { moreLines } from "./lines.mjs";

const HEALTH = '[data-testid="health"]';

test("state: a node that tells nothing is waited for in grey bars, then in words", {
    changesPage: true,
}, async ({ page, server }) => {
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1_000);
    await open(page, server);
    await page.waitForSelector(".skeleton", { state: "attached" });
    assertEqual(await page.getByText("Waiting for the node").count(), 0, "no words yet");
    await page.clock.runFor(300);
    await page.waitForSelector("text=Waiting for the node's first answer");
    assertEqual(await page.locator(".skeleton").count(), 0, "no bars any more");
    await page.clock.resume();
    await inBothThemes(page, "loading");
});

test("state: zero requests show dashes, never NaN or 0 %", { fixture: "zero" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.waitForSelector(".kpi");
    const hitRatio = await textOf(page, '[data-kpi="hit-ratio"] .value');
    assert(hitRatio.startsWith("—"), `hit ratio is ${hitRatio}`);
    const all = await textOf(page, ".kpis");
    assert(!/NaN|0 %/.test(all), all);
    await inBothThemes(page, "zero requests");
    await page.getByRole("link", { name: "Cache", exact: true }).click();
    await page.waitForSelector("text=No requests in the last minute");
    await inBothThemes(page, "empty");
});

test("state: live", { fixture: "short" }, async ({ page, server }) => {
    await open(page, server);
    await page.waitForSelector("text=Healthy: 3 of 3 nodes, leader n1 (term 9)");
    await eventually(
        "it says Live",
        async () => (await textOf(page, '[data-testid="connection"]')) === "Live",
    );
    await inBothThemes(page, "live");
});

test("state: a cluster without a leader says what still works", { fixture: "leaderless" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.waitForSelector(
        "text=/No leader for .* writes are refused, cached objects are still served/",
    );
    await inBothThemes(page, "leaderless");
});

test("state: a single node", { fixture: "single" }, async ({ page, server }) => {
    await open(page, server);
    await eventually("its sentence", async () => (await textOf(page, HEALTH)) === "Single node");
    await inBothThemes(page, "single");
});

test("state: paused counts what comes and never looks live", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.waitForSelector('[data-testid="past"] >> text=Paused');
    server.play(moreLines(server, 142));
    await page.waitForSelector("text=142 new");
    assert(await page.locator(".track.past").isVisible(), "the slider changed its shape");
    await inBothThemes(page, "paused");
    await page.getByRole("button", { name: "Go live" }).click();
    await page.waitForSelector('[data-testid="past"]', { state: "detached" });
});

test("state: a recording is replayed under its name, without actions", {
    fixture: "short",
}, async ({ page, server }) => {
    await open(page, server, "/cluster?rec=fixtures/short.ndjson");
    await page.waitForSelector('[data-testid="past"] >> text=fixtures/short.ndjson');
    await inBothThemes(page, "replay");
    assert(
        (await page.getByRole("button", { name: /Take snapshot|Remove/ }).count()) === 0,
        "no actions",
    );
    assert(
        server.calls.every((call) => call.wire === undefined),
        "no stream",
    );
});

test("state: a file that is no recording is refused in words", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.waitForSelector(".track");
    const buffer = Buffer.from("hello");
    await page.setInputFiles('[data-testid="file"]', {
        name: "x.txt",
        mimeType: "text/plain",
        buffer,
    });
    await page.waitForSelector("text=This is no recording of NeuroCache");
    await inBothThemes(page, "a file refused");
});

test("state: a saved recording can be opened again", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.waitForSelector("text=/of 12\\d\\d/");
    const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Save" }).click(),
    ]);
    await page.setInputFiles('[data-testid="file"]', await download.path());
    await page.waitForSelector('[data-testid="past"] >> text=Close recording');
    await page.waitForSelector("text=Healthy: 3 of 3 nodes, leader n1 (term 9)");
});

const UNAUTHORIZED = { fixture: "short", mayLog: /401/ };

test(
    "state: unauthorized asks for the token, and goes on with it",
    UNAUTHORIZED,
    async ({ page, server }) => {
        server.isAuthorized = false;
        await open(page, server);
        await page.waitForSelector("text=Not signed in.");
        await inBothThemes(page, "unauthorized");
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByLabel("Token").fill("wrong");
        await page.locator("dialog").getByRole("button", { name: "Sign in" }).click();
        await page.waitForSelector("text=The node does not know this token.");
        await inBothThemes(page, "sign in", "dialog[open]");
        await page.getByLabel("Token").fill("right-token");
        await page.locator("dialog").getByRole("button", { name: "Sign in" }).click();
        await page.waitForSelector("text=Healthy: 3 of 3 nodes");
    },
);

test("state: an upgraded node asks for a reload", { fixture: "short", mayLog: /ERR_/ }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.waitForSelector("text=Healthy");
    server.snapshotChange = { version: "2.0.0" };
    server.tell("gap", server.journal.at(-1).seq + 5, gapOf(server, 5));
    const { seq: _seq, type: _type, ...snapshot } = linesOf("short")[0];
    server.tell("snapshot", server.journal.at(-1).seq + 5, { ...snapshot, version: "2.0.0" });
    await page.waitForSelector("text=Node upgraded: reload.");
    await inBothThemes(page, "version skew");
});

test("state: stale data say how old they are", { fixture: "short", changesPage: true }, async ({
    page,
    server,
}) => {
    await page.clock.install({ time: linesOf("short").at(-1).t });
    await open(page, server);
    await page.waitForSelector("text=Healthy");
    await page.clock.fastForward(30_000);
    await page.waitForSelector("text=/stale: last data \\d+ s ago/");
    await inBothThemes(page, "stale");
});

test("state: what breaks in one panel leaves the others whole", {
    fixture: "short",
    mayLog: /Cannot read properties of null/,
}, async ({ page, server }) => {
    const [first, ...rest] = linesOf("short");
    // A map that is no list passes the check of fields and breaks while it is drawn.
    const nodes = first.nodes.map((node) => ({
        ...node,
        slab: { cells: 4, occ: null, cls: null },
    }));
    server.journal = [
        { ...first, nodes },
        ...rest.filter((line) => line.type !== "slab").slice(0, 40),
    ];
    await open(page, server);
    await page.waitForSelector("text=This panel could not be drawn.");
    assert(await page.locator('[data-testid="graph"]').isVisible(), "the graph is still there");
    assert((await page.locator(".kpi").count()) === 6, "the numbers are still there");
    await inBothThemes(page, "a panel that broke");
});

test("state: what the node cannot tell is said in a sentence, with a detail to copy", {
    fixture: "short",
    mayLog: /500/,
}, async ({ page, server }) => {
    server.isBroken = true;
    await open(page, server, "/cache/key/a");
    await page.waitForSelector("text=The object could not be read.");
    await page.waitForSelector("text=The disk is full. It is asked again in some seconds.");
    assert(await page.getByRole("button", { name: "Copy detail" }).first().isVisible(), "detail");
    await inBothThemes(page, "error");
});

function gapOf(server, dropped) {
    const { seq, t } = server.journal.at(-1);
    return { t, node: 1, from: seq + 1, to: seq + dropped, dropped };
}
