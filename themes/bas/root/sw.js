// The portal's service worker: what has been read once can be read again without a network.
//
// generator/outputs/offline.py puts the site's own facts in the place of SITE: {version, core, gone, prefixes}. `core` is
// what is kept after the first visit (path -> integrity, "" for a page), `gone` are pages that have been withdrawn, and
// `prefixes` the folders of the other languages.
// Nothing is kept that is not whole and ours: no error page, no login page of a borrowed network, no half page.
// This address must never change, and never go: themes/bas/root/sw-off.js takes its place when it is turned off.

const SITE = "SITE";
const ROOT = self.registration.scope;
const NAME = `bygd ${ROOT} `;
const [CORE, STATIC, VISITED, WHOLE] = [`core ${SITE.version}`, "static", "visited", "whole "].map((one) => NAME + one);
/** Milliseconds for a page that is kept, and for one that is not: there is nothing better to show. */
const [WAIT, PATIENCE] = [2500, 10_000];
/** Pages of any age, and files of the last few editions: pages that are kept ask for the style of their time. */
const [MOST_VISITED, MOST_STATIC] = [200, 100];
/** Files whose name changes with their contents. */
const NEVER_CHANGES = /^static\/|^pagefind\/.*\.(pf_\w+|pagefind)$/;

addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clear().then(() => self.clients.claim())));
addEventListener("message", (event) => event.waitUntil(hear(event)));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const path = url.slice(ROOT.length);
  if (method !== "GET" || !url.startsWith(ROOT) || /^(admin\/|sw\.js|status\.json|offline\/whole\.json)/.test(path)) return;
  event.respondWith(mode === "navigate" ? page(event) : file(event, path));
});

async function fill() {
  const [core, files] = [await caches.open(CORE), await caches.open(STATIC)];
  const wanted = Object.entries(SITE.core);
  await Promise.all(wanted.map(([path, digest]) => keep(path.startsWith("static/") ? files : core, path, digest)));
  await prune(files, MOST_STATIC);
}

/** What is no longer shown goes; open pages are not reloaded. */
async function clear() {
  for (const name of await ours()) {
    if (![CORE, STATIC, VISITED].includes(name) && !name.startsWith(WHOLE)) await caches.delete(name);
    else for (const path of SITE.gone) await (await caches.open(name)).delete(ROOT + path);
  }
}

/** What a page of ours asks: to be kept itself with the files that it has read, to save some files of the whole portal, or to know what is saved. */
async function hear({ data, ports: [port] }) {
  if (data.keep) {
    const files = await caches.open(STATIC);
    const page = keep(await caches.open(VISITED), data.keep);
    await Promise.allSettled([page, ...(data.files ?? []).map((path) => keep(files, path, "", false))]);
  }
  if (data.save) {
    const cache = await caches.open(WHOLE + data.version);
    const kept = await Promise.allSettled(data.save.map(([path, digest]) => keep(cache, path, digest)));
    port.postMessage({ failed: kept.filter(({ status }) => status === "rejected").length });
  }
  if (data.finish) {
    await (await caches.open(WHOLE + data.finish)).put(`${ROOT}offline/saved`, new Response(data.finish));
    for (const name of await ours(WHOLE)) if (name !== WHOLE + data.finish) await caches.delete(name);
  }
  if (data.ask) port.postMessage({ saved: (await (await newest(`${ROOT}offline/saved`))?.text()) ?? "" });
}

/** Fetch a file and keep it; a page anew every time, another file once. Throws where it does not come whole. */
async function keep(cache, path, digest = "", isPage = !digest) {
  const address = addressOf(new URL(path, ROOT).href);
  if (!isPage && (await cache.match(address))) return;
  const copy = await sound(await fetch(address, { cache: "no-cache", integrity: digest }), isPage);
  if (!copy) throw new Error(address);
  await cache.put(address, copy);
}

/** A copy with the time of its saving, or null for what must not be kept. Throws where the body is cut off. */
async function sound(response, isPage) {
  const { status, redirected, type } = response;
  if (status !== 200 || redirected || type !== "basic" || isPage !== isHtml(response)) return null;
  const body = await (isPage ? response.text() : response.blob());
  if (isPage && !(isOurs(body) && body.trimEnd().endsWith("</html>"))) return null;
  const headers = new Headers(response.headers);
  headers.set("x-saved", new Date(headers.get("date") ?? Date.now()).toISOString());
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Response(body, { headers });
}

