// Runs in every page that `bygd serve` shows, and never in a published one: reloads the page when its site has been
// built again, and shows the faults that were found. Everything an author wrote is set as text, never as markup.
(() => {
  "use strict";

  const edition = new URL(document.currentScript.src).searchParams.get("edition");
  // The page that stands in where there is no site lists the faults itself.
  const isBare = document.documentElement.hasAttribute("data-bygd-bare");
  const STYLE = `
    :host { all: initial; }
    details { position: fixed; inset: auto 0 0 0; z-index: 2147483647; box-sizing: border-box; max-height: 70vh;
      overflow: auto; padding: 0.75rem 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #fff; background: #7a1020;
      border-top: 4px solid #ffd9dd; }
    details:not([open]), details.quiet:not([open]) { inset: auto 0.5rem 0.5rem auto; padding: 0.25rem 0.75rem; }
    details.quiet { color: #1b1b1b; background: #fff3cd; border-top-color: #8a6d00; }
    summary { cursor: pointer; font-weight: bold; }
    summary:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
    ul { margin: 0.5rem 0 0; padding-left: 1.25rem; }
    li { margin-bottom: 0.5rem; overflow-wrap: anywhere; }
    code { font: 0.95em ui-monospace, monospace; font-weight: bold; }
    @media print { details { display: none; } }`;

  let events = null;
  let host = null;
  let shown = "[]";

  const element = (name, text = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const place = (problem) => {
    const where = problem.line ? `${problem.path}:${problem.line}` : problem.path;
    return problem.field ? `${where} ${problem.field}` : where;
  };

  const item = (problem) => {
    const made = element("li");
    if (problem.path) made.append(element("code", place(problem)), " ");
    made.append(problem.message);
    return made;
  };

  const panel = (state) => {
    const hasErrors = state.problems.some((problem) => problem.level === "error");
    const made = element("details");
    made.open = hasErrors;
    made.className = hasErrors ? "" : "quiet";
    const list = element("ul");
    list.append(...state.problems.map(item));
    made.append(element("summary", state.title), list);
    return made;
  };

  const show = (state) => {
    if (state.edition !== edition) {
      events.close();
      location.reload();
      return;
    }
    const problems = JSON.stringify(state.problems);
    if (isBare || problems === shown) return;
    shown = problems;
    if (!host) {
      host = element("bygd-problems");
      host.setAttribute("role", "alert");
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      host.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
      document.body.append(host);
    }
    host.shadowRoot.replaceChildren(...(state.problems.length ? [panel(state)] : []));
  };

  // Only a page that is looked at listens: a browser has few connections to one server, whatever the number of tabs.
  const listen = () => {
    if (events) events.close();
    events = null;
    if (document.hidden) return;
    events = new EventSource("/__bygd/events");
    events.onmessage = (event) => show(JSON.parse(event.data));
  };

  document.addEventListener("visibilitychange", listen);
  addEventListener("pageshow", (event) => event.persisted && listen());
  addEventListener("pagehide", () => events && events.close());
  listen();
})();
