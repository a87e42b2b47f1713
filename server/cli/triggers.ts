import type { Command } from "commander";
import type { TimedTrigger } from "../../workflows/core/triggers.ts";
import { readParams } from "./documents.ts";
import { table, UsageError, when, wholeNumber } from "./output.ts";
import { collect, verb, type Common } from "./verb.ts";
import { isDay } from "../is-day.ts";

const ID = "<id>";
const IDS = "a trigger is named by its id, or as PIPELINE/TRIGGER";

function stateOf(one: {
  paused: boolean;
  cannotFire: string | null;
  lastError: string | null;
}): string {
  if (one.paused) return "paused";
  if (one.cannotFire) return "cannot fire";
  return one.lastError ? "refused" : "on";
}

export function addTriggers(program: Command): void {
  const triggers = program.command("triggers").description(`what starts runs; ${IDS}`);
  verb(
    triggers.command("list").option("--pipeline <name>"),
    async ({ api }, options: Common & { pipeline?: string }) => {
      const { items, notMoved } = await api.triggers.list.query({
        pipeline: options.pipeline,
        limit: 200,
      });
      return {
        json: { items, notMoved },
        lines: [
          ...table(
            ["trigger", "version", "when", "state", "next", "last fired"],
            items.map((one) => [
              `${one.pipeline}/${one.name}`,
              one.version,
              one.sentence,
              stateOf(one),
              when(one.nextAt),
              when(one.lastFiredAt),
            ]),
          ),
          ...notMoved.map(({ pipeline, why }) => `${pipeline}: ${why}`),
        ],
      };
    },
  );
  verb(triggers.command("show").argument(ID), async ({ api }, id: string) => {
    const found = await api.triggers.get.query({ id });
    return {
      json: found,
      lines: [
        `${found.pipeline}/${found.name}  ${found.sentence}  version ${found.version}`,
        ...(found.paused
          ? [
              `paused${found.pausedBy ? ` by ${found.pausedBy.by}, ${when(found.pausedBy.at)}` : ""}: ${found.pauseNote ?? ""}`,
            ]
          : []),
        ...(found.cannotFire ? [`cannot fire: ${found.cannotFire}`] : []),
        ...(found.lastError && found.lastError !== found.cannotFire
          ? [`last refused: ${found.lastError}`]
          : []),
        ...(found.webhook ? [`address: ${found.webhook.path}`] : []),
        ...found.nextTimes.map((at) => `next ${when(at)}`),
        ...(found.clockChange ? [found.clockChange] : []),
        ...table(
          ["fired", "outcome", "run", "state", ""],
          found.firings.map((one) => [
            when(one.at),
            one.outcome,
            one.runId,
            one.runStatus,
            one.detail,
          ]),
        ),
      ],
    };
  });
  verb(
    triggers
      .command("next")
      .argument(ID)
      .option("--count <n>", "how many", "10")
      .description("the coming times, without jitter"),
    async ({ api }, id: string, options: Common & { count: string }) => {
      const { spec } = await api.triggers.get.query({ id });
      if (!["schedule", "interval", "calendar"].includes(spec.type))
        throw new Error(`'${id}' is not started by time.`);
      const next = await api.triggers.nextTimes.query({
        spec: spec as TimedTrigger,
        count: wholeNumber(options.count, "--count", 100),
      });
      return {
        json: next,
        lines: [
          next.sentence,
          ...next.times.map((at) => when(at)),
          ...(next.clockChange ? [next.clockChange] : []),
        ],
      };
    },
  );
  verb(
    triggers
      .command("fire")
      .argument(ID)
      .option("--param <k=v>", "a param's value over the trigger's", collect, [])
      .description("start its run now"),
    async ({ api }, id: string, options: Common & { param: string[] }) => {
      const started = await api.triggers.fire.mutate({ id, params: readParams(options.param) });
      return { json: started, lines: [`Started ${started.runId}.`] };
    },
  );
  verb(
    triggers
      .command("pause")
      .argument(ID)
      .requiredOption("--note <text>", "why; shown beside the trigger"),
    async ({ api }, id: string, { note }: Common & { note: string }) => ({
      json: await api.triggers.pause.mutate({ id, note }),
      lines: [`${id} is paused.`],
    }),
  );
  verb(triggers.command("resume").argument(ID), async ({ api }, id: string) => ({
    json: await api.triggers.resume.mutate({ id }),
    lines: [`${id} goes on.`],
  }));
  verb(
    triggers
      .command("rotate-secret")
      .argument(ID)
      .option(
        "--grace-hours <n>",
        "how long the secret before is still taken; 0 ends that of any",
        "24",
      )
      .description("make a webhook's secret, or a new one; it is printed this once"),
    async ({ api }, id: string, options: Common & { graceHours: string }) => {
      const graceHours = Number(options.graceHours);
      if (Number.isNaN(graceHours)) throw new UsageError("--grace-hours must be a number.");
      const made = await api.triggers.rotateSecret.mutate({ id, graceHours });
      return { json: made, lines: [`address ${made.path}`, `secret  ${made.secret}`] };
    },
  );
  verb(
    triggers
      .command("backfill")
      .argument(ID)
      .requiredOption(
        "--from <time>",
        "a day in the trigger's time zone, or a time in ISO 8601; included",
      )
      .requiredOption(
        "--to <time>",
        "a day in the trigger's time zone, or a time in ISO 8601; included",
      )
      .option("--at-once", "all at once instead of one after the other")
      .option("--missing", "only the times that have had no run")
      .option("--count", "only say how many runs it would start")
      .description("start the runs of a range of time that has passed"),
    async (
      { api },
      id: string,
      options: Common & {
        from: string;
        to: string;
        atOnce?: boolean;
        missing?: boolean;
        count?: boolean;
      },
    ) => {
      const range = {
        id,
        from: momentOrDay(options.from, "--from"),
        to: momentOrDay(options.to, "--to"),
      };
      const found = await api.triggers.backfillCount.query(range);
      const count = found.count - (options.missing ? found.ran : 0);
      if (options.count || count === 0)
        return {
          json: found,
          lines: [
            `${found.count} times lie in this range, ${found.ran} of which have had their run.`,
          ],
        };
      const started = await api.triggers.backfill.mutate({
        ...range,
        count,
        missing: options.missing,
        overlap: options.atOnce ? "allow-all" : "buffer-all",
      });
      return { json: started, lines: [`${started.count} runs are being started.`] };
    },
  );
  verb(
    triggers
      .command("move")
      .argument("<pipeline>")
      .description("move a pipeline's triggers to its newest version, where publishing could not"),
    async ({ api }, pipeline: string) => {
      const moved = await api.triggers.move.mutate({ pipeline });
      return {
        json: moved,
        lines: [moved.why ?? "The triggers are those of the newest version."],
        exitCode: moved.moved ? 0 : 1,
      };
    },
  );
}

/** A day goes as it is: only the server knows the trigger's time zone. */
function momentOrDay(text: string, option: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new UsageError(
      `${option} must be a day such as 2026-03-01, or a time such as 2026-03-01T00:00:00Z, not '${text}'.`,
    );
  return isDay(text) ? text : new Date(at).toISOString();
}
