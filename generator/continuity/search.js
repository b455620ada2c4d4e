// Searches a copy of the portal that is opened from a disk. A plain script: a page that is a file can load no module
// and ask nobody. The index stands beside it, as window.bygdIndex (generator/continuity/portable.py).

(() => {
  const form = document.querySelector("[data-search]");
  const status = document.querySelector("[data-search-status]");
  const results = document.querySelector("[data-search-results]");
  if (!form || !window.bygdIndex) return;
  const input = form.querySelector("input[type=search]");
  const language = document.documentElement.lang;
  const root = document.currentScript.src.replace(/static\/[^/]*\/js\/[^/]*$/, "");
  const MOST = 50;

  const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const pages = window.bygdIndex.filter((page) => page.language === language);

  /** How well a page answers: every word must begin one of its words; a word of its title counts more. */
  function score(page, asked) {
    const title = wordsOf(page.title);
    const words = page.words.split(" ");
    let sum = 0;
    for (const word of asked) {
      if (title.some((one) => one.startsWith(word))) sum += 3;
      else if (words.some((one) => one.startsWith(word))) sum += 1;
      else return 0;
    }
    return sum;
  }

  function search() {
    const asked = wordsOf(input.value);
    const found = pages
      .map((page) => ({ page, points: asked.length ? score(page, asked) : 0 }))
      .filter(({ points }) => points)
      .sort((one, other) => other.points - one.points || one.page.title.localeCompare(other.page.title, "sv"));
    results.replaceChildren(...found.slice(0, MOST).map(({ page }) => card(page)));
    if (!asked.length) status.textContent = "";
    else if (found.length) status.textContent = `${status.dataset.found} ${found.length}`;
    else status.textContent = `${status.dataset.none} “${input.value.trim()}”.`;
  }

  function card(page) {
    const item = element("li", "card");
    const heading = element("h2", "card__heading");
    const link = element("a", "", page.title);
    link.href = root + page.url;
    heading.append(link);
    item.append(heading, element("p", "card__facts", page.kind), element("p", "card__lead", page.lead));
    return item;
  }

  function element(name, className, text = "") {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  input.addEventListener("input", search);
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  search();
})();
