// The page of a record: its fields by group, as data says.
import { badges, moment, page, text, value } from "./parts.js";

export function render(data) {
  const of = data.params, kind = data.kinds[of.kind], section = data.section;
  const fields = (group) => group.fields.filter((field) => of[field.name]).map((field) =>
    `<div class="field field--${field.name}"><dt>${field.title}</dt> <dd>${value(field, of[field.name], section, data)}</dd></div>\n`).join("");
  const groups = (list, name) => list.map((group) => [group, fields(group)]).filter(([, shown]) => shown).map(([group, shown]) =>
    `<section class="${name} group--${group.name}" aria-labelledby="g-${group.name}">
<h2 id="g-${group.name}">${group.title}</h2>
<dl>
${shown}</dl>
${group.name === "where" && of.outside_map ? `<p><a href="${text(of.outside_map)}" rel="nofollow ugc noopener">Visa på OpenStreetMap</a></p>` : ""}
</section>`).join("\n");
  const main = `<article class="record record--${kind.name}"${of.doubted ? ` data-doubted="${of.doubted}"` : ""} data-pagefind-body>
<header>
<h1 data-pagefind-meta="title">${text(data.title)}</h1>
${badges(of.badges)}
<p class="lead" data-pagefind-meta="lead">${text(data.description)}</p>
</header>
<div class="columns">
<div class="beside">
${groups(kind.beside, "panel")}
</div>
<div>
<div class="text">${data.content}</div>
${of.times ? `<section aria-labelledby="tider"><h2 id="tider">Kommande tider</h2>
<ul class="times">
${of.times.map((time) => `<li>${moment(time)}</li>`).join("\n")}
</ul>
</section>` : ""}
${groups(kind.below, "group")}
</div>
</div>
<p class="checked" data-pagefind-ignore>Kontrollerad ${moment(of.assured_date)} · ${text(of.assured_by)}</p>
<div hidden data-pagefind-meta="sokord:${text(of.words)}"></div>
<div hidden data-pagefind-meta="kind:${kind.plural}"></div>
${of.search_facets.map((facet) => `<div hidden data-pagefind-meta="${text(facet)}"></div>`).join("\n")}
</article>
<p class="report"><a href="/anmal/rattelse/?post=${data.page.url}">Är något fel? Föreslå en rättelse</a></p>`;
  return page({
    title: data.title, description: data.description, address: data.page.url, feeds: of.feeds,
    head: `<script type="application/ld+json">${of.structured.replaceAll("<", "\\u003c")}</script>`,
    crumbs: [[`/${section}/`, kind.plural]],
  }, section, main, data);
}
