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
const AT_A_TIME = 20;
/** More than these nobody reads; each costs a small file. */
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
let found = [];
let shown = 0;

async function search() {
  const query = input.value.trim();
  const mine = ++latest;
  if (!query) return clear();
  status.textContent = words.wait;
  browse.hidden = true;
  try {
    const pagefind = await index();
    const answer = await pagefind.search(query);
    const pages = await Promise.all(answer.results.slice(0, MOST).map((result) => result.data()));
    if (mine !== latest) return;
    found = isByChance(pages, query) ? [] : pages;
    for (const select of selects) offer(select);
    advice.hidden = found.length > 0;
    browse.hidden = found.length > 0;
    list();
  } catch {
    if (mine !== latest) return;
    status.textContent = words.failed;
    browse.hidden = false;
  }
}

// For a word that no page has, Pagefind takes the longest beginning of it that one has: `kV` for
// "kvantelektrodynamik". As with the parts of compounds (search_words.py), fewer than four letters are chance.
const SHORTEST_BEGINNING = 4;
function isByChance(pages, query) {
  const asked = lettersOf(query);
  const marked = pages[0]?.excerpt.match(/<mark>.*?<\/mark>/g) ?? [];
  const matches = marked.flatMap((mark) => lettersOf(mark.replace(/<\/?mark>/g, "")));
  return matches.length > 0 && matches.every((match) =>
    match.length < SHORTEST_BEGINNING && !asked.includes(match) && asked.some((word) => word.startsWith(match)));
}

function lettersOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function clear() {
  found = [];
  results.replaceChildren();
  status.textContent = "";
  more.hidden = advice.hidden = true;
  browse.hidden = false;
  selects.forEach(offer);
}

/** What a page says of itself: a page may be in several categories. */
function valuesOf(page, name) {
  return (page.meta[name] ?? "").split(" | ").filter(Boolean);
}

/** Fill a select with what occurs in the pages found, and keep the choice that stands in the address. */
function offer(select) {
  const counts = new Map();
  for (const page of found) {
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

function chosen() {
  return found.filter((page) =>
    selects.every((select) => !select.value || valuesOf(page, select.name).includes(select.value)),
  );
}

/** List what was found anew, from its beginning. */
function list() {
  const pages = chosen();
  results.replaceChildren();
  shown = 0;
  showMore();
  status.textContent = found.length
    ? `${words.found} ${pages.length}`
    : `${words.none} “${input.value.trim()}”.`;
}

function showMore() {
  const pages = chosen();
  const next = pages.slice(shown, shown + AT_A_TIME);
  results.append(...next.map(card));
  shown += next.length;
  more.hidden = shown >= pages.length;
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
    list();
  });
}
more.addEventListener("click", () => {
  const first = results.children.length;
  showMore();
  results.children[first]?.querySelector("a").focus();
});

input.value = asked.get("q") ?? "";
if (input.value) search();
