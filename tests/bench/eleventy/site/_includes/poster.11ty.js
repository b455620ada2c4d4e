// The poster of a service point: the point's name and its QR code.
import { page, text } from "./parts.js";

export function render(data) {
  const of = data.params, side = of.side + 8;
  const main = `<article class="poster poster--${of.print}">
<h1>${text(data.title)}</h1>
<p>${text(data.description)}</p>
<svg class="poster__code" viewBox="-4 -4 ${side} ${side}" role="img" aria-label="QR-kod som leder till punktens sida"><path d="${of.code}"/></svg>
</article>`;
  return page({ title: data.title, description: data.description, address: data.page.url, unlisted: true }, "trygghet", main, data);
}
