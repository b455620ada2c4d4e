// "Save the whole portal" on /offline/: has the service worker fetch and check every file of manifest.json, a few at a
// time, and shows how far it has come. What was saved before a break is not fetched again.

const root = new URL("../../../", import.meta.url);
const area = document.querySelector("[data-save]");
const [button, progress, status] = ["button", "progress", "[role=status]"].map((one) => area.querySelector(one));
const words = area.dataset;
const AT_A_TIME = 20;

function ask(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
  });
}

async function read(path) {
  const response = await fetch(new URL(path, root), { cache: "no-cache" });
  if (!response.ok) throw new Error(path);
  return response.json();
}

/** As the browser wants it, from the hexadecimal form of the manifest. A page is checked by the worker's own rules. */
function integrity(path, digest) {
  if (path.endsWith(".html")) return "";
  return `sha256-${btoa(String.fromCharCode(...digest.match(/../g).map((byte) => parseInt(byte, 16))))}`;
}

async function save(worker, leftOut) {
  const { built, files } = await read("manifest.json");
  const wanted = Object.entries(files)
    .filter(([path]) => !leftOut.some((prefix) => path.startsWith(prefix)))
    .map(([path, digest]) => [path.replace(/(^|\/)index\.html$/, "$1"), integrity(path, digest)]);
  progress.max = wanted.length;
  let missing = 0;
  for (let done = 0; done < wanted.length; done += AT_A_TIME) {
    const { failed } = await ask(worker, { save: wanted.slice(done, done + AT_A_TIME), version: built });
    missing += failed;
    progress.value = done + AT_A_TIME;
    status.textContent = `${Math.floor(100 * progress.position)} %`;
  }
  if (missing) throw new Error(`${missing} files`);
  worker.postMessage({ finish: built });
  return built;
}

async function start() {
  const worker = (await navigator.serviceWorker.ready).active;
  const whole = await read("offline/whole.json");
  const { saved } = await ask(worker, { ask: true });
  button.textContent = `${words.button} (${(whole.bytes / 1e6).toFixed(1).replace(".", words.decimal)} MB)`;
  status.textContent = saved === whole.built ? words.done : saved ? words.older : "";
  area.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    progress.hidden = false;
    await navigator.storage?.persist?.();
    try {
      await save(worker, whole.left_out);
      status.textContent = words.done;
    } catch {
      status.textContent = words.failed;
    }
    progress.hidden = true;
    button.disabled = false;
  });
}

if ("serviceWorker" in navigator) start().catch(() => {});
