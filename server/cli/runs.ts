import type { Command } from "commander";
import { RUN_STATUSES } from "../../workflows/core/run-statuses.ts";
import { RUN_STARTS } from "../../workflows/core/run-trigger.ts";
import type { Connection } from "./client.ts";
import { readParams } from "./documents.ts";
import { MOST_LISTED } from "../page.ts";
import { listRuns, type ListRunsOptions } from "./list-runs.ts";
import { oneOf, table, UsageError, when, wholeNumber, type Answer } from "./output.ts";
import { printLogs, showRun, untilStill } from "./run.ts";
import { collect, verb, type Common } from "./verb.ts";

export function addRuns(program: Command): void {
  const runs = program.command("runs").description("what ran and runs");
  verb(
    runs
      .command("list")
      .option("--pipeline <name>")
      .option("--status <state>", RUN_STATUSES.join(", "))
      .option("--how <kind>", `what started it: ${RUN_STARTS.join(", ")}`)
      .option("--by <who>", "who started it: a name or an e-mail address")
      .option("--trigger <trigger>", "its id, or PIPELINE/TRIGGER")
      .option("--since <date>", "for instance 2026-01-31, or 24h for so long ago")
      .option("--until <date>", "up to and with this day, or up to a moment")
      .option("--limit <n>", "how many", "50"),
    (connection, options: Common & ListRunsOptions) => listRuns(connection, options),
  );
  verb(runs.command("show").argument("<id>"), async (connection, id: string) => ({
    ...(await showRun(connection, id)),
    exitCode: 0,
  }));
  verb(
    runs.command("logs").argument("<id>").option("-f, --follow", "go on until the run ends"),
    (connection, id: string, options: Common & { follow?: boolean }) =>
      printLogs(connection, id, options),
  );
  verb(
    runs
      .command("items")
      .argument("<id>")
      .argument("<node>")
      .description("the items of a map")
      .option("--status <state>", "running, waiting, done, failed or cancelled")
      .option("--limit <n>", "how many", "50"),
    async (
      { api },
      id: string,
      node: string,
      { status, limit }: Common & { status?: string; limit: string },
    ) => {
      const found = await api.runs.items.query({
        id,
        node,
        status: oneOf(STATES, "--status", status),
        limit: wholeNumber(limit, "--limit", MOST_LISTED),
      });
      const { counts } = found;
      return {
        json: found,
        lines: [
          `${counts.done} done, ${counts.failed} failed, ${counts.cancelled} cancelled, ${counts.running} running, ${counts.waiting} waiting${counts.total === null ? "" : `, of ${counts.total}`}`,
          ...table(
            ["item", "state", "begins", ""],
            found.items.map((item) => [
              item.index,
              item.status,
              item.label,
              item.error ?? waitOf(item.waits),
            ]),
          ),
        ],
      };
    },
  );
  verb(
    runs.command("pending").argument("<id>").description("which steps wait for a worker"),
    async ({ api }, id: string) => {
      const { pending } = await api.runs.pending.query({ id });
      const rows = pending.map((one) => [
        one.count > 1 ? `${one.node} (${one.count} items)` : one.node,
        one.queue,
        when(one.since),
        one.polled ? "" : "no worker serves this queue",
      ]);
      return { json: pending, lines: table(["step", "queue", "since", ""], rows) };
    },
  );
  verb(runs.command("cancel").argument("<id>"), async ({ api }, id: string) => {
    const { again } = await api.runs.cancel.mutate({ id });
    const line = again
      ? `${id} was being cancelled: what it still does at its end (finally) is cut short too.`
      : `${id} is being cancelled. Steps of its end (finally) still run; cancel it again to cut those short.`;
    return { json: { runId: id, again }, lines: [line] };
  });
  verb(
    runs.command("pause").argument("<id>").description("let nothing new begin"),
    async ({ api }, id: string) => ({
      json: await api.runs.pause.mutate({ id }),
      lines: [`${id} is paused: what runs ends, and nothing new begins.`],
    }),
  );
  verb(runs.command("resume").argument("<id>"), async ({ api }, id: string) => ({
    json: await api.runs.resume.mutate({ id }),
    lines: [`${id} goes on.`],
  }));
  verb(
    runs
      .command("rerun")
      .argument("<id>")
      .description("run again: all of it, what failed, or from a step on")
      .option("--failed", "keep what was done")
      .option("--from <node>", "keep what does not lie behind this step")
      .option("--fresh", "take nothing from the cache")
      .option("--param <k=v>", "a param, or node.config.field", collect, [])
      .option("--wait", "until it ends, or waits for a person"),
    async (connection, id: string, options: RerunOptions) => {
      if (options.failed && options.from !== undefined)
        throw new UsageError("Give either --failed or --from.");
      const { runId } = await connection.api.runs.rerun.mutate({
        id,
        mode: options.failed ? "failed" : options.from === undefined ? "all" : "from",
        from: options.from,
        fresh: options.fresh,
        params: readParams(options.param),
      });
      if (!options.wait) return { json: { runId }, lines: [`Started ${runId}.`] };
      await untilStill(connection, runId);
      return showRun(connection, runId);
    },
  );
  verb(
    runs
      .command("reproduce")
      .argument("<id>")
      .description("run the recorded plan again on the recorded data, and compare")
      .option("--wait", "until it ends, and print how it compares"),
    async (connection, id: string, options: Common & { wait?: boolean }) => {
      const { runId } = await connection.api.runs.reproduce.mutate({ id });
      if (!options.wait)
        return {
          json: { runId },
          lines: [`Started ${runId}; see 'penstock runs reproduction ${runId}'.`],
        };
      await untilStill(connection, runId);
      return showReproduction(connection, runId);
    },
  );
  verb(
    runs
      .command("reproduction")
      .argument("<id>")
      .description("how a reproducing run compares with what it reproduces"),
    showReproduction,
  );
  verb(
    runs.command("compare").argument("<id...>").description("two runs or more, side by side"),
    async ({ api }, ids: string[]) => {
      if (ids.length < 2 || ids.length > MOST_COMPARED || new Set(ids).size < ids.length)
        throw new UsageError(
          `Runs are compared with each other: name from two to ${MOST_COMPARED} of them, each once, as in 'penstock runs compare ${ids[0]} OTHER'. 'penstock runs list' shows them.`,
        );
      const found = await api.runs.compare.query({ ids });
      const rows = [
        ["", "run", ...found.runs.map(({ id }) => id)],
        ["", "state", ...found.runs.map(({ status }) => status)],
        ["", "duration", ...found.runs.map(({ ms }) => (ms === null ? "–" : `${ms / 1_000} s`))],
        ["", "plan", ...found.runs.map(({ planHash }) => planHash.slice(0, 12))],
        ...found.params.map(({ name, values }) => ["params", name, ...values.map(cell)]),
        ...found.nodes.flatMap(({ node, config, outputs, metrics }) => [
          ...config
            .filter(({ same }) => !same)
            .map(({ field, values }) => [node, field, ...values.map(cell)]),
          ...metrics.map(({ name, values }) => [node, name, ...values.map(cell)]),
          ...outputs
            .filter(({ same }) => !same)
            .map(({ port, hashes }) => [
              node,
              `output ${port}`,
              ...hashes.map((hash) => hash?.slice(0, 12) ?? "–"),
            ]),
        ]),
      ];
      const counted = ids.map((_, index) => String(index + 1));
      return { json: found, lines: table(["step", "of", ...counted], rows) };
    },
  );
}

