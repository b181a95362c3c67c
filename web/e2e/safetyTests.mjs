import { assert, assertEqual, open, test } from "./harness.mjs";
import { SECURITY_HEADERS } from "./server.mjs";

const HOSTILE = "<img src=x onerror=1>";

// That nothing breaks the policy or leaves the origin is asserted behind every test: see harness.
test("safety: the page came under the strict policy", { fixture: "short" }, async ({
    page,
    server,
}) => {
    const response = await page.goto(`${server.url}/ui/`);
    const policy = response.headers()["content-security-policy"];
    assertEqual(policy, SECURITY_HEADERS["content-security-policy"], "the policy");
    const html = await response.text();
    assert(!/<script(?![^>]*src=)|style=|data:/.test(html), "nothing inline");
});

test("safety: a hostile key is text wherever it shows", { fixture: "hostile" }, async ({
    page,
    server,
}) => {
    await open(page, server, "/cache");
    await page.waitForSelector(`td >> text=${HOSTILE}`);
    assertEqual(await page.locator("main img").count(), 0, "no image was made of it");
    await page.getByRole("link", { name: HOSTILE }).click();
    await page.waitForSelector(`h1 >> text=${HOSTILE}`);
    await page.goto(`${server.url}/ui/events?q=onerror`);
    await page.waitForSelector(".event-row");
    assertEqual(await page.locator("main img").count(), 0, "nor in the list");
});

test("safety: a link cannot make the page read a recording from elsewhere", {
    fixture: "short",
}, async ({ page, server }) => {
    await open(page, server, "/?rec=https://evil.example/x.ndjson");
    await page.waitForSelector("text=from this node or from a file only");
});
