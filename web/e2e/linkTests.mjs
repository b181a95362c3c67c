import { assert, assertEqual, eventually, open, test, textOf } from "./harness.mjs";
import { SCREENS } from "./screens.mjs";

for (const { name, path, first } of SCREENS) {
    test(`link: ${name} loads cold and shows its first thing`, { fixture: "short" }, async ({
        page,
        server,
    }) => {
        const begin = performance.now();
        await open(page, server, path);
        await page.waitForSelector(first);
        assert(performance.now() - begin < 5_000, "it is there soon");
        assertEqual(await page.locator("h1").count(), 1, "one heading of the first order");
    });
}

test("link: filters change the address, and Back takes them away", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server, "/events");
    await page.waitForSelector(".event-row");
    await page.getByRole("button", { name: "raft", exact: true }).click();
    await eventually("the filter stands in the address", () => page.url().includes("type=raft"));
    const types = await page.locator(".event-row .type").allInnerTexts();
    assert(
        types.every((type) => /append|commit|vote|election|leader|snap/.test(type)),
        `only Raft: ${types}`,
    );
    await page.goBack();
    await eventually("Back restores it", () => !page.url().includes("type="));
    await page.fill("[data-filter]", "became leader");
    await eventually("text filters", async () => (await page.locator(".event-row").count()) === 2);
    assert(page.url().includes("q=became"), "the text stands in the address");
});

test("link: windows and themes stand in the address", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server, "/cache");
    await page.getByRole("button", { name: "15m" }).click();
    assert(page.url().includes("w=15m"), "w=15m");
    await page.getByRole("button", { name: /Change to light/ }).click();
    assert(page.url().includes("theme=light"), "theme=light");
    assertEqual(
        await page.evaluate(() => document.documentElement.dataset.theme),
        "light",
        "it is applied",
    );
    await page.getByRole("link", { name: "Events" }).click();
    assert(page.url().includes("w=15m") && page.url().includes("theme=light"), "links keep both");
});

test("link: a selected node stands in the address, Esc clears it", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    await page.locator('[data-node="3"]').click();
    assert(page.url().includes("node=n3"), "node=n3");
    await page.locator('[data-node="3"]').press("Escape");
    assert(!page.url().includes("node="), "cleared");
});

test("link: an address that is no screen says so", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server, "/nowhere");
    assert((await textOf(page, "h1")).includes("/nowhere"), "it names the path");
});
