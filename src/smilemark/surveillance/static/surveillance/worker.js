// Shows the tablet's page of a visit again where the network is gone. Nothing else is kept.
"use strict";
const KEPT = "visit-pages-1";
const isPage = (url) => /\/surveillance\/visits\/\d+\/tablet\/$/.test(url.pathname);
const isPart = (url) => url.pathname.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !(isPage(url) || isPart(url))) return;
  event.respondWith((async () => {
    const kept = await caches.open(KEPT);
    try {
      const answer = await fetch(request);
      if (answer.ok && !answer.redirected && answer.type === "basic") await kept.put(url.pathname, answer.clone());
      return answer;
    } catch (failure) {
      const before = await kept.match(url.pathname);
      if (before) return before;
      throw failure;
    }
  })());
});
