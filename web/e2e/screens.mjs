// Every screen, and what must be seen on it first.
export const SCREENS = [
    { name: "overview", path: "/", first: ".kpis .kpi:nth-child(6)" },
    { name: "cluster", path: "/cluster?node=n2", first: ".node.selected" },
    { name: "cache", path: "/cache", first: ".chart canvas" },
    {
        name: "key",
        path: `/cache/key/${encodeURIComponent("shop.example/app.js")}`,
        first: ".facts-list",
    },
    { name: "predict", path: "/predict", first: ".facts-list" },
    { name: "events", path: "/events", first: ".event-row" },
];
