import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { assert, assertEqual, eventually, follow, open, test } from "./harness.mjs";
import { SCREENS } from "./screens.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(page) {
    const result = await page.evaluate(
        // Without what else it could tell, and without fetching what no rule here asks for, it takes
        // a quarter of the time.
        () => globalThis.axe.run(document, { resultTypes: ["violations"], preload: false }),
    );
    return result.violations.map(
        (each) =>
            `${each.id}: ${each.nodes
                .map((node) => node.target)
                .join(" | ")
                .slice(0, 300)}`,
    );
}

for (const colorScheme of ["light", "dark"]) {
    test(`access: axe finds nothing, ${colorScheme}`, {
        fixture: "short",
        context: { colorScheme, bypassCSP: true },
    }, async ({ page, server }) => {
        await open(page, server);
        await page.evaluate(AXE);
        for (const { name, path, first } of SCREENS) {
            await follow(page, path);
            await page.waitForSelector(first);
            assertEqual(await violations(page), [], name);
        }
        await page.keyboard.press("?");
        await page.waitForSelector("dialog[open]");
        assertEqual(await violations(page), [], "the dialog");
    });

    test(`access: axe finds nothing in the past, ${colorScheme}`, {
        context: { colorScheme, bypassCSP: true },
    }, async ({ page, server }) => {
        await open(page, server, "/?rec=fixtures/short.ndjson");
        await page.waitForSelector('[data-testid="past"]');
        await page.evaluate(AXE);
        assertEqual(await violations(page), [], "replay");
    });
}

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
