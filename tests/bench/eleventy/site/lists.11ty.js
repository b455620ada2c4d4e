// Every page that lists records, and every page that lists lists.
import { card, page, text } from "./_includes/parts.js";

export const data = {
  pagination: { data: "lists", size: 1, alias: "list", addAllPagesToCollections: false },
  permalink: ({ list }) => `${list.url}index.html`,
  eleventyExcludeFromCollections: true,
};

const counted = ([url, name, count]) => `<li><a href="${url}">${text(name)} <span class="count">${count}</span></a></li>`;

export function render(data) {
  const { list, collections } = data, records = collections.byAddress[0];
  const main = list.links.length ? `<h1>${text(list.title)}</h1>
<ul class="shelves">
${list.links.map(counted).join("\n")}
</ul>` : `<h1>${text(list.title)}</h1>
<p class="lead" data-count="${list.count}">${list.count} i listan</p>
<div class="${list.ways.length ? "with-aside" : ""}">
${list.ways.length ? `<aside class="ways" aria-label="Begränsa listan">
${list.ways.map(([name, title, links]) => `<details class="way way--${name}" data-facet="${name}">
<summary><h2>${text(title)}</h2></summary>
<ul class="way__links">
${links.map(counted).join("\n")}
</ul>
</details>`).join("\n")}
</aside>` : ""}
<div>
<h2 class="visually-hidden">Listan</h2>
<ul class="cards">
${list.records.map((url) => card(records.get(url), data)).join("\n")}
</ul>
${list.pages.length ? `<nav class="pager" aria-label="Listans sidor">
<ol>
${list.pages.map(([url, name]) => `<li><a href="${url}"${url === list.url ? ' aria-current="page"' : ""}>${name}</a></li>`).join("\n")}
</ol>
</nav>` : ""}
</div>
</div>`;
  return page({ title: list.title, description: list.description, address: list.url, crumbs: list.crumbs }, list.section, main, data);
}
