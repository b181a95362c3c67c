// Fetches a few paths and shows how each of them came: over which protocol, and from where.
const paths = ["/picture.png", "/short", "/language", "/private", "/logo.svg"];

function protocolOf(path) {
  const entries = performance.getEntriesByName(new URL(path, location.href).href, "resource");
  return entries.at(-1)?.nextHopProtocol || "?";
}

// The first word after the cache's name and the first parameter: "hit", or "fwd=uri-miss".
function cacheOf(response) {
  const status = response.headers.get("Cache-Status");
  return status === null ? "none" : (status.split(";")[1] ?? status).trim();
}

// Past the browser's own cache, but not past the edge's: left alone, the browser would add no-cache.
const pastTheBrowser = { cache: "no-store", headers: { "Cache-Control": "max-age=86400" } };

async function look(path) {
  const begin = performance.now();
  const response = await fetch(path, pastTheBrowser);
  await response.arrayBuffer();
  const millis = Math.round(performance.now() - begin);
  const age = response.headers.get("Age") ?? "";
  const request = response.headers.get("Demo-Request") ?? "";
  return [path, response.status, protocolOf(path), cacheOf(response), age, request, millis];
}

async function show() {
  const rows = [];
  for (const path of paths) {
    const cells = await look(path).catch((error) => [path, error.message]);
    const row = document.createElement("tr");
    for (const cell of cells) {
      row.insertCell().textContent = String(cell);
    }
    rows.push(row);
  }
  document.getElementById("results").replaceChildren(...rows);
}

document.getElementById("again").addEventListener("click", show);
show();
