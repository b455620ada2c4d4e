// Opening hours at a given moment, from the data that generator/hours.py (as_data) puts in the page.
//
// Two kinds of minutes: a *moment* counts from 1970 for everybody; *local* is what clocks in Sweden show, counted the
// same way, wherever the reader is. They part and meet again in the nights when clocks are changed.

import { isHoliday } from "./holidays.js";

export const MINUTE = 60_000;
/** Minutes of a day on the wall. */
export const DAY = 1440;
/** Days ahead in which to look for the next change. */
const HORIZON = 366;
const MARCH = 2;
const OCTOBER = 9;

/**
 * What clocks in Sweden show at a moment of these years: Central European Time, an hour more in summer (directive
 * 2000/84/EC). Reckoned here, because a browser's own tables take a tenth of a second to open on a cheap phone.
 */
export function localTime(moment) {
  const year = new Date(moment * MINUTE).getUTCFullYear();
  const summer = clockChange(year, MARCH) <= moment && moment < clockChange(year, OCTOBER);
  return moment + (summer ? 120 : 60);
}

/** The last Sunday of a month with 31 days, 01:00 UTC. */
function clockChange(year, month) {
  const last = new Date(Date.UTC(year, month, 31, 1));
  return last / MINUTE - last.getUTCDay() * DAY;
}

/** Whether a time has come: when clocks first show it, or skip it. It does not come again when they are put back. */
function hasCome(local, moment) {
  if (localTime(moment) >= local) return true;
  // By the clocks of the day before and of the day after: both are right, or one; neither for a time that is skipped.
  const [before, after] = [local - DAY, local + DAY].map((near) => local - (localTime(near) - near));
  return moment >= (localTime(before) === local || localTime(after) !== local ? before : after);
}

const dates = new Map();

/** "2026-12-24" for a day counted from 1970. Every place in a list asks of the same few days. */
function iso(day) {
  if (!dates.has(day)) dates.set(day, new Date(day * DAY * MINUTE).toISOString().slice(0, 10));
  return dates.get(day);
}

/**
 * What is empty is not there.
 * @typedef {object} Rule
 * @property {number[]} days ISO weekdays
 * @property {string} [from] "12-24" every year, or "2026-12-24"
 * @property {string} [to]
 * @property {boolean} [holidays]
 * @property {string} state
 * @property {number[][]} spans pairs of minutes after the midnight that begins the day
 * @property {string} [note]
 */
/** @typedef {{state: string, closed_through?: string, otherwise: string, rules: Rule[]}} Hours */

const CLOSED_FOR_NOW = { state: "temporarily_closed", spans: [] };

/**
 * What holds on a day: the last rule that matches it, or what is said of all other days.
 * @param {Hours} hours
 */
export function ruleOn(hours, day) {
  const date = iso(day);
  if (hours.state === "temporarily_closed" && (!hours.closed_through || date <= hours.closed_through)) {
    return CLOSED_FOR_NOW;
  }
  const weekday = ((day + 3) % 7) + 1;
  const matching = hours.rules.filter(
    (rule) => rule.days.includes(weekday) && inPeriod(rule, date) && (!rule.holidays || isHoliday(date)),
  );
  return matching.pop() ?? { state: hours.otherwise, spans: [] };
}

function inPeriod({ from, to }, date) {
  if (!from) return true;
  const day = date.slice(-from.length);
  return from <= to ? from <= day && day <= to : day >= from || day <= to;
}

/** The open times from yesterday on, in local minutes; those that touch are one. */
function* openTimes(hours, today) {
  let open = null;
  for (let day = today - 1; day < today + HORIZON; day++) {
    const rule = ruleOn(hours, day);
    for (const [from, to] of rule.state === "open" ? rule.spans : []) {
      const next = [day * DAY + from, day * DAY + to];
      if (open && next[0] <= open[1]) {
        open[1] = Math.max(open[1], next[1]);
      } else {
        if (open) yield open;
        open = next;
      }
    }
  }
  if (open) yield open;
}

/**
 * The state at a moment, and the local time of the next change: closing if it is open, else opening. No change is
 * known where `change` is null.
 * @param {Hours} hours
 * @returns {{state: string, change: ?number}}
 */
export function statusAt(hours, moment) {
  const today = Math.floor(localTime(moment) / DAY);
  const said = ruleOn(hours, today).state;
  const otherwise = said === "open" ? "closed" : said;
  for (const [opens, closes] of openTimes(hours, today)) {
    if (hasCome(closes, moment)) continue;
    if (!hasCome(opens, moment)) return { state: otherwise, change: opens };
    return { state: "open", change: closes < (today + HORIZON) * DAY ? closes : null };
  }
  return { state: otherwise, change: null };
}

/**
 * Which row of the table tells of a day: the ordinary week comes first, days that are alike in one row, then every
 * exception (hours.py, as_week). None, -1, while it is temporarily closed.
 * @param {Hours} hours
 */
export function rowOn(hours, day) {
  const today = ruleOn(hours, day);
  if (today === CLOSED_FOR_NOW) return -1;
  const ordinary = hours.rules.filter((rule) => !rule.from && !rule.holidays);
  const exceptions = hours.rules.filter((rule) => !ordinary.includes(rule));
  const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => {
    const rule = ordinary.filter(({ days }) => days.includes(weekday)).pop();
    return JSON.stringify(rule ? [rule.spans, rule.state, rule.note ?? ""] : [[], hours.otherwise, ""]);
  });
  let row = 0;
  const rows = week.map((what, at) => (at && what !== week[at - 1] ? ++row : row));
  return exceptions.includes(today) ? row + 1 + exceptions.indexOf(today) : rows[(day + 3) % 7];
}
