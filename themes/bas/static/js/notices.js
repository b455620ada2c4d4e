// Grave notices stand in a banner on every page. They leave when they are over and, where the page is old, new ones come:
// an open page asks /status.json for them, at most once a minute however many pages one opens.

const MINUTE = 60_000;
const GRAVE = ["extreme", "severe"];
const root = new URL("../../../", import.meta.url);
const { lang } = document.documentElement;
const words = document.getElementById("ord").dataset;
const banner = document.querySelector(".banner");
const list = banner.querySelector("ul");
const MOMENT = {
  timeZone: "Europe/Stockholm",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
};

/** Show the notices that hold now; all that are known where `now` is null, because the clock is wrong. */
export function showNotices(now) {
  const items = [...list.children];
  for (const item of items) {
    const [since, till] = [item.dataset.since, item.dataset.till].map(Date.parse);
    const holds = now === null || (since <= now && now <= till);
    if (item.hidden === holds) item.hidden = !holds;
  }
  banner.hidden = items.every((item) => item.hidden);
}

function itemAt(address) {
  return [...list.children].find((item) => item.dataset.notice === address);
}

/** Ask what is new, unless a page just has, and put it in the banner. Gives whether there was an answer. */
export async function askForNews() {
  if (document.hidden || !navigator.onLine || !location.protocol.startsWith("http")) return false;
  const known = recall();
  const age = Date.now() - known.asked;
  if (age >= 0 && age < MINUTE) return take(known.answer);
  remember({ ...known, asked: Date.now() });
  try {
    const options = { cache: "no-store", signal: AbortSignal.timeout(10_000) };
    const response = await fetch(new URL("status.json", root), options);
    if (!response.ok) return false;
    const answer = await response.json();
    remember({ asked: Date.now(), answer });
    return take(answer);
  } catch {
    // No network, or a borrowed one that wants a login: the page says what it knows.
    return false;
  }
}

const KEY = `bygd ${root.pathname} status`;
let own = { asked: 0, answer: {} };

/** What was answered last, on this page or another in the same tab. A browser may refuse to keep anything. */
function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? own;
  } catch {
    return own;
  }
}

function remember(news) {
  own = news;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(news));
  } catch {
    // Then each page remembers for itself.
  }
}

function take({ notices = [], ended = [] }) {
  for (const address of ended) itemAt(address)?.remove();
  for (const notice of notices) if (GRAVE.includes(notice.severity)) stand(notice);
  return true;
}

/** A notice that stands there already may have got another end; all words are set as text. */
function stand({ url, headline, instruction, severity, status, onset, expires, language }) {
  if (!/^\/[\w/-]+\/$/.test(url) || Number.isNaN(Date.parse(expires))) return;
  const item = itemAt(url) ?? list.appendChild(build(url, headline, instruction, status));
  const time = item.querySelector("time");
  if (Date.parse(item.dataset.till) !== Date.parse(expires)) {
    time.dateTime = expires;
    const format = new Intl.DateTimeFormat([lang === "en" ? "en-GB" : lang, "sv"], MOMENT);
    time.textContent = format.format(Date.parse(expires));
  }
  item.className = `banner__notice banner__notice--${severity}`;
  Object.assign(item.dataset, { notice: url, since: onset || "1970-01-01", till: expires });
  if (!language || language === lang) return;
  for (const own of item.querySelectorAll(".banner__headline, .banner__instruction")) own.lang = language;
}

function build(url, headline, instruction, status) {
  const item = document.createElement("li");
  const link = element("a", "banner__headline", headline);
  link.href = new URL(`.${banner.dataset.prefix}${url}`, root);
  const until = element("span", "banner__until", `${words.validUntil} `);
  until.append(document.createElement("time"));
  if (status !== "actual") item.append(element("strong", "banner__mark", words[status] ?? status), " ");
  item.append(link, " ", element("span", "banner__instruction", instruction ?? ""), " ", until);
  return item;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
