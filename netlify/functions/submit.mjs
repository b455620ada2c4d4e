// Takes forms on the portal's own host, and passes them on. It keeps nothing.
//
// With a receiver (BYGD_RECEIVER) it is a pipe to it: the receiver checks, answers, and sees the sender's address.
// Without one it asks GitHub to run .github/workflows/intake.yml (BYGD_REPOSITORY, BYGD_FORGE_TOKEN, BYGD_FORM_SECRET),
// which checks and opens the proposal. What is private is sealed to the municipality's key (BYGD_FORM_KEY, its public
// half) before it leaves; without a key it goes nowhere.

export const config = { path: "/intake/*" };

const MOST_BYTES = 60_000; // what an event of GitHub holds, with room for its envelope; so it holds no picture
const MOST_PIPED = 350_000; // as generator/intake/limits.py
const MOST_UPLOADED = 5_500_000; // what Netlify lets through to a function
const MOST_NUMBER = 50_000;
const LIFE = 6 * 3600;
const GRACE = 60;
const SLOWEST = 20_000; // milliseconds
const PRIVATE = /^submitter_/;
const OF_THE_FORM = ["nonce", "altcha", "homepage", "change"];
const RECEIPT_SIGNS = "23456789bcdfghjkmnpqrstvwxz";
const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
};

export default async function submit(request, context = {}) {
  const env = process.env;
  if (env.BYGD_RECEIVER) return relay(request, env.BYGD_RECEIVER, context.ip ?? "");
  if (!env.BYGD_FORGE_TOKEN || !env.BYGD_FORM_SECRET) return closed(request, 503);
  const [, , site, form, last] = new URL(request.url).pathname.split("/");
  if (request.method === "GET" && last === "start") return json(await start(env.BYGD_FORM_SECRET, `${site}/${form}`));
  if (request.method !== "POST" || last) return closed(request, 404);
  return dispatch(request, env, site, form);
}

async function relay(request, receiver, address) {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers({ "X-Forwarded-For": address });
  for (const name of ["accept", "content-type", "origin"]) {
    if (request.headers.has(name)) headers.set(name, request.headers.get(name));
  }
  const most = headers.get("content-type")?.startsWith("multipart/form-data") ? MOST_UPLOADED : MOST_PIPED;
  const body = request.method === "POST" ? await limited(request, most) : undefined;
  if (body === null) return closed(request, 413);
  try {
    const options = { method: request.method, headers, body, redirect: "manual", signal: AbortSignal.timeout(SLOWEST) };
    const answer = await fetch(new URL(pathname + search, receiver), options);
    const kept = new Headers(HEADERS);
    for (const name of ["content-type", "content-security-policy", "access-control-allow-origin"]) {
      if (answer.headers.has(name)) kept.set(name, answer.headers.get(name));
    }
    return new Response(answer.body, { status: answer.status, headers: kept });
  } catch {
    return closed(request, 503);
  }
}

async function dispatch(request, env, site, form) {
  if (request.headers.get("origin") !== new URL(request.url).origin) return closed(request, 403);
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? "")) return closed(request, 415);
  const body = await limited(request, MOST_BYTES);
  if (body === null) return closed(request, 413);
  const answers = [...new URLSearchParams(body.toString("utf8"))];
  const sent = Object.fromEntries(answers);
  if (sent.homepage) return json({ receipt: await receiptOf(env.BYGD_FORM_SECRET, crypto.randomUUID()), link: "/" });
  const challenge = await solved(env.BYGD_FORM_SECRET, sent.altcha, `${site}/${form}`);
  if (!challenge) return closed(request, 400);
  // The same solved challenge gives the same receipt, so a form that is sent twice is one proposal.
  const receipt = await receiptOf(env.BYGD_FORM_SECRET, challenge);
  const given = answers.filter(([name, text]) => text && !OF_THE_FORM.includes(name));
  const isPrivate = ([name]) => PRIVATE.test(name) || (name === "email" && sent.email_consent !== "ja");
  const payload = { receipt, site, form, answers: given.filter((answer) => !isPrivate(answer)) };
  try {
    const hidden = Object.fromEntries(given.filter(isPrivate));
    if (env.BYGD_FORM_KEY && Object.keys(hidden).length) payload.sealed = await sealed(hidden, env.BYGD_FORM_KEY);
  } catch {
    return closed(request, 503);
  }
  const taken = await ask(env, { event_type: "bygd-intake", client_payload: payload });
  return taken ? json({ receipt, link: new URL("/anmal/", request.url).href }) : closed(request, 503);
}

