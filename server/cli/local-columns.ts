import { existsSync } from "node:fs";
import path from "node:path";
import { flowColumns, type ColumnResolver } from "../../workflows/core/column-flow.ts";
import { documentSchema } from "../../workflows/core/document.ts";
import type { KnownColumns } from "../../workflows/core/known-columns.ts";
import { applyOverrides, splitGiven } from "../../workflows/core/overrides.ts";
import { parseSource } from "../../workflows/core/sources.ts";
import { registry } from "../../workflows/steps/index.ts";
import { bindSql } from "../columns/bind-sql.ts";
import { readColumns } from "../columns/source-columns.ts";

/** What is known of columns without a server: of the files that a document names beside itself, and what is made of them. */
export async function localColumns(
  document: unknown,
  file: string,
  given: Record<string, string>,
): Promise<KnownColumns> {
  const read = documentSchema.safeParse(document);
  if (!read.success) return {};
  const { params, overrides } = splitGiven(given);
  const resolver: ColumnResolver = {
    source: async (source, options) => {
      const parsed = parseSource(source);
      if (parsed.type !== "path") return { unknown: "It lies on a server." };
      const found = path.resolve(path.dirname(file), parsed.path);
      if (existsSync(found)) return readColumns(found, path.basename(found), options);
      return { unknown: `There is no file '${found}': correct the source.`, fault: {} };
    },
    sql: bindSql,
    pinned: async () => ({ unknown: "What it gave lies on a server." }),
  };
  return flowColumns(
    applyOverrides(read.data, overrides, registry).document,
    registry,
    resolver,
    params,
  );
}
