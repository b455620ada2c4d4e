// A little work that costs one person a moment, and whoever sends a million forms a lot (ALTCHA).

const encoder = new TextEncoder();

async function digest(algorithm, text) {
  const bytes = new Uint8Array(await crypto.subtle.digest(algorithm, encoder.encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const AT_ONCE = 200;

/** Find the number whose digest with the salt is the challenge; what the receiver wants to see of it. */
export async function solve({ algorithm, challenge, maxnumber, salt, signature }) {
  for (let first = 0; first <= maxnumber; first += AT_ONCE) {
    const tried = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, more) => digest(algorithm, salt + (first + more))),
    );
    const found = tried.indexOf(challenge);
    if (found >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: first + found, salt, signature }));
  }
  throw new Error("no number solves the challenge");
}
