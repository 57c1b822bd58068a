// Serves the pages of observations, and the files that they need, where there is no signal. It keeps what observation.js
// asks it to keep and nothing else; its own address limits it to the pages below it.
const CACHE = "observations";
const PATIENCE = 5000;

async function keep({ page, from, assets }) {
  const cache = await caches.open(CACHE);
  const answer = await fetch(from, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return false;
  await cache.put(page, answer);
  await cache.addAll(assets);
  return true;
}

async function answer(request) {
  const kept = await (await caches.open(CACHE)).match(request, { ignoreSearch: true, ignoreVary: true });
  if (!kept) return fetch(request);
  const waiting = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fetch(request).catch(() => kept), waiting]);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  event.waitUntil(keep(event.data).then((done) => done && event.source.postMessage("kept")));
});
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
