// Enhances /sok/: asks Pagefind's index and lists what it finds. Without this script the form still leads here,
// and the lists below it work.
//
// Why not Pagefind's own interface: in 1.5.2 its filter has no name for a screen reader and its labels too little
// contrast, and its filters are files whose bytes differ from build to build. Here native selects narrow what was
// found, by what each page says of itself.

const form = document.querySelector("[data-search]");
const input = form.querySelector("input[type=search]");
const words = document.querySelector("[data-search-words]").dataset;
const filters = document.querySelector("[data-search-filters]");
const selects = [...filters.querySelectorAll("select")];
const status = document.querySelector("[data-search-status]");
const advice = document.querySelector("[data-search-advice]");
const results = document.querySelector("[data-search-results]");
const more = document.querySelector("[data-search-more]");
const browse = document.querySelector("[data-search-browse]");
/** So many are listed at a time: each costs a small file, and on a bad connection a wait. */
const AT_A_TIME = 10;
/** More than these nobody reads. */
const MOST = 200;

// The site may live in any folder: its root is where this page's own address says it is.
const depth = document.documentElement.lang !== "sv" && /\/en\/sok\//.test(location.pathname) ? "../../" : "../";
const root = new URL(depth, new URL("./", location.href));
const asked = new URLSearchParams(location.search);

let loading;
function index() {
  loading ??= import(new URL("pagefind/pagefind.js", root)).then(async (pagefind) => {
    await pagefind.options({ excerptLength: 24 });
    return pagefind;
  });
  return loading;
}

let latest = 0;
/** What Pagefind found, best first. Each has its words in a small file, which is fetched when it is read. */
let found = [];
/** Those that the selects leave. */
let chosen = [];
let shown = 0;

const read = (some) => Promise.all(some.map((result) => result.data()));

async function search() {
  const query = input.value.trim();
  const mine = ++latest;
  if (!query) return clear();
  status.textContent = words.wait;
  browse.hidden = true;
  try {
    const pagefind = await index();
    const { results } = await pagefind.search(query);
    const first = await read(results.slice(0, AT_A_TIME));
    if (mine !== latest) return;
    found = isByChance(first, query) ? [] : results;
    advice.hidden = found.length > 0;
    if (filters.open || isNarrowed()) await offer();
    browse.hidden = found.length > 0;
    await list();
  } catch {
    if (mine !== latest) return;
    status.textContent = words.failed;
    browse.hidden = false;
  }
}

/** Do what may have to fetch more. */
async function attempt(work) {
  const mine = latest;
  try {
    await work();
  } catch {
    if (mine === latest) status.textContent = words.failed;
  }
}

const isNarrowed = () => selects.some((select) => select.value);

// For a word that no page has, Pagefind takes the longest beginning of it that one has: `kV` for
// "kvantelektrodynamik". As with the parts of compounds (search_words.py), fewer than four letters are chance.
const SHORTEST_BEGINNING = 4;
function isByChance([best], query) {
  if (!best) return false;
  const asked = lettersOf(query);
  const marked = (best.excerpt.match(/<mark>.*?<\/mark>/g) ?? []).join(" ").replace(/<\/?mark>/g, "");
  // Where nothing is marked, it was one of the unseen words that matched.
  const unseen = () => lettersOf(best.meta.sokord ?? "").filter((word) => asked.some((one) => one.startsWith(word)));
  const matches = marked ? lettersOf(marked) : unseen();
  return matches.length > 0 && matches.every((match) =>
    match.length < SHORTEST_BEGINNING && !asked.includes(match) && asked.some((word) => word.startsWith(match)));
}

function lettersOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function clear() {
  found = chosen = [];
  results.replaceChildren();
  status.textContent = "";
  more.hidden = advice.hidden = true;
  browse.hidden = false;
  fill([]);
}

/** What a page says of itself: a page may be in several categories. */
function valuesOf(page, name) {
  return (page.meta[name] ?? "").split(" | ").filter(Boolean);
}

/** Fill the selects, for which all that was found has to be read: done when somebody wants to narrow it. */
async function offer() {
  const mine = latest;
  const pages = await read(found.slice(0, MOST));
  if (mine === latest) fill(pages);
}

/** Fill each select with what occurs in the pages, and keep the choice that stands in the address. */
function fill(pages) {
  for (const select of selects) {
    const counts = new Map();
    for (const page of pages) {
      for (const value of valuesOf(page, select.name)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const wanted = asked.get(select.name) ?? "";
    const sorted = [...counts].sort(([one], [other]) => one.localeCompare(other, document.documentElement.lang));
    select.replaceChildren(
      new Option(select.dataset.every, ""),
      ...sorted.map(([value, count]) => new Option(`${value} (${count})`, value)),
    );
    select.value = counts.has(wanted) ? wanted : "";
    select.disabled = !counts.size;
  }
}

async function narrowed() {
  if (!isNarrowed()) return found;
  const some = found.slice(0, MOST);
  const pages = await read(some);
  return some.filter((_, place) =>
    selects.every((select) => !select.value || valuesOf(pages[place], select.name).includes(select.value)),
  );
}

/** List what was found anew, from its beginning. */
async function list() {
  const mine = latest;
  const left = await narrowed();
  const pages = await read(left.slice(0, AT_A_TIME));
  if (mine !== latest) return;
  chosen = left;
  shown = 0;
  results.replaceChildren();
  show(pages);
  status.textContent = found.length
    ? `${words.found} ${chosen.length}`
    : `${words.none} “${input.value.trim()}”.`;
}

function show(pages) {
  results.append(...pages.map(card));
  shown += pages.length;
  more.hidden = shown >= Math.min(chosen.length, MOST);
}

async function showMore() {
  const mine = latest;
  const first = shown;
  const pages = await read(chosen.slice(first, first + AT_A_TIME));
  if (mine !== latest || shown !== first) return;
  show(pages);
  results.children[first]?.querySelector("a").focus();
}

function card(page) {
  const item = element("li", "card");
  const heading = element("h2", "card__heading");
  const link = element("a", "", page.meta.title);
  link.href = new URL(page.raw_url.replace(/^\//, ""), root);
  heading.append(link);
  const facts = [page.meta.kind, ...valuesOf(page, "category"), ...valuesOf(page, "village")].filter(Boolean);
  item.append(heading, element("p", "card__facts", facts.join(" · ")), element("p", "card__lead", page.meta.lead ?? ""));
  return item;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** The address says what is asked, so that an answer can be shared. */
function remember(name, value) {
  if (value) asked.set(name, value);
  else asked.delete(name);
  history.replaceState(null, "", `${location.pathname}${asked.size ? `?${asked}` : ""}`);
}

let pause;
input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    remember("q", input.value);
    search();
  }, 200);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  remember("q", input.value);
  search();
});
for (const select of selects) {
  select.addEventListener("change", () => {
    remember(select.name, select.value);
    ++latest;
    attempt(list);
  });
}
filters.addEventListener("toggle", () => {
  if (filters.open) attempt(offer);
});
more.addEventListener("click", () => attempt(showMore));

filters.open = selects.some((select) => asked.has(select.name));
input.value = asked.get("q") ?? "";
if (input.value) search();
