// Logs in to GitHub for the web editor at /admin/, on the portal's own host: no other party sees the key.
//
// The editor opens /admin/auth in a window of its own. That goes on to GitHub, which comes back to /admin/auth/done with
// a code; the code becomes a key, and generator/editor/login.js hands it to the window that asked. Nothing is kept.
// BYGD_GITHUB_ID and BYGD_GITHUB_SECRET: the OAuth app of the municipality, whose callback is /admin/auth/done.
// BYGD_GITHUB: the address of a GitHub of one's own. Only people who may write in the repository get anywhere.

export const config = { path: ["/admin/auth", "/admin/auth/done"] };

const STATE = "__Secure-bygd-login";
const LIFE = 600; // seconds
const SLOWEST = 20_000; // milliseconds
const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Content-Type": "text/html; charset=utf-8",
  "Cross-Origin-Opener-Policy": "unsafe-none",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

export default async function auth(request) {
  const { BYGD_GITHUB_ID: id, BYGD_GITHUB_SECRET: secret, BYGD_GITHUB: github = "https://github.com" } = process.env;
  if (request.method !== "GET") return answer(405, { error: "405" });
  if (!id || !secret) return answer(503, { error: "BYGD_GITHUB_ID, BYGD_GITHUB_SECRET" });
  const url = new URL(request.url);
  return url.pathname.endsWith("/done") ? done(request, url, { id, secret, github }) : begin(url, { id, github });
}

/** To GitHub, with a number that only this browser knows: nobody else's login can be slipped in. */
function begin(url, { id, github }) {
  const state = crypto.randomUUID();
  const asked = { client_id: id, scope: "repo", state, redirect_uri: `${url.origin}/admin/auth/done` };
  const headers = {
    ...HEADERS,
    Location: `${github}/login/oauth/authorize?${new URLSearchParams(asked)}`,
    "Set-Cookie": cookie(state, LIFE),
  };
  return new Response(null, { status: 302, headers });
}

async function done(request, url, { id, secret, github }) {
  const [code, state] = [url.searchParams.get("code"), url.searchParams.get("state")];
  const known = new RegExp(`(?:^|; )${STATE}=([\\w-]+)`).exec(request.headers.get("cookie") ?? "")?.[1];
  if (!code || !state || state !== known) return answer(403, { error: "state" });
  const body = new URLSearchParams({ client_id: id, client_secret: secret, code });
  const options = { method: "POST", headers: { Accept: "application/json" }, body, signal: AbortSignal.timeout(SLOWEST) };
  try {
    const given = await (await fetch(`${github}/login/oauth/access_token`, options)).json();
    if (!given.access_token) return answer(403, { error: given.error ?? "403" });
    return answer(200, { token: given.access_token, provider: "github" });
  } catch {
    return answer(503, { error: "503" });
  }
}

function cookie(value, life) {
  return `${STATE}=${value}; Max-Age=${life}; Path=/admin/auth; HttpOnly; Secure; SameSite=Lax`;
}

/** A page with what came of it, which the script of the site's own hands to the editor. */
function answer(status, result) {
  const told = JSON.stringify(result).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const page = `<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>GitHub</title>
<script src="/admin/login.js" defer></script></head><body data-result="${told}"><p>${result.error ? told : "…"}</p></body></html>`;
  return new Response(page, { status, headers: { ...HEADERS, "Set-Cookie": cookie("", 0) } });
}
