// Public warnings (VMA): hides those of the page that no longer hold, and where the portal asks for it fetches the
// ones that hold now from Sveriges Radio. An exercise or a test is never shown, an update or a cancellation does away
// with what it refers to, what has expired is gone, and nothing that is fetched is taken for anything but text.
// The same rules as generator/alert.py, which reads a stored file when the portal is built.

const MINUTE = 60_000;
const LONGEST_WAIT = 15 * MINUTE;
const LONGEST_ANSWER = 1_000_000;
const LONGEST_TEXT = 5_000;
const REMEMBERED = "bygd-vma";
/** Codes of the whole country. A warning without any code is for everybody too. */
const NATIONAL = ["00", "0", "SE"];

const section = document.getElementById("vma");
const list = section.querySelector("ul");
const { url, codes = "", untilWord } = section.dataset;
const { lang } = document.documentElement;
const ours = [...codes.split(" "), ...NATIONAL];
const locale = lang === "en" ? "en-GB" : lang;
const clock = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Stockholm" });

/**
 * The warnings of an answer that hold here and now.
 * @param {unknown} answer
 * @param {number} now
 */
function holding(answer, now) {
  const real = objects(answer.alerts).filter((alert) => alert.status === "Actual");
  const gone = new Set(real.flatMap(superseded));
  return real
    .filter((alert) => ["Alert", "Update"].includes(alert.msgType) && !gone.has(alert.identifier) && concerns(alert))
    .map(readable)
    .filter(({ telling, until }) => telling && !(until <= now));
}

/** What an update or a cancellation refers to: "sender,identifier,sent", separated by spaces. */
function superseded({ msgType, references }) {
  if (!["Update", "Cancel"].includes(msgType) || typeof references !== "string") return [];
  return references.split(/\s+/).map((reference) => reference.split(",")[1] ?? reference);
}

function concerns(alert) {
  const areas = objects(alert.info).flatMap((info) => objects(info.area));
  const values = areas.flatMap((area) => objects(area.geocode)).map((code) => String(code.value));
  return values.length === 0 || values.some((value) => ours.includes(value));
}

/** One warning as it is shown, in the language of the page or else the first there is. */
function readable(alert) {
  const infos = objects(alert.info).filter((info) => text(info.event) || text(info.description));
  const telling = infos.find((info) => text(info.language).slice(0, 2) === lang.slice(0, 2)) ?? infos[0];
  const ends = infos.map((info) => Date.parse(info.expires)).filter(Number.isFinite);
  return { telling, sent: Date.parse(alert.sent), until: ends.length ? Math.max(...ends) : NaN };
}

function objects(value) {
  return Array.isArray(value) ? value.filter((one) => one !== null && typeof one === "object") : [];
}

function text(value) {
  return typeof value === "string" ? value.trim() : "";
}

function show(warnings) {
  const items = warnings.map(item);
  // What is the same is left alone: a screen reader would read it out again.
  if (items.map((one) => one.outerHTML).join() !== [...list.children].map((one) => one.outerHTML).join()) {
    list.replaceChildren(...items);
  }
  section.hidden = items.length === 0;
}

function item({ telling, sent, until }) {
  const areas = objects(telling.area).map((area) => text(area.areaDesc)).filter(Boolean);
  const body = [telling.headline, telling.description, telling.instruction].map(text).filter(Boolean).join("\n\n");
  const paragraphs = body.slice(0, LONGEST_TEXT).split(/\s*\n\s*/);
  const made = element("li", "");
  if (Number.isFinite(until)) made.dataset.until = new Date(until).toISOString();
  made.append(element("h3", text(telling.event) || document.getElementById("vma-rubrik").textContent));
  if (areas.length) made.append(element("p", areas.join(", "), "warnings__area"));
  made.append(...paragraphs.filter(Boolean).map((paragraph) => element("p", paragraph)));
  const when = element("p", `${text(telling.senderName)} `, "warnings__when");
  if (Number.isFinite(sent)) when.append(moment(sent, (spoken) => spoken));
  if (Number.isFinite(until)) when.append(" – ", moment(until, (spoken) => untilWord.replace("%(time)s", spoken)));
  made.append(when);
  return made;
}

/** Always by textContent: what is fetched is never markup. */
function element(tag, content, className) {
  const made = document.createElement(tag);
  made.textContent = content;
  if (className) made.className = className;
  return made;
}

function moment(instant, say) {
  const made = element("time", say(clock.format(instant)));
  made.dateTime = new Date(instant).toISOString();
  return made;
}

/** Take away what has expired since it was built or fetched. */
function expire() {
  for (const one of [...list.children]) if (Date.parse(one.dataset.until) <= Date.now()) one.remove();
  section.hidden = list.children.length === 0;
}

let next = 0;
let failures = 0;
let asking = false;

/** Ask, if it is time to and somebody is looking. */
async function ask() {
  if (asking || document.visibilityState !== "visible" || Date.now() < next) return;
  asking = true;
  try {
    const signal = AbortSignal.timeout(MINUTE);
    const answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", signal });
    const body = await answer.text();
    if (!answer.ok || body.length > LONGEST_ANSWER) throw new Error(`${answer.status}`);
    const warnings = holding(JSON.parse(body), Date.now());
    failures = 0;
    next = Date.now() + wait(answer.headers.get("Cache-Control"));
    remember(body);
    show(warnings);
  } catch {
    // No answer, or none that can be read. What was known stays until it expires; we ask again, less and less often.
    failures += 1;
    next = Date.now() + Math.min(MINUTE * 2 ** failures, LONGEST_WAIT);
    remember(null);
  }
  asking = false;
}

/** Milliseconds: what the answer says of how long it is fresh, at least a minute. */
function wait(cacheControl) {
  const fresh = Number(/max-age=(\d+)/.exec(cacheControl ?? "")?.[1] ?? 0) * 1000;
  return Math.min(Math.max(fresh, MINUTE), LONGEST_WAIT);
}

/** So that the next page that is opened in this tab need not ask again at once. */
function remember(body) {
  try {
    const known = body ?? JSON.parse(sessionStorage.getItem(REMEMBERED))?.body ?? null;
    sessionStorage.setItem(REMEMBERED, JSON.stringify({ next, failures, body: known }));
  } catch {
    // Storage is off, or full: then every page asks.
  }
}

function recall() {
  try {
    const known = JSON.parse(sessionStorage.getItem(REMEMBERED));
    // A clock that has been set back must not keep us silent.
    if (!known || known.next > Date.now() + LONGEST_WAIT) return;
    ({ next, failures } = known);
    if (known.body) show(holding(JSON.parse(known.body), Date.now()));
  } catch {
    // Nothing remembered that can be read.
  }
}

function keepCurrent() {
  expire();
  if (url) ask();
  setTimeout(keepCurrent, MINUTE / 4);
}

if (url) recall();
keepCurrent();
addEventListener("pageshow", expire);
document.addEventListener("visibilitychange", () => url && ask());
