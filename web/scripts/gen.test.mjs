// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generate } from "./gen.mjs";

test("the types are those of the schema: run `npm run gen` where this fails", async () => {
    expect(await generate()).toBe(readFileSync("src/api/wire.gen.ts", "utf8"));
});
