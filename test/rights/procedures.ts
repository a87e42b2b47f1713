import { TRPCError } from "@trpc/server";
import type { Ctx } from "../../server/context.ts";
import { PenstockError } from "../../server/errors.ts";
import { appRouter } from "../../server/router.ts";
import type { Right } from "../../server/rights.ts";
import { createCallerFactory, type RequestContext } from "../../server/trpc.ts";

interface Procedure {
  _def: {
    type: "query" | "mutation" | "subscription";
    meta?: { right?: Right; askedBy?: "verb" };
    inputs: unknown[];
  };
}

/** All procedures there are, by path. */
export const PROCEDURES = Object.entries(
  appRouter._def.procedures as unknown as Record<string, Procedure>,
).map(([path, { _def }]) => ({
  path,
  type: _def.type,
  ...(_def.meta as { right: Right; askedBy?: "verb" }),
}));

const createCaller = createCallerFactory(appRouter);

export interface Outcome {
  /** tRPC's code of a refusal; null where it was answered. */
  refused: string | null;
  message: string;
  /** What was answered, as JSON; of a subscription the first word. */
  shown: string;
}

/** Calls a procedure as its route does. */
export async function call(
  path: string,
  context: Ctx | RequestContext,
  input: unknown,
): Promise<Outcome> {
  const ending = new AbortController();
  let target: unknown = createCaller(context, { signal: ending.signal });
  for (const name of path.split(".")) target = (target as Record<string, unknown>)[name];
  try {
    const answer = await (target as (input: unknown) => Promise<unknown>)(input);
    return { refused: null, message: "", shown: JSON.stringify(await firstOf(answer)) ?? "" };
  } catch (error) {
    if (error instanceof TRPCError)
      return { refused: error.code, message: error.message, shown: error.message };
    // Of a subscription that has begun.
    if (error instanceof PenstockError && error.code === "not-found")
      return { refused: "NOT_FOUND", message: error.message, shown: error.message };
    throw error;
  } finally {
    ending.abort();
  }
}

async function firstOf(answer: unknown): Promise<unknown> {
  if (typeof answer !== "object" || answer === null || !(Symbol.asyncIterator in answer))
    return answer;
  const words = (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  // A run in which nothing happens says nothing.
  const first = await Promise.race([
    words.next(),
    new Promise<null>((resolve) => setTimeout(resolve, 100, null)),
  ]);
  void words.return?.();
  return first?.value;
}
