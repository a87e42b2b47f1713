import { z } from "zod";
import { PenstockError } from "../errors.ts";
import { modelName } from "../models/schemas.ts";

const params = z.object({ name: modelName, version: z.coerce.number().pipe(z.int32().min(1)) });

/** A model version as a route names it. */
export function namedVersion(given: unknown): { name: string; number: number } {
  const { success, data } = params.safeParse(given);
  if (!success) throw new PenstockError("not-found", "There is no such model version.");
  return { name: data.name, number: data.version };
}