/**
 * A box of libsodium's that only the key's private half opens (generator/intake/keys.py), in base64. The library is
 * there only where the build has a key to seal to (netlify/build.sh): a plain import would stop the function elsewhere.
 */
async function sealed(fields, key) {
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  const box = sodium.crypto_box_seal(JSON.stringify(fields), sodium.from_hex(key));
  return sodium.to_base64(box, sodium.base64_variants.ORIGINAL);
}

async function ask(env, body) {
  const api = env.BYGD_FORGE_API ?? "https://api.github.com";
  try {
    const answer = await fetch(`${api}/repos/${env.BYGD_REPOSITORY}/dispatches`, {
      method: "POST",
      headers: {
        Accept: "application/vnd.github+json",
        Authorization: `Bearer ${env.BYGD_FORGE_TOKEN}`,
        "Content-Type": "application/json",
        "X-GitHub-Api-Version": "2022-11-28",
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(SLOWEST),
    });
    return answer.status === 204;
  } catch {
    return false;
  }
}

/** The body, or null where it is longer than it may be. */
async function limited(request, most) {
  if (Number(request.headers.get("content-length") ?? 0) > most) return null;
  const chunks = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

// Proof of work, by the same rules as generator/intake/spam.py.

const encoder = new TextEncoder();

async function start(secret, form) {
  const expires = Math.floor(Date.now() / 1000) + LIFE;
  const unique = hex(crypto.getRandomValues(new Uint8Array(12)));
  const salt = `${unique}?${new URLSearchParams({ expires, form })}&`;
  const number = crypto.getRandomValues(new Uint32Array(1))[0] % MOST_NUMBER;
  const challenge = await digest(salt + number);
  const signature = await sign(secret, challenge);
  return { nonce: unique, photos: false, challenge: { algorithm: "SHA-256", challenge, maxnumber: MOST_NUMBER, salt, signature } };
}

/** The challenge that was solved for this form; empty where it was not, or too long ago. */
async function solved(secret, payload, form) {
  try {
    const { challenge, number, salt, signature } = JSON.parse(atob(payload));
    const asked = new URLSearchParams(salt.split("?")[1]);
    const fresh = Number(asked.get("expires")) + GRACE > Date.now() / 1000 && asked.get("form") === form;
    const right = challenge === (await digest(salt + number)) && signature === (await sign(secret, challenge));
    return fresh && right ? challenge : "";
  } catch {
    return "";
  }
}

async function receiptOf(secret, text) {
  const signed = await sign(secret, `receipt ${text}`);
  const bytes = signed.match(/../g).map((pair) => parseInt(pair, 16));
  const signs = bytes.slice(0, 10).map((byte) => RECEIPT_SIGNS[byte % RECEIPT_SIGNS.length]);
  signs[0] = RECEIPT_SIGNS[8 + (bytes[0] % (RECEIPT_SIGNS.length - 8))];
  return `${signs.slice(0, 5).join("")}-${signs.slice(5).join("")}`;
}

async function digest(text) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))));
}

async function sign(secret, text) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  return hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))));
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function json(value, status = 200) {
  return Response.json(value, { status, headers: HEADERS });
}

const SAID = "Det skickades inte. Det du skrev finns kvar i formuläret: gå tillbaka, försök igen, eller ring oss.";
const SAID_IN_ENGLISH = "It was not sent. What you wrote is still in the form: go back, try again, or call us.";

function closed(request, status) {
  if (request.headers.get("accept")?.startsWith("application/json")) {
    return json({ refused: "closed", text: `${SAID} / ${SAID_IN_ENGLISH}` }, status);
  }
  const page =
    `<!doctype html><html lang="sv"><meta charset="utf-8"><title>Det skickades inte</title><h1>Det skickades inte</h1>` +
    `<p>${SAID}</p><p lang="en">${SAID_IN_ENGLISH}</p><p><a href="/kontakt/">Kontakt / Contact</a></p></html>`;
  return new Response(page, { status, headers: { ...HEADERS, "Content-Type": "text/html; charset=utf-8" } });
}
