// Has the browser keep the portal for when there is no network, and tells when a page is a kept copy. Without a service
// worker (private windows, plain http) nothing happens, and the pages are as they were.

const root = new URL("../../../", import.meta.url);
const { lang, dataset } = document.documentElement;
const words = document.getElementById("ord").dataset;
const main = document.querySelector("main");

/** @param {string} text */
function note(text) {
  const said = document.createElement("p");
  said.className = "kept-note";
  said.setAttribute("role", "status");
  main.prepend(said);
  said.textContent = text;
  return said;
}

/** The worker marks a copy with the time at which it was saved. */
if (dataset.saved) {
  const format = { timeZone: "Europe/Stockholm", weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const time = new Intl.DateTimeFormat([lang === "en" ? "en-GB" : lang, "sv"], {
    ...format,
    hour: "2-digit",
    minute: "2-digit",
  }).format(Date.parse(dataset.saved));
  note(words.saved.replace("%(time)s", time));
}

/** Styles and scripts that this page was read with, before there was a worker to keep them. */
function readFiles() {
  const read = performance.getEntriesByType("resource").map(({ name }) => name);
  return read.filter((name) => name.startsWith(`${root}static/`));
}

async function keepPortal() {
  const first = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  if (first) active.postMessage({ keep: location.href, files: readFiles() });
}

/** The network was slow, and a newer version came after the kept one was shown. The reader decides when to change. */
function offerNewer() {
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = words.reload;
  note(`${words.renewed} `).append(link);
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", ({ data }) => data.renewed && offerNewer());
  const begin = () => keepPortal().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
