// Says what is current at the time of reading, on pages that may have been built long ago: what is open, over, today,
// or too old. Without this script the dates and hours stand as they were printed. The words stand in base.html.

import { askForNews, showNotices } from "./notices.js";
import { DAY, MINUTE, localTime, rowOn, statusAt } from "./opening.js";

const { lang, dataset } = document.documentElement;
const words = document.getElementById("ord").dataset;
const built = Date.parse(dataset.built);
const DAY_LENGTH = DAY * MINUTE;
const LONGEST_LIFE = 3 * 366 * DAY_LENGTH;
const EVENT_TIMES = ":is(.card--event, .record--event) time:not([data-checked])";

const locales = [lang === "en" ? "en-GB" : lang, "sv"];
const WEEKDAY = { timeZone: "UTC", weekday: "long" };
const DATE = { ...WEEKDAY, day: "numeric", month: "long" };

/** What this script has said: by element, then by the class of what is said about it. */
const said = new Map();
/** Of what is over; parts/holds-now.html may have begun. */
const hidden = new Set(document.querySelectorAll(".crisis[hidden]"));

/** Say `text` beside `element`, in the same place every time; `where` is as in insertAdjacentElement. */
function say(element, where, tag, className, text) {
  const spoken = said.get(element) ?? said.set(element, {}).get(element);
  if (!spoken[className]) {
    spoken[className] = document.createElement(tag);
    spoken[className].className = className;
    element.insertAdjacentElement(where, spoken[className]);
  }
  if (spoken[className].textContent !== text) spoken[className].textContent = text;
  spoken[className].hidden = false;
  return spoken[className];
}

function hide(element) {
  if (element.hidden) return;
  element.hidden = true;
  hidden.add(element);
}

function takeBack() {
  for (const element of hidden) element.hidden = false;
  hidden.clear();
  for (const spoken of said.values()) for (const element of Object.values(spoken)) element.hidden = true;
  for (const row of all("tr[aria-current]")) row.removeAttribute("aria-current");
}

function all(selector, within = document) {
  return [...within.querySelectorAll(selector)];
}

/** The time, or null where the build itself shows that the clock is wrong: then the clock decides nothing. */
function believedTime() {
  const now = Date.now();
  return now < built - DAY_LENGTH || now > built + LONGEST_LIFE ? null : now;
}

/** Say everything anew. */
function refresh() {
  takeBack();
  const now = believedTime();
  showNotices(now);
  if (now !== null) {
    const moment = Math.floor(now / MINUTE);
    const today = dayAt(localTime(moment));
    for (const table of all("table.hours[data-hours]")) sayHours(table, moment, today);
    for (const card of all(".card[data-hours]")) sayOpen(card, moment);
    for (const time of all("time[data-checked]")) sayAge(time, today - dayOf(time));
    for (const element of all("[data-doubted]")) if (dayAt(Date.parse(element.dataset.doubted) / MINUTE) <= today) sayDoubt(element);
    for (const time of all(EVENT_TIMES)) sayDay(time, dayOf(time) - today);
    for (const time of all(".times time")) if (dayOf(time) < today) hide(time.closest("li"));
    for (const badge of all(".badge:is([data-since], [data-till])")) sayState(badge, now);
    for (const crisis of all(".crisis[data-till]")) if (Date.parse(crisis.dataset.till) < now) hide(crisis);
    for (const article of all("article[data-until]")) if (isOver(article, now)) sayOver(article);
    for (const card of all(".card[data-until]:not(.card--service_point)")) if (isOver(card, now)) hide(card);
  } else if (document.querySelector("main :is(time, [data-until], [data-hours])")) {
    say(document.querySelector("main"), "afterbegin", "p", "clock-note", words.clock);
  }
  for (const list of all("main section .cards, .times")) {
    const items = [...list.children];
    if (items.some((item) => hidden.has(item)) && items.every((item) => item.hidden)) hide(list.closest("section"));
  }
  for (const count of all("[data-count]")) recount(count);
}

/** What was over already when the page was built has no `data-until`: it stands there on purpose. */
function isOver(element, now) {
  const until = Date.parse(element.dataset.until);
  return built <= until && until < now;
}

/** A date's day, counted from 1970. Its hour is Swedish, whatever the reader's time zone. */
function dayOf(time) {
  return dayAt(Date.parse(time.dateTime.slice(0, 10)) / MINUTE);
}

function dayAt(local) {
  return Math.floor(local / DAY);
}

