import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a receiver answers to one call. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface Receiver {
  port: number;
  /** `http://localhost:PORT`. */
  url: string;
  received: Received[];
  close: () => Promise<void>;
}

/** A real HTTP server that takes what is posted to it, and answers with the next of the replies, at last with 204. */
export async function startReceiver(replies: (Reply | Promise<Reply>)[] = []): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      void Promise.resolve(replies.shift() ?? { status: 204 }).then(({ status, headers, body }) =>
        response.writeHead(status, headers).end(body),
      );
    });
  });
  // Without a host: on both families, so that every form of address could arrive.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://localhost:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
