import { Readable } from "node:stream";
import { exportRecord } from "../../../../server/audit-log/export.ts";
import { filtersOf } from "../../../../server/audit-log/schemas.ts";
import { rest } from "../../../../server/rest.ts";

/** The record as a file of JSON lines; the filters of the list narrow it down. */
export const GET = rest("audit.export", async (ctx, request) => {
  const lines = await exportRecord(ctx, filtersOf(new URL(request.url).searchParams));
  const day = new Date().toISOString().slice(0, 10);
  return new Response(
    Readable.toWeb(Readable.from(lines, { objectMode: false })) as ReadableStream,
    {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": `attachment; filename="audit-${day}.jsonl"`,
        "cache-control": "no-store",
      },
    },
  );
});