/** Crisis hours hold only while a crisis opens the point; and where a badge says what holds, no hours do. */
function sayHours(table, moment, today) {
  if (table.closest(".field--crisis_hours, [data-unusual]")) return;
  const hours = JSON.parse(table.dataset.hours);
  const { state, change } = statusAt(hours, moment);
  table.rows[rowOn(hours, today)]?.setAttribute("aria-current", "date");
  if (state === "unknown") return;
  const text = inWords(state, change, localTime(moment));
  say(table, "beforebegin", "p", "hours-now", text).dataset.state = state;
}

/** In a list only that it is open, which is what one looks for there; the page of the record says the rest. */
function sayOpen(card, moment) {
  const facts = card.querySelector(".card__facts");
  if (!facts || statusAt(JSON.parse(card.dataset.hours), moment).state !== "open") return;
  say(facts, "beforeend", "span", "open-now", words.open);
}

/** @param {?number} change local time of closing or opening */
function inWords(state, change, local) {
  const today = dayAt(local);
  const shut = { by_appointment: words.byAppointment, temporarily_closed: words.temporarilyClosed };
  if (state === "open") {
    if (change === null) return words.open;
    // A day that ends at midnight ends at 24:00.
    const time = change % DAY ? clock(change) : "24:00";
    return words.closes.replace("%(time)s", change - local < DAY ? time : `${spokenDay(change - 1, today)} ${time}`);
  }
  if (change === null) return shut[state] ?? words.closed;
  if (dayAt(change) === today) return words.opens.replace("%(time)s", clock(change));
  const time = `${spokenDay(change, today)} ${clock(change)}`;
  return words.opensLater.replace("%(state)s", shut[state] ?? words.closed).replace("%(time)s", time);
}

/** "07:00" */
function clock(local) {
  return new Date(local * MINUTE).toISOString().slice(11, 16);
}

/** The weekday, or from the same weekday next week on the date. */
function spokenDay(local, today) {
  const format = dayAt(local) < today + 7 ? WEEKDAY : DATE;
  return new Intl.DateTimeFormat(locales, format).format(local * MINUTE);
}

let relative;
/** "för 14 dagar sedan", "i morgon". A format takes long to make on a cheap phone, and most pages need none. */
function fromToday(count, unit) {
  relative ??= new Intl.RelativeTimeFormat(locales, { numeric: "auto" });
  return relative.format(count, unit);
}

/** "för 14 dagar sedan", and after the kind's limit that it may be out of date. */
function sayAge(time, days) {
  const [count, unit] = days < 61 ? [days, "day"] : days < 730 ? [days / 30.4, "month"] : [days / 365, "year"];
  say(time, "afterend", "span", "age", `, ${fromToday(-Math.floor(Math.max(count, 0)), unit)}`);
  if (days > Number(time.dataset.limit)) say(time.parentElement, "afterend", "p", "badge badge--watch", words.old);
}

/** After the kind's second limit, wherever the record stands. */
function sayDoubt(element) {
  say(element.querySelector("h1, .card__heading"), "afterend", "p", "badge badge--watch", words.old);
}

/** "i dag," or "i morgon," before the date of an event. */
function sayDay(time, ahead) {
  if (ahead === 0 || ahead === 1) say(time, "beforebegin", "span", "day-word", `${fromToday(ahead, "day")}, `);
}

/** The state of a service point holds between two instants; outside them nobody knows, and the point stays. */
function sayState(badge, now) {
  const { since, till } = badge.dataset;
  const text = Date.parse(till) < now ? words.stateOver : now < Date.parse(since) ? words.stateAhead : "";
  if (text) say(badge, "afterend", "span", "badge badge--watch", text);
}

function sayOver(article) {
  const title = article.querySelector("h1");
  if (!article.querySelector(".badges")) title.insertAdjacentHTML("afterend", '<p class="badges"></p>');
  say(article.querySelector(".badges"), "afterbegin", "span", "badge badge--stop", words.over);
}

/** The number of records, less those that have left; of one page among several it cannot be known. */
function recount(count) {
  const gone = all(".card[data-until]").filter((card) => hidden.has(card)).length;
  const left = Number(count.dataset.count) - gone;
  count.textContent = (left === 1 ? count.dataset.one : count.dataset.many).replace("%(num)s", left);
  if (gone && document.querySelector(".pager")) hide(count);
}

/** At every new minute, and whenever the page comes back to the reader. */
function keepCurrent() {
  catchUp();
  setTimeout(keepCurrent, MINUTE - (Date.now() % MINUTE));
}

async function catchUp() {
  refresh();
  if (await askForNews()) showNotices(believedTime());
}

keepCurrent();
addEventListener("pageshow", ({ persisted }) => persisted && catchUp());
addEventListener("cardsadded", refresh);
document.addEventListener("visibilitychange", catchUp);
