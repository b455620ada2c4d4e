// In the window where one logs in to GitHub (netlify/functions/auth.mjs): hands what came of it to the editor, and to
// nobody else. The editor answers "authorizing:github" from the window that opened this one, on the same host.

"use strict";

(() => {
  const result = JSON.parse(document.body.dataset.result);
  const outcome = result.error ? "error" : "success";
  const told = result.error ? { message: result.error } : result;
  if (!window.opener) return;
  addEventListener("message", ({ origin, source }) => {
    if (origin !== location.origin || source !== window.opener) return;
    window.opener.postMessage(`authorization:github:${outcome}:${JSON.stringify(told)}`, location.origin);
  });
  window.opener.postMessage("authorizing:github", location.origin);
})();
