import { inBothThemes } from "./axe.mjs";
import { assert, assertEqual, eventually, open, test } from "./harness.mjs";

test("action: a key is purged after a look at what that does", { fixture: "short" }, async ({
    page,
    server,
}) => {
    // As events and hot keys name the object of a site; purges and the catalogue know it without //.
    await open(page, server, `/cache/key/${encodeURIComponent("//shop.example/app.js")}`);
    await page.waitForSelector("[aria-label='Events of this key'] li");
    await page.getByRole("button", { name: "Purge …" }).click();
    await page.waitForSelector("dialog >> text=/Removes about 1 object, .*, on \\d nodes?\\./");
    await page.waitForSelector("dialog >> text=neuroctl cache purge shop.example/app.js");
    await page.locator("dialog").getByRole("button", { name: "Purge", exact: true }).click();
    await page.waitForSelector("text=Done.");
    assertEqual(
        server.calls.at(-1),
        { method: "DELETE", path: "/cache/shop.example/app.js", body: "" },
        "the call",
    );
});

test("action: a prefix has to be typed before it is purged", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server, "/cache");
    await page.getByRole("button", { name: "Purge …" }).click();
    await page.getByRole("button", { name: "prefix" }).click();
    await page.getByLabel("Prefix of keys").fill("shop.example/img/");
    await page.getByRole("button", { name: "Go on" }).click();
    const purge = page.locator("dialog").getByRole("button", { name: "Purge", exact: true });
    assert(await purge.isDisabled(), "not yet");
    await page.waitForSelector("dialog >> text=neuroctl cache purge --prefix shop.example/img/");
    await page.waitForSelector("dialog >> text=/Removes about \\d+ objects, .*, on 3 nodes\\./");
    await page.getByLabel(/Type/).fill("shop.example/img/");
    await purge.click();
    await page.waitForSelector("text=Done.");
    assertEqual(JSON.parse(server.calls.at(-1).body), { prefix: "shop.example/img/" }, "the call");
});

test("action: a purge does not wait for a count that nobody gives", {
    fixture: "short",
    changesPage: true,
}, async ({ page, server }) => {
    server.isSilent = true;
    await page.clock.install();
    await open(page, server, `/cache/key/${encodeURIComponent("shop.example/app.js")}`);
    await page.getByRole("button", { name: "Purge …" }).click();
    await page.waitForSelector("dialog >> text=Counting what that removes …");
    const purge = page.locator("dialog").getByRole("button", { name: "Purge", exact: true });
    assert(await purge.isEnabled(), "it may be pressed at once");
    await page.clock.fastForward(3_000);
    await page.waitForSelector("dialog >> text=/could not be counted/");
});

test("action: leadership is handed over, a member is removed by its typed name", {
    fixture: "short",
}, async ({ page, server }) => {
    await open(page, server, "/cluster");
    await page
        .getByRole("row", { name: /n2/ })
        .last()
        .getByRole("button", { name: "Make leader …" })
        .click();
    await page.waitForSelector("dialog >> text=neuroctl cluster transfer-leader 2");
    await page.locator("dialog").getByRole("button", { name: "Transfer" }).click();
    await page.waitForSelector("text=Done.");
    assertEqual(JSON.parse(server.calls.at(-1).body), { op: "transfer-leader", id: 2 }, "the call");
    await page.locator("dialog").getByRole("button", { name: "Close" }).click();
    await page
        .getByRole("row", { name: /n3/ })
        .last()
        .getByRole("button", { name: "Remove …" })
        .click();
    const remove = page.locator("dialog").getByRole("button", { name: "Remove", exact: true });
    assert(await remove.isDisabled(), "not before its name is typed");
    await page.getByLabel(/Type/).fill("n3");
    await remove.click();
    await page.waitForSelector("text=Done.");
    assertEqual(JSON.parse(server.calls.at(-1).body), { op: "remove", id: 3 }, "the call");
});

test("action: what the session may not is said, and offered no more", {
    fixture: "short",
    mayLog: /403/,
}, async ({ page, server }) => {
    server.mayWrite = false;
    await open(page, server, "/cluster");
    await page.getByRole("button", { name: "Take snapshot …" }).click();
    await page.locator("dialog").getByRole("button", { name: "Take snapshot" }).click();
    await page.waitForSelector("text=Forbidden: This session may only read.");
    await inBothThemes(page, "forbidden", "dialog[open]");
    await page.locator("dialog").getByRole("button", { name: "Cancel" }).click();
    await eventually(
        "no action is left",
        async () => (await page.getByRole("button", { name: /…/ }).count()) === 0,
    );
});

test("action: none is offered in the past", { fixture: "short" }, async ({ page, server }) => {
    await open(page, server, "/cluster");
    await page.waitForSelector("text=Take snapshot …");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.waitForSelector("text=Take snapshot …", { state: "detached" });
});
