// The kill switch: what stands at /sw.js where a site says `service_worker: nej`. A browser that has kept the portal
// finds it at the next visit, throws away what it has kept, and from then on asks the network for everything.
// It must stay for as long as anyone may come back, which is for ever.

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const ours = (await caches.keys()).filter((name) => name.startsWith(`bygd ${self.registration.scope} `));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
