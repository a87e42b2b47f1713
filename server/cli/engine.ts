import type { Command } from "commander";
import { MOST_AT_ONCE, setInput } from "../limits/schemas.ts";
import { plural } from "../../workflows/core/plural.ts";
import { table, UsageError, when, wholeNumber } from "./output.ts";
import { verb, type Common } from "./verb.ts";

export function addWorkers(program: Command): void {
  verb(
    program.command("workers").description("who runs steps, and what waits on which queue"),
    async ({ api }) => {
      const found = await api.workers.list.query();
      const workers = found.workers.map((one) => [
        one.host,
        one.pid,
        one.queues.map((queue) => `${queue} (${one.slots[queue] ?? "?"})`).join(", "),
        one.devices.join(", "),
        one.version,
        one.alive ? when(one.startedAt) : `gone since ${when(one.seenAt)}`,
      ]);
      const queues = found.queues.map((one) => [
        one.queue,
        one.workers === 0 ? "none" : one.workers,
        one.running,
        one.backlog ?? "?",
        one.backlogAgeMs ? `${Math.round(one.backlogAgeMs / 1_000)} s` : "",
        one.pipelines.join(", "),
      ]);
      return {
        json: found,
        lines: [
          ...table(["host", "pid", "queues (slots)", "devices", "version", "since"], workers),
          "",
          ...table(["queue", "workers", "running", "waiting", "oldest", "pipelines"], queues),
        ],
      };
    },
  );
}

export function addLimits(program: Command): void {
  const limits = program
    .command("limits")
    .description("how many runs or steps go on at once: workspace, queue:NAME, key:NAME");
  verb(limits.command("list"), async ({ api }) => {
    const { items } = await api.limits.list.query();
    return {
      json: items,
      lines: table(
        ["key", "limit", "held", "waiting", "set"],
        items.map((one) => [
          one.key,
          one.limit,
          one.held,
          one.waiting,
          one.own ? "here" : "by a pipeline",
        ]),
      ),
    };
  });
  verb(
    limits.command("set").argument("<key>").argument("<limit>"),
    async ({ api }, key: string, limit: string) => {
      if (!setInput.shape.key.safeParse(key).success)
        throw new UsageError(
          `'${key}' names nothing that has a limit: give workspace (its runs), queue:NAME or key:NAME (steps on a queue, or with a concurrency key). How many runs of a pipeline go on at once its document says.`,
        );
      const most = wholeNumber(limit, "The limit", MOST_AT_ONCE);
      const done = await api.limits.set.mutate({ key, limit: most });
      return { json: done, lines: [`${key} lets ${done.limit} go on at once.`] };
    },
  );
  verb(limits.command("remove").argument("<key>"), async ({ api }, key: string) => ({
    json: await api.limits.remove.mutate({ key }),
    lines: [`${key} is limited no more.`],
  }));
}

export function addEvents(program: Command): void {
  const events = program.command("events").description("what waiting steps wait for");
  verb(
    events
      .command("send")
      .argument("<name>")
      .description("let the steps go on that wait for it")
      .option("--data <json>", "an object, 16 KB at most")
      .option("--run <id>", "only steps of this run"),
    async ({ api }, name: string, options: Common & { data?: string; run?: string }) => {
      const payload = options.data === undefined ? {} : readObject(options.data);
      const { sent } = await api.events.send.mutate({ name, payload, run: options.run });
      return {
        json: { sent },
        lines: [
          `Sent to ${plural(sent.length, "step")}.`,
          ...table(
            ["run", "step", "item"],
            sent.map((one) => [one.runId, one.node, one.item]),
          ),
        ],
      };
    },
  );
}

function readObject(text: string): Record<string, never> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, never>;
  } catch {
    // Said below.
  }
  throw new UsageError(`'--data' must be a JSON object, such as '{"rows": 7}'.`);
}
