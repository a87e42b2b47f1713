import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findDeployment } from "./find.ts";

/** What a form needs of the trainer's description of a model. */
const signatureSchema = z.looseObject({
  task: z.enum(["classification", "regression"]),
  target: z.string(),
  classes: z.array(z.union([z.string(), z.number(), z.boolean()])).nullish(),
  inputs: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.enum(["number", "boolean", "category"]),
      onnx: z.enum(["float", "string"]),
      nullable: z.boolean().nullish(),
      integer: z.boolean().nullish(),
      categories: z.array(z.coerce.string()).nullish(),
      min: z.number().nullish(),
      max: z.number().nullish(),
      mean: z.number().nullish(),
      example: z.union([z.string(), z.number(), z.boolean()]).nullish(),
    }),
  ),
});

/** The model in force behind an endpoint, and its inputs, for a form. */
export async function schema(ctx: Ctx, { name }: { name: string }) {
  authorize(ctx, "workspace.read");
  const { id, revision } = await findDeployment(ctx, name);
  const [row] = await ctx.db.execute<{ model: string; version: number; signature: unknown }>(sql`
    select m.name as model, v.number as version, v.signature
    from deployment_revision r
    join model_version v on v.id = r.model_version_id
    join model m on m.id = v.model_id
    where r.deployment_id = ${id} and r.number = ${revision}
  `);
  const parsed = signatureSchema.safeParse(row!.signature);
  if (!parsed.success)
    throw new PenstockError(
      "conflict",
      `${row!.model} version ${row!.version} does not describe its inputs: register it again from a training step.`,
    );
  const { task, target, classes, inputs } = parsed.data;
  return {
    name,
    revision,
    model: row!.model,
    version: row!.version,
    task,
    target,
    classes: classes ?? null,
    inputs: inputs.map((input) => ({
      name: input.name,
      kind: input.kind,
      onnx: input.onnx,
      integer: input.integer ?? false,
      nullable: input.nullable ?? false,
      categories: input.categories ?? null,
      min: input.min ?? null,
      max: input.max ?? null,
      mean: input.mean ?? null,
      example: input.example ?? null,
    })),
  };
}
