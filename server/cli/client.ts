import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { formatErrors, type Problem } from "../../workflows/core/problems.ts";
import { loadDotEnv, readEnv } from "../env.ts";
import { readSecrets } from "../home.ts";
import type { AppRouter } from "../router.ts";
import { runningState } from "../start/status.ts";

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
  const headers = {
    authorization: `Bearer ${token}`,
    ...(user ? { "x-penstock-user": user } : {}),
  };
  const api = createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${url}/api/trpc`, headers, methodOverride: "POST" })],
  });
  const save = async (from: string, file: string) => {
    const response = await fetch(`${url}${from}`, { headers });
    if (!response.ok || !response.body) {
      const { error } = (await response.json().catch(() => ({}))) as { error?: string };
      throw new Error(error ?? `The server refused ${from} (${response.status}).`);
    }
    await writeFile(file, Readable.fromWeb(response.body as ReadableStream), { flag: "wx" }).catch(
      (error: NodeJS.ErrnoException) => {
        throw error.code === "EEXIST" ? new Error(`${file} exists: name a new file.`) : error;
      },
    );
  };
  return {
    api,
    upload: async (file) => {
      const response = await fetch(`${url}/api/uploads`, {
        method: "POST",
        headers: { ...headers, "x-file-name": encodeURIComponent(path.basename(file)) },
        body: createReadStream(file) as unknown as BodyInit,
        duplex: "half",
      } as RequestInit);
      const body = (await response.json()) as {
        hash: string;
        fileName: string;
        source: string;
        error?: string;
      };
      if (!response.ok)
        throw new Error(body.error ?? `The upload of ${file} was refused (${response.status}).`);
      return body;
    },
    download: (hash, file) => save(`/api/artifacts/${hash}`, file),
    save,
  };
}

function address(): { url: string; token: string } {
  const { PENSTOCK_URL, PENSTOCK_TOKEN } = process.env;
  if (PENSTOCK_URL) {
    if (!PENSTOCK_TOKEN)
      throw new Error(
        "PENSTOCK_URL is set, but not PENSTOCK_TOKEN: make an API key in the settings of that server and set it.",
      );
    return { url: PENSTOCK_URL.replace(/\/$/, ""), token: PENSTOCK_TOKEN };
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

/** The sentence of an error, whoever made it. */
export function sentenceOf(error: unknown): string {
  if (error instanceof TRPCClientError) {
    const cause = error.cause?.message ?? "";
    if (/fetch failed|ECONNREFUSED/.test(`${error.message} ${cause}`))
      return "The server does not answer: see 'penstock status', or start it with 'npm start'.";
    const { details } = (error.data ?? {}) as { details?: { problems?: Problem[] } };
    const problems = Array.isArray(details?.problems) ? details.problems : [];
    return formatErrors(problems) || error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
