import { inBothThemes } from "./axe.mjs";
import { assert, assertEqual, eventually, follow, open, test } from "./harness.mjs";
import { SCREENS } from "./screens.mjs";

test("access: axe finds nothing on any screen, in both themes", { fixture: "short" }, async ({
    page,
    server,
}) => {
    await open(page, server);
    for (const { name, path, first } of SCREENS) {
        await follow(page, path);
        await page.waitForSelector(first);
        await inBothThemes(page, name);
    }
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    await inBothThemes(page, "the list of keys");
});

test("access: axe finds nothing in a dialog that changes something, in both themes", {
    fixture: "short",
}, async ({ page, server }) => {
    const look = async (what, text) => {
        await page.waitForSelector(`dialog[open] >> text=${text}`);
        await inBothThemes(page, what, "dialog[open]");
    };
    const press = (name) => page.getByRole("button", { name }).first().click();
    const leave = async () => {
        await page.keyboard.press("Escape");
        await page.waitForSelector("dialog[open]", { state: "detached" });
    };
    await open(page, server, "/cluster");
    await page.waitForSelector("text=Healthy");
    const { seq, t } = server.journal.at(-1);
    const learner = { node: 1, type: "member", op: "add", id: 4, addr: "10.0.0.14:7000" };
    server.play([{ ...learner, seq: seq + 1, t: t + 1 }]);
    for (const [button, text] of [
        ["Make leader …", "neuroctl cluster transfer-leader"],
        ["Promote …", "neuroctl cluster promote 4"],
        ["Remove …", "neuroctl cluster remove"],
        ["Take snapshot …", "neuroctl snapshot save"],
    ]) {
        await press(button);
        await look(button, text);
        await leave();
    }
    await follow(page, `/cache/key/${encodeURIComponent("shop.example/app.js")}`);
    await press("Preload …");
    await look("Preload …", "neuroctl cache preload");
    await leave();
    await follow(page, "/cache");
    for (const [scope, label] of [
        ["key", "Key"],
        ["tag", "Tag"],
        ["prefix", "Prefix of keys"],
    ]) {
        await press("Purge …");
        await page.getByRole("button", { name: scope, exact: true }).click();
        await look(`purge by ${scope}`, label);
        await page.getByLabel(label, { exact: true }).fill("shop.example/");
        await page.getByRole("button", { name: "Go on" }).click();
        await look(`purge a ${scope}`, "neuroctl cache purge");
        await leave();
    }
});

test("access: a walk by keyboard alone", { fixture: "short" }, async ({ page, server }) => {
    await open(page, server);
    await page.waitForSelector("text=Healthy");
    await page.keyboard.press("Tab");
    assertEqual(
        await page.evaluate(() => document.activeElement.textContent),
        "Skip to content",
        "first stop",
    );
    for (const [key, heading] of [
        ["c", "Cluster"],
        ["a", "Cache"],
        ["p", "Prediction"],
        ["e", "Events"],
    ]) {
        await page.keyboard.press("g");
        await page.keyboard.press(key);
        await page.waitForSelector(`h1 >> text=${heading}`);
    }
    await page.keyboard.press("/");
    await eventually("the filter has the focus", () =>
        page.evaluate(() => document.activeElement.matches("[data-filter]")),
    );
    await page.keyboard.type("g c");
    assert(page.url().includes("/events"), "keys mean nothing while typing");
    await page.keyboard.press("Tab");
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.waitForSelector('[data-node="1"]');
    await page.locator('[data-node="1"]').focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    assert(page.url().includes("node=n2"), "arrows move between nodes, Enter selects");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open] >> text=this list");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog[open]", { state: "detached" });
});

test("access: every control that can be pressed can be reached by Tab", {
    fixture: "short",
}, async ({ page, server }) => {
    await open(page, server, "/cluster");
    await page.waitForSelector("table button");
    const unreachable = await page.evaluate(() =>
        [...document.querySelectorAll("button, a, input:not([hidden]), select, [role=button]")]
            .filter((element) => element.tabIndex < 0)
            .map((element) => element.outerHTML.slice(0, 80)),
    );
    assertEqual(unreachable, [], "nothing is out of reach");
});

test("access: no dots fly for who wants no motion, numbers stand instead", {
    fixture: "short",
    context: { reducedMotion: "reduce" },
}, async ({ page, server }) => {
    await open(page, server);
    await page.waitForSelector(".edge-rate");
    assertEqual(await page.locator(".graph canvas").count(), 0, "no canvas");
});

for (const [what, viewport] of [
    ["320 px wide", { width: 320, height: 640 }],
    ["200 % zoom", { width: 640, height: 400 }],
]) {
    test(`access: nothing sticks out, ${what}`, {
        fixture: "short",
        context: { viewport },
    }, async ({ page, server }) => {
        await open(page, server);
        for (const { name, path, first } of SCREENS) {
            await follow(page, path);
            await page.waitForSelector(first, { state: "attached" });
            const over = await page.evaluate(
                () => document.documentElement.scrollWidth - innerWidth,
            );
            assert(over <= 0, `${name} is ${over} px too wide`);
            const small = await page.evaluate(() =>
                [
                    ...document.querySelectorAll(
                        "button, select, input:not([type=range]):not([hidden])",
                    ),
                ]
                    .map((element) => [
                        element.outerHTML.slice(0, 60),
                        element.getBoundingClientRect(),
                    ])
                    .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
                    .map(([html]) => html),
            );
            assertEqual(small, [], `${name}: targets of 24 px and more`);
        }
    });
}
