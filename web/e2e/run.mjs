// Browser tests against the built page: `npm run e2e [part of a test's name]`.

import { existsSync } from "node:fs";
import { browserOrExit, launch } from "./browser.mjs";
import { runAll } from "./harness.mjs";
import "./accessTests.mjs";
import "./actionTests.mjs";
import "./budgetTests.mjs";
import "./linkTests.mjs";
import "./pictureTests.mjs";
import "./replayTests.mjs";
import "./safetyTests.mjs";
import "./stateTests.mjs";
import "./streamTests.mjs";
import "./timeTests.mjs";

if (!existsSync(new URL("../dist/index.html", import.meta.url))) {
    console.log("there is no dist/: npm run build makes it");
    process.exit(1);
}
const browser = await launch(browserOrExit());
const failed = await runAll(browser, process.argv[2] ?? "");
await browser.close();
process.exit(failed === 0 ? 0 : 1);
