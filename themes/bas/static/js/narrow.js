// Narrows a list in the page: by the facets beside it, and events by day. The choices stand in the address, so that
// it can be shared. Without this script each facet's links lead to a page of their own.

import { DAY, MINUTE, localTime } from "./opening.js";

const list = document.querySelector("[data-narrow]");
const words = list.dataset;
const chosen = new URLSearchParams(location.search);
const facets = [...document.querySelectorAll("[data-facet]")];
const quick = document.querySelector("[data-quick]");
const WHEN = "nar";

const bar = element("div", "filter-status");
const status = bar.appendChild(element("span"));
const clear = bar.appendChild(element("button", "tool", words.all));
status.role = "status";
clear.type = "button";
clear.hidden = true;
clear.addEventListener("click", () => {
  for (const name of names()) chosen.delete(name);
  for (const box of document.querySelectorAll("[data-facet] input")) box.checked = false;
  apply();
});
list.before(bar);

function element(name, className = "", text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

function names() {
  return [...facets.map((facet) => facet.dataset.facet), WHEN].filter((name) => chosen.has(name));
}

/** Every link of a facet becomes a box to tick; its value is the folder that the link leads to. */
function offerChoices(facet) {
  const name = facet.dataset.facet;
  for (const link of facet.querySelectorAll("a")) {
    const value = new URL(link.href).pathname.split("/").at(-2);
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name, value });
    const label = element("label");
    box.checked = chosen.getAll(name).includes(value);
    box.addEventListener("change", () => {
      if (box.checked) chosen.append(name, value);
      else chosen.delete(name, value);
      apply();
    });
    label.append(box, ...link.childNodes);
    link.replaceWith(label);
  }
}

/** The days that "today", "the weekend" and "this week" mean, as ISO dates. */
function daysOf(when) {
  const today = Math.floor(localTime(Math.floor(Date.now() / MINUTE)) / DAY);
  const weekday = (today + 3) % 7;
  const ahead = { idag: [0, 0], helgen: [Math.max(5 - weekday, 0), 6 - weekday], veckan: [0, 6 - weekday] }[when];
  if (!ahead) return null;
  const days = Array.from({ length: ahead[1] - ahead[0] + 1 }, (_, at) => today + ahead[0] + at);
  return days.map((day) => new Date(day * DAY * MINUTE).toISOString().slice(0, 10));
}

function offerDays() {
  for (const [when, text] of [["idag", words.today], ["helgen", words.weekend], ["veckan", words.week]]) {
    const button = quick.appendChild(element("button", "tool", text));
    button.type = "button";
    button.dataset.when = when;
    button.addEventListener("click", () => {
      if (chosen.get(WHEN) === when) chosen.delete(WHEN);
      else chosen.set(WHEN, when);
      apply();
    });
  }
}

function fits(card, days) {
  const own = (card.dataset.facets ?? "").split(" ");
  const inFacets = facets.every(({ dataset: { facet } }) => {
    const wanted = chosen.getAll(facet);
    return !wanted.length || wanted.some((value) => own.includes(`${facet}:${value}`));
  });
  return inFacets && (!days || days.some((day) => (card.dataset.days ?? "").split(" ").includes(day)));
}

let whole;
/** A long list stands on several pages: fetch the others once, when somebody narrows it. */
function wholeList() {
  whole ??= Promise.all([...document.querySelectorAll(".pager a")].map(cardsOf)).then((pages) => {
    if (!pages.length) return;
    list.replaceChildren(...pages.flat());
    document.querySelector(".pager").hidden = true;
    dispatchEvent(new Event("cardsadded"));
  });
  return whole;
}

async function cardsOf(link) {
  if (link.hasAttribute("aria-current")) return [...list.children];
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const cards = [...page.querySelectorAll("[data-narrow] > *")];
  for (const to of cards.flatMap((card) => [...card.querySelectorAll("a")])) {
    to.href = new URL(to.getAttribute("href"), answer.url);
  }
  return cards;
}

async function apply() {
  const active = names();
  if (active.length) await wholeList().catch(() => {});
  const days = chosen.has(WHEN) && daysOf(chosen.get(WHEN));
  for (const card of list.children) card.classList.toggle("filtered-out", !fits(card, days));
  for (const button of document.querySelectorAll("[data-when]")) {
    button.ariaPressed = String(chosen.get(WHEN) === button.dataset.when);
  }
  const current = [...list.children].filter((card) => !card.hidden);
  const shown = current.filter((card) => !card.classList.contains("filtered-out"));
  status.textContent = active.length
    ? words.shown.replace("%(shown)s", shown.length).replace("%(all)s", current.length)
    : "";
  clear.hidden = !active.length;
  history.replaceState(null, "", `${location.pathname}${chosen.size ? `?${chosen}` : ""}`);
}

// Most lists are only read: the boxes are made when a facet is opened for the first time.
for (const facet of facets) {
  facet.open ||= chosen.has(facet.dataset.facet);
  if (facet.open) offerChoices(facet);
  else facet.addEventListener("toggle", () => offerChoices(facet), { once: true });
}
if (quick && list.querySelector("[data-days]")) offerDays();
apply();
