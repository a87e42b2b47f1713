import { authorize, type Ctx } from "../context.ts";
import { duckdbLender } from "../duckdb.ts";

interface SqlFunction {
  name: string;
  /** As it is written: `date_trunc(part, timestamp)`. */
  signature: string;
  description: string;
}

const lendToList = duckdbLender({
  memory: "256MB",
  seconds: 20,
  atOnce: 1,
  instead: "try again when the server has less to do",
});

let known: Promise<SqlFunction[]> | null = null;

/** The functions a query may call, as this installation's DuckDB lists them. */
export async function sqlFunctions(ctx: Ctx): Promise<{ items: SqlFunction[] }> {
  authorize(ctx, "workspace.read");
  known ??= listFunctions();
  try {
    return { items: await known };
  } catch (error) {
    known = null;
    throw error;
  }
}

function listFunctions(): Promise<SqlFunction[]> {
  return lendToList("Listing the functions of SQL", async ({ query }) => {
    // Those about the engine itself are refused in a query anyway.
    const rows = await query(`
      SELECT function_name AS name, first(parameters ORDER BY len(parameters)) AS parameters,
        first(description) FILTER (WHERE description <> '') AS description
      FROM duckdb_functions()
      WHERE function_type IN ('scalar', 'aggregate', 'macro')
        AND regexp_full_match(function_name, '[a-z][a-z0-9_]*')
        AND NOT regexp_matches(function_name, '^(duckdb_|pragma_|pg_|has_|current_setting|getenv|getvariable|which_secret|write_log|add_parquet_key|create_sort_key|txid)')
      GROUP BY ALL ORDER BY name`);
    return rows.map(({ name, parameters, description }) => ({
      name: String(name),
      signature: `(${Array.isArray(parameters) ? parameters.join(", ") : ""})`,
      description: typeof description === "string" ? description : "",
    }));
  });
}
