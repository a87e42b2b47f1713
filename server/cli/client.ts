import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { formatErrors, type Problem } from "../../workflows/core/problems.ts";
import { loadDotEnv, readEnv } from "../env.ts";
import { readSecrets } from "../home.ts";
import type { AppRouter } from "../router.ts";
import { runningState } from "../start/status.ts";
import { UsageError } from "./output.ts";
import { findFile } from "./read-file.ts";
import { whoMay } from "./who-may.ts";
import { isKey } from "../keys/token.ts";

export interface Connection {
  api: ReturnType<typeof createTRPCClient<AppRouter>>;
  /** Sends a file to the artifact store; answers its `upload:` source and hash. */
  upload: (file: string) => Promise<{ hash: string; fileName: string; source: string }>;
  /** Writes the content with this hash into a new file. */
  download: (hash: string, file: string) => Promise<void>;
  /** Writes what the server answers at a path into a new file. */
  save: (path: string, file: string) => Promise<void>;
}

/** Speaks to the server that `PENSTOCK_URL` and `PENSTOCK_TOKEN` name, or to the one that runs on this machine. */
export function connect({ user }: { user?: string | undefined }): Connection {
  loadDotEnv();
  const { url, token } = address();
  // What no header can hold would be quoted in the error, and this is a secret.
  if (!isHeader(token))
    throw new Error(
      "PENSTOCK_TOKEN is no API key: it holds a space, a line break or another character that none has. Copy the key again.",
    );
  if (user !== undefined && isKey(token))
    throw new UsageError(
      "'--user' is for the one-click sign-in: the API key in PENSTOCK_TOKEN acts as its owner. Leave '--user' out, or take a key of that person.",
    );
  if (user !== undefined && !isHeader(user))
    throw new UsageError(`'--user ${user}' must be the e-mail address of one of the local people.`);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(user ? { "x-penstock-user": user } : {}),
  };
  const api = createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({ url: `${url}/api/trpc`, headers, methodOverride: "POST", fetch: fetchJson }),
    ],
  });
  const save = async (from: string, file: string) => {
    const response = await ask(`${url}${from}`, { headers });
    if (!response.ok || !response.body) {
      const { error, details } = (await response.json().catch(() => ({}))) as Refusal;
      throw new Error(
        error ? `${error}${hint(details)}` : `The server refused ${from} (${response.status}).`,
      );
    }
    if (existsSync(file)) {
      await response.body.cancel();
      throw alreadyThere(file);
    }
    // Under its name stands all of it or nothing.
    const part = `${file}.${randomUUID()}.part`;
    try {
      await pipeline(
        Readable.fromWeb(response.body as ReadableStream),
        createWriteStream(part, { flags: "wx" }),
      ).catch((error: unknown) => {
        throw downloadError(error, file);
      });
      // Somebody may have made it meanwhile.
      if (existsSync(file)) throw alreadyThere(file);
      await rename(part, file);
    } finally {
      await rm(part, { force: true });
    }
  };
  return {
    api,
    upload: async (file) => {
      await findFile(file);
      const response = await fetchJson(`${url}/api/uploads`, {
        method: "POST",
        headers: { ...headers, "x-file-name": encodeURIComponent(path.basename(file)) },
        body: createReadStream(file) as unknown as BodyInit,
        duplex: "half",
      } as RequestInit);
      const body = (await response.json()) as {
        hash: string;
        fileName: string;
        source: string;
      } & Refusal;
      // The route is always there: what does not know it is something else.
      if (response.status === 404) throw new Error(isNotPenstock(url));
      if (!response.ok)
        throw new Error(
          `The upload of ${file} was refused: ${body.error ?? response.status}${hint(body.details)}`,
        );
      return body;
    },
    download: (hash, file) => save(`/api/artifacts/${hash}`, file),
    save,
  };
}

interface Refusal {
  error?: string;
  details?: unknown;
}

/** Under the one-click sign-in, who may do what was refused. */
const hint = (details: unknown) => (isKey(address().token) ? "" : whoMay(details));

const alreadyThere = (file: string) => new Error(`${file} exists: name a new file.`);

