import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** `npm run dev` shows a running node: its stream and its numbers come from there. */
const node = process.env.NEURO_EDGE ?? "http://127.0.0.1:8080";
const proxied = ["/wire", "/metrics.json", "/health", "/admin", "/purge", "/cache"];

export default defineConfig({
    base: "/ui/",
    plugins: [react()],
    build: {
        target: "es2022",
        assetsDir: "assets",
        // The page is served under a CSP without data: and without inline scripts.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
    },
    server: { proxy: Object.fromEntries(proxied.map((path) => [path, node])) },
    test: { environment: "node", include: ["src/**/*.test.{ts,tsx}", "scripts/*.test.mjs"] },
});
