import { setTimeout as sleep } from "node:timers/promises";
import { TRPCClientError } from "@trpc/client";
import { LOCAL_PEOPLE } from "../../db/local-people.ts";
import { connect } from "../../server/cli/client.ts";

type Api = ReturnType<typeof connect>["api"];

/** The people of the local installation, as clients of the web application that do not give up. */
export interface People {
  designer: Api;
  reviewer: Api;
  upload: ReturnType<typeof connect>["upload"];
}

/** @param stack variables of the running stack */
export function people(stack: Record<string, string>): People {
  process.env["PENSTOCK_URL"] = stack["PENSTOCK_WEB_URL"];
  process.env["PENSTOCK_TOKEN"] = stack["PENSTOCK_LOCAL_TOKEN"];
  const designer = connect({ user: LOCAL_PEOPLE.designer.email });
  const reviewer = connect({ user: LOCAL_PEOPLE.reviewer.email });
  return { designer: designer.api, reviewer: reviewer.api, upload: designer.upload };
}

/** Until then something that was killed must be back. */
const PATIENCE_MS = 120_000;

/**
 * Asks again while the server is away or says that something behind it is.
 * @throws the refusal, where it is one; the last answer after two minutes
 */
export async function insist<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isRefusal(error) || Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}

/** True where the server understood and said no; false where it, or Postgres or Temporal behind it, was away. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status = (error.data as { httpStatus?: number } | undefined)?.httpStatus;
  return status !== undefined && status < 500;
}