/** What the disk says, of the file as it was named; all else is the connection. */
function downloadError(error: unknown, file: string): Error {
  if (error instanceof Error && "syscall" in error) return Object.assign(error, { path: file });
  return new Error(`The download of ${file} broke off: nothing was kept. Try again.`, {
    cause: error,
  });
}

/** As `fetch`; where nobody answers, the error says at which address. */
async function ask(...request: Parameters<typeof fetch>): Promise<Response> {
  try {
    return await fetch(...request);
  } catch (cause) {
    throw isUnanswered(cause) ? new Error(noAnswer(), { cause }) : cause;
  }
}

function noAnswer(): string {
  const { url } = address();
  return process.env["PENSTOCK_URL"]
    ? `The server does not answer at ${url}, the address in PENSTOCK_URL: correct it, or start the server there.`
    : `The server does not answer at ${url}: see 'penstock status', or start it with 'npm start'.`;
}

/** Where something answers in JSON, but not as Penstock's web address does: its serving address, for one. */
const isNotPenstock = (origin: string) =>
  `What answers at ${origin} is not Penstock's web address: see the address in PENSTOCK_URL. Its serving address, for one, only answers predictions.`;

/** As `ask`, of Penstock's own answers; what a proxy or another server answers with a page is said to be that. */
async function fetchJson(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await ask(...request);
  if (response.headers.get("content-type")?.includes("json")) return response;
  const { origin } = new URL(response.url);
  throw new Error(
    `${origin} answered with a page, which Penstock's API does not (status ${response.status}): see the address in PENSTOCK_URL, the proxy before Penstock, and the log of Penstock itself.`,
  );
}

const isHeader = (text: string) => /^[\x21-\x7e]+$/.test(text);

function address(): { url: string; token: string } {
  const { PENSTOCK_URL, PENSTOCK_TOKEN } = process.env;
  if (PENSTOCK_URL) {
    if (!PENSTOCK_TOKEN)
      throw new Error(
        "PENSTOCK_URL is set, but not PENSTOCK_TOKEN: make an API key in the settings of that server and set it.",
      );
    return { url: serverUrl(PENSTOCK_URL), token: PENSTOCK_TOKEN.trim() };
  }
  const { home } = readEnv();
  const url = runningState(home)?.urls.web;
  const secrets = readSecrets(home);
  if (!url || !secrets)
    throw new Error(
      "Penstock does not run on this machine: start it with 'npm start', or set PENSTOCK_URL and PENSTOCK_TOKEN for one elsewhere.",
    );
  return { url, token: secrets.cliToken };
}

/** Not quoted where it is wrong: it may hold a password. */
function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new Error(
      "PENSTOCK_URL must be an address such as https://penstock.example.com, without a name or password in it: PENSTOCK_TOKEN says who asks.",
    );
  return text.trim().replace(/\/+$/, "");
}

/** The sentence of an error, whoever made it. */
export function sentenceOf(error: unknown): string {
  if (error instanceof TRPCClientError) {
    const { response } = (error.meta ?? {}) as { response?: Response };
    if (error.message.startsWith("Unable to transform response") && response)
      return isNotPenstock(new URL(response.url).origin);
    const { details } = (error.data ?? {}) as { details?: { problems?: Problem[] } };
    const problems = Array.isArray(details?.problems) ? details.problems : [];
    return formatErrors(problems) || `${error.message}${hint(details)}`;
  }
  return fileSentence(error) ?? (error instanceof Error ? error.message : String(error));
}

/** What Node says of a file that cannot be opened names no remedy. */
function fileSentence(error: unknown): string | null {
  const { code, syscall, path: at } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (syscall !== "open" && syscall !== "mkdir") return null;
  switch (code) {
    case "ENOENT":
      return `There is nothing at '${at}': correct the path, or make its folder first.`;
    case "EISDIR":
      return `'${at}' is a folder: name a file in it.`;
    case "EACCES":
      return `You may not open '${at}': ask its owner for the right to, or take another place.`;
    default:
      return null;
  }
}

const isUnanswered = (error: unknown) =>
  error instanceof Error && /fetch failed|ECONNREFUSED/.test(`${error.message} ${causeOf(error)}`);

const causeOf = ({ cause }: Error) => (cause instanceof Error ? cause.message : "");
