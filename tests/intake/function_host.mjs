// Hosts netlify/functions/submit.mjs on a port of this computer, as Netlify does: a Request in, a Response out.
import { createServer } from "node:http";
import submit from "../../netlify/functions/submit.mjs";

createServer(async (asked, answer) => {
  const origin = `http://${asked.headers.host}`;
  const body = asked.method === "POST" ? asked : undefined;
  const request = new Request(origin + asked.url, { method: asked.method, headers: asked.headers, body, duplex: "half" });
  const response = await submit(request, { ip: "198.51.100.7" });
  answer.writeHead(response.status, Object.fromEntries(response.headers));
  answer.end(Buffer.from(await response.arrayBuffer()));
}).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
