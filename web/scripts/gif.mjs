/**
 * Makes the moving picture of the README from a recording of a real run, and a still of it:
 *
 *     node scripts/gif.mjs recordings/three-nodes.ndjson.gz ../docs/images/dashboard.gif ../docs/images/dashboard.png
 *
 * The page's clock is ours, so each frame shows the same on a slow machine as on a fast one. Needs
 * a browser, ffmpeg and gifsicle.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { browserOrExit, launch } from "../e2e/browser.mjs";
import { FixtureServer } from "../e2e/server.mjs";

const FRAMES_A_SECOND = 10;
const FRAME_MS = 1000 / FRAMES_A_SECOND;
const SIZE = { width: 1280, height: 800 };
const MOST_BYTES = 3 << 20;

const [recording, gif, still] = process.argv.slice(2);
if (still === undefined) {
    console.error("usage: node scripts/gif.mjs RECORDING.ndjson[.gz] OUT.gif OUT.png");
    process.exit(2);
}
const bytes = readFileSync(recording);
const text = (recording.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
const events = text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line));

/** Where the story's moments are: found in the recording, not counted by hand. */
function moments() {
    const leads = (event) => event.type === "leader" && event.id === event.node;
    const first = events.findIndex((event) => event.type === "fill");
    const purge = events.findIndex((event) => event.type === "purge" && event.scope === "tags");
    const elected = events.findLastIndex(leads);
    const stood = events.findLastIndex((event, i) => i < elected && event.type === "election");
    for (const [name, index] of Object.entries({ first, purge, elected, stood })) {
        if (index < 0) throw new Error(`the recording has no moment "${name}"`);
    }
    return { first, purge, elected, stood };
}

/** The event that was the last one so long before another. */
function before(index, millis) {
    const time = events[index].t - millis;
    return Math.max(
        0,
        events.findLastIndex((event, i) => i < index && event.t <= time),
    );
}

class Film {
    constructor(page, folder) {
        this.page = page;
        this.folder = folder;
        this.frames = 0;
    }

    async say(words) {
        await this.page.evaluate((said) => {
            const id = "caption";
            const caption =
                document.getElementById(id) ??
                document.body.appendChild(document.createElement("div"));
            caption.id = id;
            caption.textContent = said;
            Object.assign(caption.style, {
                position: "fixed",
                left: "64%",
                top: "5px",
                transform: "translateX(-50%)",
                padding: "8px 18px",
                borderRadius: "8px",
                background: "#101418",
                color: "#fff",
                font: "600 18px system-ui, sans-serif",
                whiteSpace: "nowrap",
                zIndex: "9",
                pointerEvents: "none",
            });
        }, words);
    }

    async frame() {
        await this.page.clock.runFor(FRAME_MS);
        const name = `f${String(this.frames).padStart(4, "0")}.png`;
        await this.page.screenshot({ path: join(this.folder, name) });
        this.frames += 1;
    }

    async hold(seconds) {
        for (let i = 0; i < seconds * FRAMES_A_SECOND; i++) await this.frame();
    }

    async seek(index) {
        await this.page.getByTestId("slider").fill(String(index));
    }

    /** Moves the slider as a hand would. */
    async drag(from, to, seconds) {
        const steps = seconds * FRAMES_A_SECOND;
        for (let i = 1; i <= steps; i++) {
            const part = 0.5 - Math.cos((Math.PI * i) / steps) / 2;
            await this.seek(Math.round(from + (to - from) * part));
            await this.frame();
        }
    }

    async toggle() {
        await this.page.keyboard.press("Space");
    }

    async position() {
        return Number(await this.page.getByTestId("slider").inputValue());
    }
}

async function tell(film) {
    const { first, purge, stood, elected } = moments();
    // Twice as fast as it was: there is much to see.
    await film.page.keyboard.press(".");
    await film.seek(before(first, 300));
    await film.say("Three edges: a miss is fetched once for all of them");
    await film.toggle();
    await film.hold(2.6);
    await film.toggle();
    await film.seek(before(purge, 500));
    await film.say("A purge is answered when no edge serves it any more");
    await film.toggle();
    await film.hold(2);
    await film.toggle();
    const calm = before(stood, 1500);
    await film.seek(calm);
    await film.say("The leader is killed …");
    await film.toggle();
    await film.hold(1.2);
    await film.say("… and replaced; hits never noticed");
    await film.hold(2);
    await film.toggle();
    await film.page.screenshot({ path: still });
    await film.say("Drag the slider: back to before it happened");
    await film.drag(await film.position(), calm, 1.5);
    await film.hold(0.6);
    await film.drag(calm, elected + 1, 1.2);
    await film.hold(0.8);
}

function encode(folder) {
    const palette =
        "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=5:diff_mode=rectangle";
    const raw = join(folder, "raw.gif");
    execFileSync("ffmpeg", [
        ...["-loglevel", "error", "-y", "-framerate", String(FRAMES_A_SECOND)],
        ...["-i", join(folder, "f%04d.png"), "-vf", `scale=800:-1:flags=lanczos,${palette}`, raw],
    ]);
    execFileSync("gifsicle", ["-O3", "--lossy=40", raw, "-o", gif]);
}

const folder = mkdtempSync(join(tmpdir(), "neurocache-gif-"));
const browser = await launch(browserOrExit());
const server = new FixtureServer([]);
try {
    await server.listen();
    const page = await browser.newPage({ viewport: SIZE, colorScheme: "light" });
    await page.clock.install({ time: events[0].t });
    await page.route("**/demo.ndjson", (route) =>
        route.fulfill({ contentType: "application/x-ndjson", body: text }),
    );
    await page.goto(`${server.url}/ui/?rec=demo.ndjson`);
    await page.getByTestId("slider").waitFor();
    const film = new Film(page, folder);
    await tell(film);
    encode(folder);
    const size = statSync(gif).size;
    console.log(`${film.frames} frames, ${(size / 1024).toFixed(0)} KiB`);
    if (size > MOST_BYTES) throw new Error("the picture is larger than 3 MiB");
} finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true });
}