type RerunOptions = Common & {
  failed?: boolean;
  from?: string;
  fresh?: boolean;
  param: string[];
  wait?: boolean;
};

async function showReproduction({ api }: Connection, id: string): Promise<Answer> {
  const found = await api.runs.reproduction.query({ id });
  const pairs = [
    ["code", found.build] as const,
    ["plan", found.planHash] as const,
    ...found.environments.flatMap(({ python, ...one }) => [
      [`environment of ${one.node}`, one] as const,
      ...(python ? [[`Python of ${one.node}`, python] as const] : []),
    ]),
  ].map(
    ([name, { original, reproduction, same }]) =>
      `${name}: ${same ? `the same, ${original}` : `was ${original ?? "not recorded"}, is ${reproduction ?? "not recorded"}`}`,
  );
  const { verdict } = found;
  return {
    json: found,
    lines: [
      `${id} reproduces ${found.of}: ${verdict ?? (found.over ? "nothing was made again" : `still ${found.status}`)}`,
      ...pairs,
      ...table(
        ["step", "output", "type", "verdict", ""],
        found.outputs.map((one) => [one.node, one.port, one.type, one.verdict, one.why]),
      ),
    ],
    exitCode: verdict === "different" || verdict === "missing" ? 1 : 0,
  };
}

function waitOf(waits: { node: string; reason: string | null; event?: string } | null): string {
  if (!waits) return "";
  return `${waits.node}: ${waits.event ? `the event ${waits.event}` : waits.reason}`;
}

const MOST_COMPARED = 8;
const STATES = ["running", "waiting", "done", "failed", "cancelled"] as const;

function cell(value: unknown): string {
  if (value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
