import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { dataset } from "../../db/schema/datasets.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { noDataset } from "./get.ts";
import type { DescribeInput } from "./schemas.ts";

/** Changes what is said of a dataset: what it holds and is for, its licence, how it is classified. Its versions stay. */
export async function describe(ctx: Ctx, input: DescribeInput): Promise<{ name: string }> {
  authorize(ctx, "datasets.write");
  await ctx.db.transaction((tx) => changeFacts(tx, ctx, input));
  return { name: input.name };
}

/** Sets what is given, with an audit row where something is new by it; answers with the dataset's id, its row locked. */
export async function changeFacts(
  tx: Transaction,
  ctx: Ctx,
  { name, ...facts }: DescribeInput,
): Promise<string> {
  const [found] = await tx
    .select()
    .from(dataset)
    .where(and(eq(dataset.workspaceId, ctx.actor.workspaceId), eq(dataset.name, name)))
    .for("update");
  if (!found) throw noDataset(name);
  const changed = Object.entries(facts).filter(
    ([key, value]) => value !== undefined && value !== found[key as keyof typeof facts],
  );
  if (changed.length > 0) {
    await tx.update(dataset).set(Object.fromEntries(changed)).where(eq(dataset.id, found.id));
    await audit(tx, ctx.actor, {
      action: "dataset.update",
      entity: "dataset",
      entityId: found.id,
      before: Object.fromEntries(changed.map(([key]) => [key, found[key as keyof typeof facts]])),
      after: Object.fromEntries(changed),
    });
  }
  return found.id;
}