/** The network's page if it comes whole in time, else the kept one with its time; else what the network has. */
async function page(event) {
  const address = addressOf(event.request.url);
  const kept = await newest(address);
  const answer = fetch(event.request);
  const fresh = answer.then((response) => sound(response.clone(), true)).catch(() => null);
  event.waitUntil(fresh.then((copy) => copy && store(address, copy.clone())));
  event.waitUntil(caches.has(CORE).then((there) => there || fill()).catch(() => caches.delete(CORE)));
  if (!kept) return within(PATIENCE, answer).then((came) => (came && came.status < 500 ? came : offline(address)));
  const copy = await within(WAIT, fresh);
  if (copy) return copy;
  const removed = await within(0, answer);
  if ([404, 410].includes(removed?.status) && isOurs(await within(WAIT, removed.clone().text()))) return removed;
  const html = await kept.text();
  const isNews = async (late) => late && (await late.text()) !== html;
  const tell = async () => (await self.clients.get(event.resultingClientId))?.postMessage({ renewed: true });
  event.waitUntil(fresh.then(isNews).then((news) => news && tell()));
  return new Response(html.replace("<html ", `<html data-saved="${timeOf(kept)}" `), { headers: kept.headers });
}

/** What never changes comes from the caches, everything else from the network, as long as it answers. */
async function file(event, path) {
  const { request } = event;
  const kept = await newest(addressOf(request.url));
  if (kept && NEVER_CHANGES.test(path)) return kept;
  const answer = fetch(request);
  if (!kept) {
    if (path.startsWith("static/")) event.waitUntil(answer.then((came) => keepStatic(request.url, came.clone())).catch(() => {}));
    return answer;
  }
  const came = await within(WAIT, answer);
  return came?.ok && !isHtml(came) ? came : kept;
}

/** Styles and scripts of the few pages that are not kept beforehand, with the first of them that is read. */
async function keepStatic(url, came) {
  const copy = await sound(came, false);
  if (copy) await store(url, copy, STATIC, MOST_STATIC);
}

/** A full disk is no reason not to show the page. */
async function store(address, copy, name = VISITED, most = MOST_VISITED) {
  const cache = await caches.open(name);
  await cache.put(address, copy).catch(() => {});
  await prune(cache, most);
}

/** A cache lists its entries from the oldest. */
async function prune(cache, most) {
  for (const entry of (await cache.keys()).slice(0, -most)) await cache.delete(entry);
}

/** The offline page, at the address of another: its links begin at the root. */
async function offline(address) {
  const prefix = SITE.prefixes.find((one) => address.startsWith(ROOT + one)) ?? "";
  const kept = (await newest(`${ROOT}${prefix}offline/`)) ?? (await newest(`${ROOT}offline/`));
  if (!kept) return Response.error();
  return new Response((await kept.text()).replaceAll(/="(\.\.\/)+/g, `="${ROOT}`), { status: 503, headers: kept.headers });
}

/** The newest kept answer for an address, in whatever cache it is. */
async function newest(address) {
  const found = await Promise.all((await ours()).map(async (name) => (await caches.open(name)).match(address)));
  return found.filter(Boolean).sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))[0];
}

const ours = async (start = NAME) => (await caches.keys()).filter((name) => name.startsWith(start));
const timeOf = (kept) => kept.headers.get("x-saved") ?? "";
const addressOf = (url) => url.replace(/[?#].*$/, "");
const isHtml = (response) => /^text\/html/.test(response.headers.get("content-type"));
/** Every page of ours says when it was built. */
const isOurs = (body) => /^<!doctype html>\s*<html [^>]*data-built="/.test(body);

/** What a promise gives, or undefined where it fails or takes longer. */
function within(milliseconds, promise) {
  const late = new Promise((resolve) => setTimeout(resolve, milliseconds));
  return Promise.race([promise.catch(() => undefined), late]);
}
