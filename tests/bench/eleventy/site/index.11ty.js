// The front page: the ways into everything, and what is on soon.
import { card, page, text } from "./_includes/parts.js";

export const data = { permalink: "/index.html", eleventyExcludeFromCollections: true };

export function render(data) {
  const homes = data.lists.filter((list) => list.ways.length && list.url.split("/").length === 3);
  const main = `<h1>${text(data.portal.title)}</h1>
${homes.map((list) => `<section class="section">
<h2><a href="${list.url}">${text(list.title)} <span class="count">${list.count}</span></a></h2>
<ul class="cards">
${list.records.slice(0, 10).map((url) => card(data.collections.byAddress[0].get(url), data)).join("\n")}
</ul>
</section>`).join("\n")}`;
  return page({ title: data.portal.title, description: "", address: "/" }, "home", main, data);
}
