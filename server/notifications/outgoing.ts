import dns from "node:dns";
import http from "node:http";
import https from "node:https";
import { BlockList, isIPv6, type LookupFunction, type Socket } from "node:net";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";
import { StepError } from "../../workflows/core/step-error.ts";
import { isAllowedHost } from "./allowed-hosts.ts";

/** How much of an answer is read, in bytes; the rest is never asked for. */
const MAX_ANSWER_BYTES = 4_096;

/** IPv4 addresses in IPv6's oldest form, `::127.0.0.1`, which request-filtering-agent takes for outer ones. */
const COMPATIBLE = new BlockList();
COMPATIBLE.addSubnet("::", 96, "ipv6");

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Its beginning. */
  body: string;
}

/**
 * Posts to an address outside this network. An address inside it (loopback, private, link-local, a cloud's metadata, by
 * name, number or IPv6 form) is refused when the connection is made, so that no name can be changed in between, unless
 * PENSTOCK_ALLOW_HOSTS names it. Redirects are answers like any other: none is followed.
 * @throws StepError `not-allowed` for an inner address, `transient` where no answer came
 */
export async function post(
  url: URL,
  options: {
    headers: Record<string, string>;
    body: string;
    timeoutMs: number;
    signal: AbortSignal;
  },
): Promise<Answer> {
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:")
    throw new StepError(
      "bad-config",
      `Messages go to addresses that begin with https:// or http://, not with ${url.protocol}.`,
    );
  const allowed = isAllowedHost(url.hostname, Number(url.port) || (secure ? 443 : 80));
  const agent = secure
    ? new (allowed ? https.Agent : RequestFilteringHttpsAgent)({ keepAlive: false })
    : new (allowed ? http.Agent : RequestFilteringHttpAgent)({ keepAlive: false });
  const late = AbortSignal.timeout(options.timeoutMs);
  try {
    if (!allowed) refuseCompatible(url.hostname.replace(/^\[|\]$/g, ""));
    return await new Promise<Answer>((resolve, reject) => {
      const request = (secure ? https : http).request(url, {
        method: "POST",
        agent,
        ...(allowed ? {} : { lookup }),
        headers: { "user-agent": "Penstock", ...options.headers },
        signal: AbortSignal.any([options.signal, late]),
      });
      request.once("error", reject);
      request.once("response", (response) => {
        readBeginning(response).then(
          (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          reject,
        );
      });
      request.end(options.body);
    });
  } catch (error) {
    options.signal.throwIfAborted();
    throw connectionError(error, url.host, late.aborted ? options.timeoutMs : null);
  } finally {
    agent.destroy();
  }
}

/** A connection of the same guard, for other protocols than HTTP. */
export function connect(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const allowed = isAllowedHost(host, port);
    if (!allowed) refuseCompatible(host);
    const agent = new (allowed ? http.Agent : RequestFilteringHttpAgent)();
    const guard = allowed ? {} : { lookup };
    const socket = agent.createConnection({ host, port, ...guard }) as Socket;
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** @throws Error in the words of request-filtering-agent */
function refuseCompatible(address: string): void {
  if (isIPv6(address) && COMPATIBLE.check(address, "ipv6"))
    throw new Error(`${address} is not allowed. Because, It is an IPv4 address.`);
}

/** As `dns.lookup`; the agents look at what it finds as well. */
const lookup: LookupFunction = (name, options, done) =>
  dns.lookup(name, options, (error, found, family) => {
    try {
      for (const one of error ? [] : [found].flat())
        refuseCompatible(typeof one === "string" ? one : one.address);
      done(error, found, family);
    } catch (refusal) {
      done(refusal as Error, found, family);
    }
  });

/** What a failed connection says to people. */
export function connectionError(error: unknown, host: string, timeoutMs: number | null): StepError {
  if (timeoutMs !== null)
    return new StepError("transient", `${host} gave no answer within ${timeoutMs / 1_000} s.`);
  const { message, code } = error as NodeJS.ErrnoException;
  // The words of request-filtering-agent, which gives its refusals no code.
  if (code === undefined && /is not allowed\. Because/.test(message))
    return new StepError(
      "not-allowed",
      `${host} is an address inside this network, where messages are not sent: give one outside, or name the host in PENSTOCK_ALLOW_HOSTS on the server.`,
    );
  if (code === "ENOTFOUND")
    return new StepError(
      "transient",
      `There is no host of the name ${host}: correct the address, or wait until its name is known.`,
    );
  return new StepError(
    "transient",
    `${host} could not be reached (${message || code}): see whether it is up and the address is right.`,
  );
}

async function readBeginning(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop destroys the connection.
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString("utf8");
}
