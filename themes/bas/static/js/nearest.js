// "Nearest to me": orders a list of places by their distance from the reader. The position never leaves the browser.

const list = document.querySelector("[data-narrow]");
const words = list.dataset;
const EARTH = 6371;

const button = Object.assign(document.createElement("button"), {
  type: "button",
  className: "tool",
  textContent: words.nearest,
});
const status = Object.assign(document.createElement("span"), { role: "status" });
if ("geolocation" in navigator) document.querySelector("[data-quick]").append(button, status);

/** Kilometres along the ground between two points in degrees. */
function distance([lat, lon], [otherLat, otherLon]) {
  const radians = Math.PI / 180;
  const up = Math.sin(((otherLat - lat) * radians) / 2) ** 2;
  const across = Math.sin(((otherLon - lon) * radians) / 2) ** 2;
  const share = up + Math.cos(lat * radians) * Math.cos(otherLat * radians) * across;
  return 2 * EARTH * Math.asin(Math.sqrt(share));
}

function order(here) {
  const cards = [...list.children].map((card) => {
    const there = card.dataset.position?.split(" ").map(Number);
    return { card, away: there ? distance(here, there) : Infinity };
  });
  cards.sort((one, other) => one.away - other.away);
  for (const { card, away } of cards) if (away < Infinity) tell(card, away);
  list.replaceChildren(...cards.map(({ card }) => card));
}

function tell(card, away) {
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: away < 10 ? 1 : 2 });
  const place = card.querySelector(".distance") ?? document.createElement("span");
  place.className = "fact distance";
  place.textContent = words.away.replace("%(km)s", number.format(Math.max(away, 0.1)));
  card.querySelector(".card__facts").prepend(place);
}

button.addEventListener("click", () => {
  status.textContent = words.asking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      order([coords.latitude, coords.longitude]);
      status.textContent = words.ordered;
    },
    () => (status.textContent = words.unknown),
    { timeout: 10_000, maximumAge: 300_000 },
  );
});
