import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";
import type { Person } from "../person.ts";
import { fill } from "./fill.ts";
import { readRecord } from "./record.ts";
import { SECTIONS, type SectionId } from "./sections.ts";

interface Written extends Record<string, unknown> {
  section: SectionId;
  number: number;
  body: string;
  signed: boolean;
  by: Person;
  at: string;
}

/** The documentation of a model version: what its record says, what people wrote and signed, and every earlier text's place. */
export async function get(ctx: Ctx, { modelVersionId }: { modelVersionId: string }) {
  authorize(ctx, "workspace.read");
  const { db, actor } = ctx;
  const record = await readRecord(db, ctx.artifacts, actor.workspaceId, modelVersionId);
  const written = await db.execute<Written>(sql`
    select s.section, s.number, s.body, s.signed, to_jsonb(s.created_at) #>> '{}' as at,
      jsonb_build_object('id', u.id, 'name', u.name) as by
    from document_section s join "user" u on u.id = s.author
    where s.model_version_id = ${modelVersionId} and s.workspace_id = ${actor.workspaceId}
    order by s.number desc
  `);
  return {
    modelVersionId,
    model: record.model,
    version: record.version,
    sections: SECTIONS.map(({ id, title, asks }) => {
      const texts = written.filter(({ section }) => section === id);
      const newest = texts[0];
      return {
        id,
        title,
        asks,
        filled: fill(id, record),
        body: newest?.body ?? "",
        number: newest?.number ?? 0,
        saved: newest ? { by: newest.by, at: newest.at } : null,
        signed: newest?.signed ? { by: newest.by, at: newest.at } : null,
        history: texts.map(({ number, by, at, signed, body }) => ({
          number,
          by,
          at,
          signed,
          body,
        })),
      };
    }),
  };
}
