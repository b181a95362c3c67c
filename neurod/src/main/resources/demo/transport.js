// Fetches two paths and shows over which protocol each came, and what the bytes add up to.
const paths = ["/transport.html", "/video.bin"];

function protocolOf(path) {
  const entries = performance.getEntriesByType("resource");
  const url = new URL(path, location.href).href;
  return entries.filter((entry) => entry.name === url).at(-1)?.nextHopProtocol || "?";
}

// Only pages from https or from this machine have crypto.subtle.
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function look(path) {
  const response = await fetch(path, { cache: "no-store" });
  const bytes = await response.arrayBuffer();
  return [path, response.status, protocolOf(path), bytes.byteLength, await sha256(bytes)];
}

async function show() {
  const table = document.getElementById("transport");
  for (const path of paths) {
    const row = table.insertRow();
    for (const cell of await look(path).catch((error) => [path, error.message])) {
      row.insertCell().textContent = String(cell);
    }
  }
  document.getElementById("done").textContent = "done";
}

show();
