import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { z } from "zod";
import { user } from "../../db/schema/auth.ts";
import { pipelineDraft, pipelineVersion } from "../../db/schema/pipelines.ts";
import { blamePart, type Blamed } from "../../workflows/core/blame.ts";
import { diffDocuments } from "../../workflows/core/diff.ts";
import type {
  DocumentNode,
  DocumentWire,
  PipelineDocument,
} from "../../workflows/core/document.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findPipeline, findVersion } from "./find.ts";
import type { blameInput } from "./schemas.ts";

/** When, by whom and why something was set; without a number: in a draft that is not published yet. */
interface Origin {
  version: number | null;
  author: { id: string; name: string };
  at: Date;
  note: string | null;
  commit: string | null;
}

type State = Origin & { node: DocumentNode | null; wires: DocumentWire[] };

interface BlamedField {
  path: string;
  value: unknown;
  before: unknown;
  origin: Origin;
}

/**
 * Of every field of a node (and of the wires into it, as `inputs.PORT`): who set it, when, in which version, and why, for a
 * published version (the newest if none is named) or for the actor's draft. Only the node itself is read of each version.
 */
export async function blame(
  ctx: Ctx,
  { name, node, version, draft }: z.output<typeof blameInput>,
): Promise<{ node: string; added: Origin; fields: BlamedField[]; unset: BlamedField[] }> {
  authorize(ctx, "workspace.read");
  const { id } = await findPipeline(ctx, name);
  const states = await statesOf(ctx, id, node, { version, draft });
  if (!states.at(-1)?.node)
    throw new PenstockError(
      "not-found",
      `'${name}' has no step '${node}' ${draft ? "in your saved draft" : version === undefined ? "in its newest version" : `in version ${version}`}.`,
    );
  await followName(ctx, id, node, states);
  const found = blamePart(states.map(partOf))!;
  const told = ({ state, ...field }: Blamed): BlamedField => ({
    ...field,
    origin: originOf(states[state]!),
  });
  return {
    node,
    added: originOf(states[found.added]!),
    fields: found.fields.map(told),
    unset: found.unset.map(told),
  };
}

async function statesOf(
  ctx: Ctx,
  pipelineId: string,
  node: string,
  { version, draft }: { version?: number | undefined; draft?: boolean | undefined },
): Promise<State[]> {
  const published: State[] = await ctx.db
    .select({
      version: pipelineVersion.number,
      author: { id: user.id, name: user.name },
      at: pipelineVersion.createdAt,
      note: pipelineVersion.note,
      commit: pipelineVersion.commit,
      ...nodeOf(pipelineVersion.document, node),
    })
    .from(pipelineVersion)
    .innerJoin(user, eq(user.id, pipelineVersion.createdBy))
    .where(
      and(
        eq(pipelineVersion.pipelineId, pipelineId),
        ...(version === undefined ? [] : [lte(pipelineVersion.number, version)]),
      ),
    )
    .orderBy(asc(pipelineVersion.number));
  if (!draft) return published;
  const [mine] = await ctx.db
    .select({
      base: pipelineDraft.baseVersion,
      author: { id: user.id, name: user.name },
      at: pipelineDraft.updatedAt,
      ...nodeOf(pipelineDraft.document, node),
    })
    .from(pipelineDraft)
    .innerJoin(user, eq(user.id, pipelineDraft.userId))
    .where(
      and(eq(pipelineDraft.pipelineId, pipelineId), eq(pipelineDraft.userId, ctx.actor.userId)),
    );
  if (!mine) return published;
  const { base, ...state } = mine;
  return [
    ...published.filter((one) => one.version! <= (base ?? 0)),
    { ...state, version: null, note: null, commit: null },
  ];
}

/** The node of that id in a column's document, and the wires into it. */
function nodeOf(
  column: typeof pipelineVersion.document | typeof pipelineDraft.document,
  node: string,
) {
  const names = JSON.stringify({ id: node, end: `${node}.` });
  return {
    node: sql<DocumentNode | null>`jsonb_path_query_first(${column}, '$.nodes[*] ? (@.id == $id)', ${names}::jsonb)`,
    wires: sql<
      DocumentWire[]
    >`(select coalesce(jsonb_agg(w), '[]') from jsonb_path_query(${column}, '$.wires[*]') w where starts_with(w->>'to', ${`${node}.`}))`,
  };
}

/** Where the node came in under a new name, what it was called before goes on with its history. */
async function followName(
  ctx: Ctx,
  pipelineId: string,
  node: string,
  states: State[],
): Promise<void> {
  const added = states.findLastIndex((state) => !state.node) + 1;
  const [before, after] = [states[added - 1], states[added]];
  if (!before || before.version === null || !after) return;
  const documents = await Promise.all(
    [before, after].map(async (state) =>
      state.version === null
        ? draftOf(ctx, pipelineId)
        : (await findVersion(ctx.db, pipelineId, state.version))?.document,
    ),
  );
  const [old, now] = documents as (PipelineDocument | undefined)[];
  const earlier = old && now ? diffDocuments(old, now).renamed[node] : undefined;
  if (earlier === undefined) return;
  const past = await statesOf(ctx, pipelineId, earlier, { version: before.version });
  states.splice(0, added, ...past);
  await followName(ctx, pipelineId, earlier, states);
}

async function draftOf(ctx: Ctx, pipelineId: string) {
  const [found] = await ctx.db
    .select({ document: pipelineDraft.document })
    .from(pipelineDraft)
    .where(
      and(eq(pipelineDraft.pipelineId, pipelineId), eq(pipelineDraft.userId, ctx.actor.userId)),
    );
  return found?.document;
}

function partOf({ node, wires }: State): object | undefined {
  if (!node) return undefined;
  const inputs: Record<string, string> = {};
  for (const { from, to } of wires.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const port = to.slice(to.indexOf(".") + 1);
    inputs[port] = inputs[port] === undefined ? from : `${inputs[port]}, ${from}`;
  }
  const { id: _, ...rest } = node;
  return { ...rest, ...(Object.keys(inputs).length > 0 ? { inputs } : {}) };
}

function originOf({ version, author, at, note, commit }: State): Origin {
  return { version, author, at, note, commit };
}
