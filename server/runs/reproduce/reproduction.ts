import { sql } from "drizzle-orm";
import type { ArtifactRef, Outputs } from "../../../workflows/core/artifact.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import { authorize, type Ctx } from "../../context.ts";
import { duckdbLender } from "../../duckdb.ts";
import { PenstockError } from "../../errors.ts";
import { findRun } from "../find.ts";
import { endedSteps, type Ended } from "../pins.ts";
import { compareArtifacts, VERDICTS, type Comparer } from "./compare-artifacts.ts";
import { pinnedIn } from "./not-repeated.ts";

const lendToCompare = duckdbLender({
  memory: "2GB",
  seconds: 300,
  atOnce: 2,
  instead: "compare what matters to you on the pages of both runs",
});

const ALL_VERDICTS = [...VERDICTS, "missing"] as const;

interface Reproduced {
  node: string;
  port: string;
  type: string;
  verdict: (typeof ALL_VERDICTS)[number] | "not-repeated";
  why: string | null;
  original: ArtifactRef | null;
  reproduction: ArtifactRef | null;
}

/** A run and its reproduction. */
interface Both {
  before: ReadonlyMap<string, Ended>;
  after: ReadonlyMap<string, Ended>;
  /** The plan's nodes in the reproduction. */
  repeated: ReadonlyMap<string, PlanNode>;
  /** Pinned by the document. */
  given: ReadonlySet<string>;
}

/** How a reproducing run compares with what it reproduces, output by output, and whether both ran the same code. */
export async function reproduction(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "workspace.read");
  const made = await findRun(ctx, id);
  const of = made.trigger.type === "reproduce" ? made.trigger.of : null;
  if (of === null)
    throw new PenstockError(
      "bad-request",
      `The run '${id}' reproduces no other: start one with 'reproduce' first.`,
    );
  const original = await findRun(ctx, of);
  const both: Both = {
    before: await endedSteps(ctx, of),
    after: await endedSteps(ctx, id),
    repeated: new Map(made.plan.nodes.map((node) => [node.id, node])),
    given: pinnedIn(original.document),
  };
  const { nodes } = original.plan;
  const outputs = await lendToCompare("Comparing the outputs of both runs", async ({ query }) => {
    const comparer = { artifacts: ctx.artifacts, query, counterparts: new Map() };
    const found: Reproduced[] = [];
    for (const node of nodes) found.push(...(await compareNode(comparer, node, both)));
    return found;
  });
  const over = made.finishedAt !== null;
  const verdicts = outputs.map(({ verdict }) => verdict);
  return {
    run: id,
    of,
    status: made.status,
    over,
    verdict: over
      ? (ALL_VERDICTS.toReversed().find((one) => verdicts.includes(one)) ?? null)
      : null,
    build: pair(original.build, made.build),
    planHash: pair(original.planHash, made.planHash),
    environments: await environments(ctx, nodes, of, id),
    outputs,
  };
}

async function compareNode(
  comparer: Comparer,
  { id: node, pinned }: PlanNode,
  { before, after, repeated: all, given }: Both,
): Promise<Reproduced[]> {
  const repeated = all.get(node);
  const from: Outputs = before.get(node)?.pin?.outputs ?? {};
  const to: Outputs = after.get(node)?.pin?.outputs ?? {};
  const found: Reproduced[] = [];
  for (const port of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [original, reproduced] = [from[port] ?? null, to[port] ?? null];
    const row = { node, port, type: (original ?? reproduced)!.type };
    const refs = { original, reproduction: reproduced };
    if (!repeated || repeated.pinned)
      found.push({
        ...row,
        verdict: "not-repeated",
        why: given.has(node)
          ? `pinned, not repeated: the pipeline takes what ${pinned?.run} gave`
          : "what it gave then stands in for it",
        ...refs,
      });
    else if (!original || !reproduced)
      found.push({
        ...row,
        verdict: "missing",
        why: whyMissing(original, after.get(node)),
        ...refs,
      });
    else
      found.push({ ...row, ...(await compareArtifacts(comparer, original, reproduced)), ...refs });
  }
  return found;
}

function whyMissing(original: ArtifactRef | null, ended: Ended | undefined): string {
  if (!original) return "it was not there in the original";
  return ended ? `the step is ${ended.status} in the reproduction` : "the step did not run";
}

/** With what each training was made, those of a map's items too: the lock file, and the Python where both recorded theirs. */
async function environments(ctx: Ctx, nodes: readonly PlanNode[], original: string, made: string) {
  const rows = await ctx.db.execute<
    { node: string } & Record<"original" | "made" | "originalPython" | "madePython", string | null>
  >(
    sql`
    select node, string_agg(distinct lock, ', ') filter (where run_id = ${original}) as original,
      string_agg(distinct lock, ', ') filter (where run_id = ${made}) as made,
      string_agg(distinct python, ', ') filter (where run_id = ${original}) as "originalPython",
      string_agg(distinct python, ', ') filter (where run_id = ${made}) as "madePython"
    from (
      select s.run_id, s.node, output.value -> 'meta' ->> 'environment' as lock,
        output.value -> 'meta' ->> 'python' as python
      from step_run s, jsonb_each(s.outputs) as output
      where s.run_id in (${original}, ${made}) and s.status = 'done' and s.kind like 'train.%'
    ) as trained
    group by node having bool_or(run_id = ${original})`,
  );
  const found = new Map(rows.map((row) => [row.node, row]));
  return nodes
    .flatMap((node) => [node, ...(node.map?.body ?? [])])
    .flatMap(({ id }) => found.get(id) ?? [])
    .map((row) => {
      const lock = pair(row.original, row.made);
      const { originalPython, madePython } = row;
      const python = originalPython && madePython ? pair(originalPython, madePython) : null;
      return { node: row.node, ...lock, same: lock.same && python?.same !== false, python };
    });
}

function pair(original: string | null, made: string | null) {
  return { original, reproduction: made, same: original !== null && original === made };
}
