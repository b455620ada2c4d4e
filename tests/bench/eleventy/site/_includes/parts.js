// The parts of pages: each takes plain data and gives HTML, as a file of themes/bas/templates/parts does for Bygd.
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;" };
export const text = (value) => String(value ?? "").replace(/[&<>"]/g, (sign) => SIGNS[sign]);
const join = (items, show) => items.map(show).join("\n");
const DAY = new Intl.DateTimeFormat("sv", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const LEAF = new Intl.DateTimeFormat("sv", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

export const icon = (name, icons) => `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${icons[name] ?? ""}"/></svg>`;

export function moment(iso) {
  const day = DAY.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
  return `<time datetime="${iso}">${day}${iso.length > 10 ? ` kl. ${iso.slice(11)}` : ""}</time>`;
}

function leaf(iso) {
  const parts = Object.fromEntries(LEAF.formatToParts(new Date(`${iso.slice(0, 10)}T00:00:00Z`)).map((part) => [part.type, part.value]));
  return `<div class="leaf" aria-hidden="true">${parts.weekday} <b>${parts.day}</b> ${parts.month.replace(".", "")}</div>`;
}

export function page({ title, description, address, head = "", crumbs = [], feeds = [], unlisted = false }, section, main, data) {
  const { frame, portal } = data;
  const around = frame.around[section] ?? frame.around.other;
  const whole = portal.base_url + address;
  return `<!doctype html>
<html lang="sv" data-built="${frame.built}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}${section === "home" ? "" : ` – ${text(portal.title)}`}</title>
<meta name="description" content="${text(description)}">
${unlisted ? '<meta name="robots" content="noindex">' : `<link rel="canonical" href="${whole}">`}
<meta property="og:title" content="${text(title)}">
<meta property="og:description" content="${text(description)}">
<meta property="og:url" content="${whole}">
<meta property="og:site_name" content="${text(portal.title)}">
<meta property="og:locale" content="sv_SE">
<meta property="og:type" content="website">
<link rel="alternate" type="application/atom+xml" title="${text(portal.title)}" href="/feed.xml">
<link rel="alternate" type="application/feed+json" title="${text(portal.title)}" href="/feed.json">
${join(feeds, (feed) => `<link rel="alternate" type="${feed.type}" title="${text(feed.title)}" href="${feed.url}">`)}
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${frame.static}/icon.svg">
<link rel="stylesheet" href="${frame.static}/site.css">
<script type="module" src="${frame.static}/js/now.js"></script>
<link rel="manifest" href="/manifest.webmanifest">
<script type="module" src="${frame.static}/js/offline.js"></script>
${head}
</head>
${around.before}
${crumbs.length ? `<nav class="crumbs" aria-label="Du är här">
<ol>
<li><a href="/">Start</a></li>
${join(crumbs, ([url, name]) => `<li><a href="${url}">${text(name)}</a></li>`)}
</ol>
</nav>` : ""}
${main}
${around.after}
</html>
`;
}

export const badges = (list) => list?.length ? `<p class="badges">
${join(list, (badge) => `<span class="badge badge--${badge.tone}">${text(badge.text)}</span>`)}
</p>` : "";

const attribute = (name, value) => value ? ` ${name}="${text(value)}"` : "";
const cards = new Map();

// A card is made once, however many lists it stands in.
export function card(item, data) {
  if (!cards.has(item)) cards.set(item, made(item, data));
  return cards.get(item);
}

function made(item, { kinds, terms, icons }) {
  const of = item.data.params;
  const facts = kinds[of.kind].card.map((field) => {
    const value = field.widget === "time" ? of.next_start : of[field.name];
    if (!value) return "";
    const shown = field.widget === "time" ? moment(value) : field.widget === "terms" ? text(value.map((id) => terms[field.terms][id]).join(", ")) : text(value);
    return `<span class="fact fact--${field.name}">${shown}</span>\n`;
  });
  return `<li class="card card--${of.kind}${of.variant ? ` card--${of.variant}` : ""}"${attribute("data-until", of.until)}${attribute("data-doubted", of.doubted)}${attribute("data-facets", of.facets?.join(" "))}${attribute("data-days", of.days?.join(" "))}${attribute("data-position", of.position)}${of.brief_hours ? ` data-hours='${of.brief_hours}'` : ""}>
${of.next_start ? leaf(of.next_start) : of.sign ? `<div class="card__sign">${icon(of.sign, icons)}</div>` : ""}
<h3 class="card__heading"><a href="${item.url}">${text(item.data.title)}</a></h3>
<p class="card__facts">
${facts.join("")}</p>
<p class="card__lead">${text(item.data.description)}</p>
${badges(of.badges)}
</li>`;
}

const outside = (value) => `<a href="${text(value.url)}"${value.url.startsWith("http") ? ' rel="nofollow ugc noopener"' : ""}>${text(value.text)}</a>`;
const bullets = (items, show, name = "plain-list") => `<ul class="${name}">\n${join(items, (one) => `<li>${show(one)}</li>`)}\n</ul>\n`;

function hours(value) {
  const row = (name) => ([days, times]) => `<tr${name}><th scope="row">${text(days)}</th><td>${text(times)}</td></tr>`;
  const table = value.rows.length ? `<table class="hours" data-hours="${text(value.data)}">
<tbody>
${join(value.rows, row(""))}
${join(value.exceptions, row(' class="hours__exception"'))}
</tbody>
</table>` : "";
  return `${value.summary ? `<p>${text(value.summary)}</p>` : ""}${table}`;
}

export function value(field, of, section, data) {
  const { terms, icons, collections } = data;
  switch (field.widget) {
    case "terms": {
      const label = (id) => text(terms[field.terms][id]);
      const link = (id) => field.facet && !data.params?.over ? `<a href="/${section}/${field.facet}/${id}/">${label(id)}</a>` : label(id);
      if (field.pictured) return bullets(of, (id) => `${icon(id, icons)} ${label(id)}`, "functions");
      return of.length === 1 ? link(of[0]) : bullets(of, link);
    }
    case "hours": return hours(of);
    case "time": return moment(of);
    case "outside": return outside(of);
    case "list of outside": return bullets(of, outside);
    case "list of text": return bullets(of, text);
    case "record": {
      const url = `/${field.address}/${of}/`;
      return `<a href="${url}">${text(collections.byAddress[0].get(url)?.data.title)}</a>`;
    }
    default: return text(of);
  }
}
