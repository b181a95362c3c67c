// Takes pictures of every screen, to be looked at: `node e2e/shots.mjs FOLDER [fixture] [filter]`.

import { mkdirSync } from "node:fs";
import { fixtures } from "../scripts/fixtures.mjs";
import { browserOrExit, launch } from "./browser.mjs";
import { FixtureServer } from "./server.mjs";

const [folder = "e2e/out", fixture = "short", only = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launch(browserOrExit());
const server = new FixtureServer(fixtures[fixture]());
await server.listen();

const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };
const SCREENS = {
    overview: "/",
    cluster: "/cluster?node=n2",
    cache: "/cache",
    key: `/cache/key/${encodeURIComponent("shop.example/app.js")}`,
    predict: "/predict",
    events: "/events",
};

for (const [size, viewport] of Object.entries(SIZES)) {
    for (const theme of ["light", "dark"]) {
        for (const [name, path] of Object.entries(SCREENS)) {
            const file = `${fixture}-${name}-${size}-${theme}.png`;
            if (!file.includes(only)) continue;
            const page = await browser.newPage({ viewport, colorScheme: theme });
            page.on("pageerror", (error) => console.log(file, String(error)));
            page.on("console", (message) => {
                if (message.type() === "error") console.log(file, message.text());
            });
            await page.goto(`${server.url}/ui${path}`);
            await page.waitForFunction(() =>
                /of [0-9]{2,}/.test(document.querySelector(".track")?.textContent ?? ""),
            );
            await page.waitForLoadState("networkidle", { timeout: 1500 }).catch(() => null);
            await page.screenshot({ path: `${folder}/${file}`, fullPage: size === "phone" });
            await page.close();
        }
    }
}
await browser.close();
await server.close();
