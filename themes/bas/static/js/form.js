// Enhances a form: one thing at a time, a draft that stays in this browser, a last look, and a receipt in place.
// Without this script the form is one page, and the receiver shows the answers before it takes them.

import { choose, photos } from "./photo.js";
import { solve } from "./work.js";

const form = document.querySelector("form[data-form]");
const words = form.dataset;
const steps = [...form.querySelectorAll(".step")];
const sendRow = form.querySelector(".form__send");
const DRAFT = `anmal:${location.pathname}`;
// Milliseconds after the nonce in which the receiver does not believe that anyone has read the form.
const TOO_EARLY = 3100;
const ASK_AGAIN = ["expired", "forged", "no-work", "used-nonce"];

const where = element("p", "form__where");
const summary = element("div", "error-summary");
const check = element("div", "step");
const next = button(words.next, "submit");
const back = button(words.back, "button", "quiet");
const note = element("p", "form__where", words.draft);
const clear = button(words.clear, "button", "quiet");
summary.tabIndex = -1;
summary.hidden = true;
summary.setAttribute("role", "alert");
where.setAttribute("role", "status");
check.hidden = true;

let at = 0;

/** What the receiver wants to see with the answers: a nonce, and a solved challenge. Asked for once. */
let asked;
function credentials() {
  asked ??= fetch(`${form.action}/start`, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
    .then(async ({ nonce, challenge, photos: welcome = true }) => {
      if (!welcome) leaveOutPhotos();
      const [altcha] = await Promise.all([solve(challenge), new Promise((done) => setTimeout(done, TOO_EARLY))]);
      return { nonce, altcha };
    })
    .catch((fault) => {
      asked = undefined;
      throw fault;
    });
  return asked;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(text, type, className = "") {
  const made = element("button", className, text);
  made.type = type;
  return made;
}

function show(step, focus = true) {
  at = step;
  const last = at === steps.length;
  steps.forEach((one, number) => (one.hidden = number !== at));
  check.hidden = !last;
  if (last) fillCheck();
  back.hidden = at === 0;
  next.textContent = last ? words.send : at === steps.length - 1 ? words.check : words.next;
  where.textContent = words.step.replace("%(now)s", at + 1).replace("%(all)s", steps.length + 1);
  summary.hidden = true;
  if (focus) (last ? check.querySelector("h2") : steps[at].querySelector("input, textarea, select")).focus();
}

/** A question is what has one label or legend: [its box, its title, its name, the texts of its answer]. */
function questions(within = form) {
  return [...within.querySelectorAll(".question")].map((box) => {
    const fields = [...box.querySelectorAll("input, textarea, select")];
    const title = box.querySelector("legend, label");
    return { box, fields, name: fields[0].name, title: bare(title), answers: fields.flatMap(spoken) };
  });
}

function bare(title) {
  return title.firstChild.textContent.trim();
}

function spoken(field) {
  if (field.type === "file") return [...field.files].map((file) => file.name);
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked ? [field.labels[0].textContent.trim()] : [];
  }
  const text = field.tagName === "SELECT" && field.value ? field.selectedOptions[0].textContent : field.value;
  return text.trim() ? [text.trim()] : [];
}

function isRequired({ box }) {
  return !box.querySelector(".optional") && !box.querySelector("input[type=checkbox][value=ja]");
}

function missing(step) {
  return Object.fromEntries(
    questions(step).filter((one) => isRequired(one) && !one.answers.length).map((one) => [one.name, words.missing]),
  );
}

/** Say what is wrong beside each question and in one list that has the focus. */
function complain(errors) {
  for (const old of form.querySelectorAll(".error")) old.remove();
  for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
  const list = document.createElement("ul");
  for (const { box, fields, name, title } of questions()) {
    if (!errors[name]) continue;
    const error = element("p", "error", errors[name]);
    error.id = `${name}-error`;
    fields[0].closest(".choice") && box.tagName === "FIELDSET"
      ? box.querySelector("legend").after(error)
      : fields[0].before(error);
    fields[0].setAttribute("aria-invalid", "true");
    fields[0].setAttribute("aria-describedby", error.id);
    const link = element("a", "", `${title}: ${errors[name]}`);
    link.href = `#${fields[0].id}`;
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  if (!list.children.length) return;
  summary.replaceChildren(element("h2", "", words.wrong), list);
  summary.hidden = false;
  summary.focus();
}

function tell(text) {
  summary.replaceChildren(element("p", "", text));
  summary.hidden = false;
  summary.focus();
}

/** The answers, to look through, and the card as lists will show it. */
function fillCheck() {
  const title = element("h2", "", words.check);
  title.tabIndex = -1;
  const list = element("dl", "answers");
  for (const { box, title: term, answers } of questions()) {
    if (!answers.length) continue;
    const row = element("div", "field");
    const name = element("dt", "", term);
    if (box.closest(".step") === steps.at(-1)) name.append(" ", element("span", "badge badge--watch", words.private));
    const change = button(words.change, "button", "quiet");
    change.setAttribute("aria-label", `${words.change}: ${term}`);
    change.addEventListener("click", () => show(steps.indexOf(box.closest(".step"))));
    const value = element("dd", "", answers.join("\n"));
    row.append(name, value, change);
    list.append(row);
  }
  check.replaceChildren(title, list, ...preview());
}

function preview() {
  const [name, lead] = ["name", "summary"].map((field) => form.elements[field]?.value?.trim());
  if (!name) return [];
  const card = element("div", "card");
  for (const address of photos.values()) {
    const picture = element("img", "sent-photo");
    picture.src = address;
    picture.alt = "";
    card.append(picture);
  }
  card.append(element("p", "card__heading", name), element("p", "card__lead", lead));
  return [element("h3", "", words.preview), card];
}

/** Where nobody can take them, nobody is asked for them. */
function leaveOutPhotos() {
  for (const field of form.querySelectorAll("input[type=file]")) {
    for (const one of [field, form.elements[`${field.name}_text`]]) one.closest(".question").remove();
  }
  photos.clear();
}

// The draft. Nothing about the sender is in it: the browser may be anyone's.

function isKept(field) {
  return field.name && field.type !== "hidden" && field.type !== "file" && !field.closest(".extra") && !field.name.startsWith("submitter_");
}

function keep() {
  const kept = [...form.elements].filter(isKept);
  const draft = kept.map((field) => [field.id, field.type === "checkbox" || field.type === "radio" ? field.checked : field.value]);
  try {
    localStorage.setItem(DRAFT, JSON.stringify(draft.filter(([, value]) => value)));
  } catch {
    note.hidden = true;
  }
}

function restore() {
  let draft = [];
  try {
    draft = JSON.parse(localStorage.getItem(DRAFT) ?? "[]");
  } catch {
    note.hidden = true;
  }
  for (const [id, value] of draft) {
    const field = document.getElementById(id);
    if (!field || !form.contains(field)) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
  }
  const post = new URLSearchParams(location.search).get("post");
  if (post && form.elements.record) form.elements.record.value = post;
}

function forget() {
  try {
    localStorage.removeItem(DRAFT);
  } catch {
    // There was none.
  }
}

async function send(again = true) {
  next.disabled = true;
  next.textContent = words.sending;
  try {
    const answers = new URLSearchParams([...new FormData(form)].filter(([, text]) => typeof text === "string"));
    for (const [name, address] of photos) answers.set(name, address.split(",")[1]);
    for (const [name, value] of Object.entries(await credentials())) answers.set(name, value);
    const answer = await fetch(form.action, { method: "POST", body: answers, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (said.receipt) return thank(said);
    if (said.errors) return correct(said.errors);
    asked = undefined;
    if (again && ASK_AGAIN.includes(said.refused)) return await send(false);
    tell(said.text);
  } catch {
    tell(words.offline);
  } finally {
    next.disabled = false;
    next.textContent = at === steps.length ? words.send : words.next;
  }
}

function correct(errors) {
  const first = questions().find(({ name }) => errors[name]);
  if (!first) return tell(Object.values(errors).join(" "));
  show(steps.indexOf(first.box.closest(".step")), false);
  complain(errors);
}

function thank({ receipt, link }) {
  const copy = questions().map(({ title, answers }) => (answers.length ? `${title}: ${answers.join(", ")}` : ""));
  forget();
  const panel = element("div", "receipt");
  panel.tabIndex = -1;
  panel.setAttribute("role", "status");
  const number = element("p", "", `${words.receipt}: `);
  number.append(element("strong", "", receipt));
  const keepLink = element("p", "", `${words.keep} `);
  const own = element("a", "", link);
  own.href = link;
  keepLink.append(own);
  const save = element("a", "", words.save);
  const text = [words.sent, `${words.receipt}: ${receipt}`, link, "", ...copy.filter(Boolean)].join("\n");
  save.href = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
  save.download = `${receipt}.txt`;
  panel.append(element("h2", "", words.sent), number, keepLink, save);
  form.replaceWith(panel);
  panel.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (at === steps.length) return send();
  const errors = missing(steps[at]);
  complain(errors);
  if (!Object.keys(errors).length) show(at + 1);
});
form.addEventListener("input", keep);
form.addEventListener("change", async ({ target }) => {
  if (target.type === "file" && !(await choose(target))) complain({ [target.name]: words.badPhoto });
});
back.addEventListener("click", () => show(at - 1));
clear.addEventListener("click", () => {
  forget();
  photos.clear();
  form.reset();
  show(0);
});

const row = element("div", "form__steps");
row.append(next, back);
sendRow.replaceWith(check, row, note, clear);
form.prepend(where, summary);
restore();
show(0, false);
credentials().catch(() => {});
