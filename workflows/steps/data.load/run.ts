import { open } from "node:fs/promises";
import { join } from "node:path";
import { implement } from "../../core/define-step.ts";
import { datasetMeta } from "../../core/tabular/columns.ts";
import { HEAD_BYTES, loadFile } from "../../core/tabular/load.ts";
import { profileTable } from "../../core/tabular/profile.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import { step } from "./step.ts";

export default implement(step, async ({ config, ctx }) => {
  const { file, name, origin } = await ctx.source(config.source);
  const head = await readHead(file);
  const out = join(ctx.tmp, "data.parquet");
  return withDuckdb(ctx, async ({ query }) => {
    ctx.progress(0, 100, `Reading ${name}`);
    const { rows, columns, notes } = await loadFile(query, { file, name, head, out }, config);
    ctx.log("info", `Read ${rows} rows and ${columns.length} columns from ${name}.`);
    for (const note of notes) ctx.log("warn", note);
    ctx.progress(50, 100, "Profiling columns");
    const profile = await profileTable(query, out, rows, columns, (done) =>
      ctx.progress(50 + Math.round((50 * done) / columns.length), 100, "Profiling columns"),
    );
    return {
      data: await ctx.artifacts.putFile(out, {
        type: "dataset",
        meta: { ...datasetMeta(rows, columns), origin },
      }),
      profile: await ctx.artifacts.putJson(profile, {
        type: "profile",
        meta: { rows, columnCount: columns.length },
      }),
    };
  });
});

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
