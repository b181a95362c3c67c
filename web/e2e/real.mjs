// The page of real nodes: started by whoever runs them.
//
//     NEURO_EDGES="http://127.0.0.1:8080,http://127.0.0.1:8081,…"   in the order of ids from 1
//     NEURO_KILL_LEADER="command"   kills the leader; the environment has its id as NEURO_LEADER
//     NEURO_PIDS="101,102,103"      instead of a command: processes, in the order of ids
//     NEURO_SHOTS=FOLDER            takes a picture after each step

import { execSync } from "node:child_process";
import { join } from "node:path";
import { browserOrExit, launch } from "./browser.mjs";
import { assert, assertEqual, eventually, textOf } from "./harness.mjs";

const HEALTH = '[data-testid="health"]';
const NEW_LEADER_MS = 3_000;

const edges = (process.env.NEURO_EDGES ?? "").split(",").filter(Boolean);
if (edges.length === 0) {
    console.log("NEURO_EDGES is not set: no node to look at");
    process.exit(2);
}

/** The id of the leader, as the nodes tell it. */
async function leaderId() {
    for (const edge of edges) {
        const response = await fetch(`${edge}/metrics.json`).catch(() => null);
        const leader = response?.ok ? (await response.json()).raft.leader : null;
        if (leader !== null) return leader;
    }
    return null;
}

function killLeader(id) {
    const command = process.env.NEURO_KILL_LEADER;
    const pid = (process.env.NEURO_PIDS ?? "").split(",")[id - 1];
    if (command) execSync(command, { stdio: "inherit", env: { ...process.env, NEURO_LEADER: id } });
    else process.kill(Number(pid), "SIGKILL");
}

async function shot(page, name) {
    const folder = process.env.NEURO_SHOTS;
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function watchKill(page, leader) {
    const before = await page.getByTestId("slider").inputValue();
    killLeader(leader);
    const begin = performance.now();
    const named = await eventually(
        "the page names another leader",
        async () => {
            const shown = page.locator('[data-outline="thick"] >> xpath=..');
            const id = await shown.getAttribute("data-node", { timeout: 200 });
            return Number(id) === leader ? null : id;
        },
        NEW_LEADER_MS,
    );
    console.log(
        `ok: n${named} is shown as leader after ${Math.round(performance.now() - begin)} ms`,
    );
    await eventually("the health sentence", async () =>
        (await textOf(page, HEALTH)).includes(`n${leader} unreachable`),
    );
    await shot(page, "new-leader");
    return before;
}

async function lookBack(page, position, leader) {
    await page.getByTestId("slider").fill(position);
    await page.waitForSelector('[data-testid="past"] >> text=Paused');
    const shown = await textOf(page, HEALTH);
    assert(shown.includes(`leader n${leader}`), `the moment before shows n${leader}: ${shown}`);
    console.log("ok: moving the slider back shows the moment before");
    await shot(page, "moment-before");
}

async function run(page) {
    const leader = await eventually("a leader", leaderId, 10_000);
    const edge = edges.find((_, i) => i + 1 !== leader);
    await page.goto(`${edge}/ui/`);
    await eventually(
        `${edges.length} nodes`,
        async () => (await page.locator("[data-node]").count()) === edges.length,
    );
    await eventually(
        "none is down",
        async () => (await textOf(page, HEALTH)).startsWith("Healthy"),
        10_000,
    );
    const outline = page.locator('[data-outline="thick"] >> xpath=..');
    assertEqual(await outline.getAttribute("data-node"), String(leader), "the leader's outline");
    console.log(`ok: the page of ${edge} shows ${edges.length} nodes, leader n${leader}`);
    await shot(page, "healthy");
    if (!process.env.NEURO_KILL_LEADER && !process.env.NEURO_PIDS) return;
    // A moment of the past is needed to go back to.
    await eventually(
        "some events",
        async () => Number(await page.getByTestId("slider").inputValue()) > 5,
        15_000,
    );
    const position = await watchKill(page, leader);
    await lookBack(page, position, leader);
}

const browser = await launch(browserOrExit());
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
try {
    await run(page);
} catch (error) {
    console.error(
        `FAIL ${error.message}\n${await page
            .locator("body")
            .textContent()
            .catch(() => "")}`,
    );
    await shot(page, "failed");
    process.exitCode = 1;
} finally {
    await browser.close();
}
