import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { columnCache } from "../../db/schema/datasets.ts";
import type { Answer } from "../../workflows/core/column-flow.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import type { KnownColumn } from "../../workflows/core/known-columns.ts";
import type { Ctx } from "../context.ts";

/** Counts up when the same content would give other columns. */
const MEANING = 2;
const KEPT = 5_000;

/** Answers given lately, and those being worked out: a document asks for the same thing with each keystroke. */
const lately = new Map<string, Promise<Answer>>();

/**
 * The answer to a question, by the content of everything it follows from. Columns are kept in the database; a fault is kept in
 * this process; what is not known for another reason is asked again.
 */
export function cached(
  { db, actor }: Pick<Ctx, "db" | "actor">,
  question: unknown,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const key = createHash("sha256")
    .update(canonicalJson([MEANING, actor.workspaceId, question]))
    .digest("hex");
  const before = lately.get(key);
  if (before) return before;
  const answer = find(db, key, work);
  lately.set(key, answer);
  const forget = () => lately.delete(key);
  answer.then((found) => ("unknown" in found && !found.fault ? forget() : undefined), forget);
  if (lately.size > KEPT) lately.delete(lately.keys().next().value!);
  return answer;
}

async function find(db: Database, key: string, work: () => Promise<Answer>): Promise<Answer> {
  const [kept] = await db
    .select({ columns: columnCache.columns })
    .from(columnCache)
    .where(eq(columnCache.key, key));
  if (kept) return { columns: kept.columns as KnownColumn[] };
  const answer = await work();
  if ("columns" in answer)
    await db
      .insert(columnCache)
      .values({ key, columns: [...answer.columns] })
      .onConflictDoNothing();
  return answer;
}
