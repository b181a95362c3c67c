import { fixtures } from "../scripts/fixtures.mjs";
import { browserOrExit, launch } from "./browser.mjs";
import { FixtureServer } from "./server.mjs";

const b = await launch(browserOrExit());
for (const [f, p, scheme, name, w] of [
    ["normal", "/", "dark", "full"],
    ["nine", "/cluster", "dark", "nine"],
    ["zero", "/", "light", "zero"],
    ["short", "/?rec=fixtures/short.ndjson&t=1795000000000391", "light", "past"],
    ["zero", "/cache", "dark", "zerocache"],
    ["short", "/", "light", "phone", 360],
]) {
    if (process.argv[2] && !process.argv[2].split(",").includes(name)) continue;
    const s = new FixtureServer(fixtures[f]());
    await s.listen();
    const page = await b.newPage({
        viewport: { width: w ?? 1280, height: w ? 740 : 800 },
        colorScheme: scheme,
    });
    await page.goto(s.url + "/ui" + p);
    await page.waitForSelector(".track");
    await page.waitForLoadState("networkidle", { timeout: 2500 }).catch(() => 0);
    await page.screenshot({ path: `/tmp/shots/look-${name}.png` });
    await page.close();
    await s.close();
}
await b.close();
