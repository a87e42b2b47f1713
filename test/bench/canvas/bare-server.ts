import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { graphOf } from "./graph.ts";

/**
 * Serves the bare page: `/?size=N&width=W&height=H` draws the graph of N nodes in a box of that size, all of it or, with
 * `&x=X&y=Y&zoom=Z`, what this view shows.
 */
export async function startBareServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./bare-flow.tsx", import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    outdir: "out",
    write: false,
  });
  const file = (extension: string) =>
    outputFiles.find(({ path }) => path.endsWith(extension))!.contents;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const number = (name: string) => Number(searchParams.get(name)) || 0;
    const send = (type: string, body: string | Uint8Array) =>
      response.writeHead(200, { "content-type": type }).end(body);
    if (pathname === "/bare.js") send("text/javascript", file(".js"));
    else if (pathname === "/bare.css") send("text/css", file(".css"));
    else if (pathname === "/graph.json")
      send("application/json", JSON.stringify(graphOf(number("size"))));
    else
      send(
        "text/html",
        `<!doctype html><title>Bare</title><link rel="stylesheet" href="bare.css"><body style="margin:0">
        <div id="root" style="width:${number("width")}px;height:${number("height")}px"></div>
        <script type="module" src="bare.js"></script></body>`,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
