// Hosts netlify/functions/auth.mjs on a port of this computer, as Netlify does: a Request in, a Response out.
import { createServer } from "node:http";
import auth from "../netlify/functions/auth.mjs";

createServer(async (asked, answer) => {
  const request = new Request(`http://${asked.headers.host}${asked.url}`, { method: asked.method, headers: asked.headers });
  const response = await auth(request);
  answer.writeHead(response.status, Object.fromEntries(response.headers));
  answer.end(Buffer.from(await response.arrayBuffer()));
}).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
