import { sql } from "drizzle-orm";
import type { z } from "zod";
import { authorize, type Ctx } from "../context.ts";
import { readFindings } from "./read-findings.ts";
import type { listInput } from "./schemas.ts";

/** Findings of the workspace, newest first, a page at a time. */
export async function list(
  ctx: Ctx,
  { state, mine, model, version, limit, cursor }: z.output<typeof listInput>,
  now = new Date(),
) {
  authorize(ctx, "workspace.read");
  const wanted = sql.join(
    [
      state === "all"
        ? sql`true`
        : state === "open"
          ? sql`f.closed_at is null`
          : sql`f.closed_at is not null`,
      ...(mine ? [sql`f.owner = ${ctx.actor.userId}`] : []),
      ...(model === undefined ? [] : [sql`m.name = ${model}`]),
      ...(version === undefined ? [] : [sql`v.number = ${version}`]),
    ],
    sql` and `,
  );
  const found = await readFindings(ctx.db, ctx.actor.workspaceId, wanted, now, {
    after: cursor ?? null,
    limit: limit + 1,
  });
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? items.at(-1)!.id : null };
}
