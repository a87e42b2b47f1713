import path from "node:path";
import type { Profile } from "../../workflows/core/contents/profile.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import type { Column } from "../../workflows/core/tabular/columns.ts";
import { LOAD_DEFAULTS, loadFile } from "../../workflows/core/tabular/load.ts";
import { profileTable } from "../../workflows/core/tabular/profile.ts";
import { duckdbLender } from "../duckdb.ts";
import { PenstockError } from "../errors.ts";
import { readHead } from "./read-head.ts";

/** Columns up to which a version keeps its profile; a profile of thousands does not belong in a row of Postgres. */
const PROFILED = 500;

const lendToInspect = duckdbLender({
  memory: "2GB",
  seconds: 1_800,
  atOnce: 2,
  instead: "split the file, or leave out columns, and upload it again",
});

/**
 * Reads a whole file as a Load step would: rows, columns, profile. A file that such a step would refuse is refused here,
 * with the same sentence; so is one that takes more than the server has for it (`too-large`).
 */
export async function inspect(
  file: string,
  name: string,
  lend = lendToInspect,
): Promise<{ rows: number; columns: Column[]; profile: Profile | null }> {
  try {
    return await lend(`Reading ${name}`, async ({ query, folder }) => {
      const out = path.join(folder, "data.parquet");
      const head = await readHead(file);
      const { rows, columns } = await loadFile(query, { file, name, head, out }, LOAD_DEFAULTS);
      return {
        rows,
        columns: columns.map((column) => ({ name: column.name, type: column.type })),
        profile: columns.length <= PROFILED ? await profileTable(query, out, rows, columns) : null,
      };
    });
  } catch (error) {
    if (error instanceof StepError)
      throw new PenstockError(
        error.type === "transient" ? "unavailable" : "bad-request",
        error.message,
      );
    throw error;
  }
}
