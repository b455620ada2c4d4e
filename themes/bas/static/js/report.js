// On the contact page: which page the reader came to tell about, in words and in the letter they may write.

const about = new URLSearchParams(location.search).get("sida");
const place = document.querySelector("[data-about]");

// Only an address of this very site: anybody may write a link to here.
if (place && /^\/(?:[\w-]+\/)*$/.test(about ?? "")) {
  place.querySelector("span").textContent = about;
  place.hidden = false;
  for (const letter of document.querySelectorAll("main a[href^='mailto:']")) {
    letter.search = `?subject=${encodeURIComponent(`${place.dataset.about} ${about}`)}`;
  }
}
