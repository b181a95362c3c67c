/**
 * Writes a gzip and a Brotli form beside each file of a build that gains by it: the daemon sends
 * them as they are, so nothing is compressed while somebody waits.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const worthwhile = new Set([".html", ".js", ".css", ".svg", ".json", ".ndjson"]);
const leastGain = 0.9;

function files(folder) {
    return readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? files(path) : [path];
    });
}

function write(path, original, compressed) {
    if (compressed.length < original.length * leastGain) {
        writeFileSync(path, compressed);
    }
}

for (const path of files(process.argv[2] ?? "dist")) {
    if (worthwhile.has(extname(path))) {
        const original = readFileSync(path);
        const quality = {
            params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
        };
        write(`${path}.gz`, original, gzipSync(original, { level: 9 }));
        write(`${path}.br`, original, brotliCompressSync(original, quality));
    }
}
