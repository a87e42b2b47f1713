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

interface Earlier extends Record<string, unknown> {
  section: SectionId;
  version: number;
  body: string;
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
  const earlier = await db.execute<Earlier>(sql`
    select distinct on (s.section) s.section, v.number as version, s.body
    from document_section s join model_version v on v.id = s.model_version_id
    where v.model_id = (select model_id from model_version where id = ${modelVersionId})
      and v.number < ${record.version} and s.workspace_id = ${actor.workspaceId} and s.body <> ''
    order by s.section, v.number desc, s.number desc
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
        /** What was written for a version before, to begin with where nothing is written yet. */
        earlier: newest ? null : earlierOf(earlier, id),
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

function earlierOf(texts: readonly Earlier[], id: SectionId) {
  const found = texts.find(({ section }) => section === id);
  return found ? { version: found.version, body: found.body } : null;
}
