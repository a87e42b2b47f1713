import { mkdtemp, rm } from "node:fs/promises";
import { randomInt } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client, Connection } from "@temporalio/client";
import { connect } from "../../db/client.ts";
import { Artifacts } from "../../server/artifacts.ts";
import { readEnv } from "../../server/env.ts";
import { repoRoot } from "../../server/home.ts";
import { startStack } from "../../server/start/stack.ts";
import { ensureEnvironment } from "../../workflows/python/environment.ts";
import { readArguments, refuse } from "../support/arguments.ts";
import { startReceiver } from "../support/receiver.ts";
import { until } from "../support/until.ts";
import { Crowd } from "./crowd.ts";
import { readOutcomes } from "./outcome.ts";
import { insist, people } from "./people.ts";
import { leftovers, remains } from "./leftovers.ts";
import { replayAll } from "./replay-all.ts";
import { documentOf, shapes as allShapes } from "./shapes.ts";
import { Striker } from "./striker.ts";
import { planStrikes } from "./strikes.ts";
import {
  artifactsWhole,
  effectsOnce,
  endedAsExpected,
  messagesArrived,
  temporalAgrees,
} from "./verify.ts";

/**
 * `npm run chaos -- --kills N [--seed S] [--json]`: kills processes under real runs and checks that nothing came of it.
 * The last line is `{"ok", "kills", "runs", "failures", "seed"}`; the exit status is 1 when not ok.
 */

const { values } = readArguments({
  options: {
    kills: { type: "string", default: "10" },
    seed: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const kills = Number(values.kills);
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
if (![kills, seed].every((number) => Number.isInteger(number) && number >= 0))
  refuse("--kills and --seed take whole numbers.");

/** Time for all that is open to end, without a kill. */
const END_WITHIN_MS = 300_000;

const began = performance.now();
const home = await mkdtemp(path.join(tmpdir(), "penstock-chaos-"));
const say = (line: string) =>
  process.stderr.write(
    `${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${line}\n`,
  );

const { runs, failures } = await chaos().catch((error: unknown) => ({
  runs: 0,
  failures: [error instanceof Error ? error.message : String(error)],
}));
const ok = failures.length === 0;
if (ok) await rm(home, { recursive: true, force: true });
else say(`logs and data are kept under ${home}`);
process.stdout.write(`${JSON.stringify({ ok, kills, runs, failures, seed })}\n`);
process.exit(ok ? 0 : 1);

async function chaos(): Promise<{ runs: number; failures: string[] }> {
  say(`seed ${seed}, ${kills} kills, home ${home}`);
  const { cache } = readEnv();
  await ensureEnvironment({ cacheDir: cache, group: "tabular", log: say });
  const receiver = await startReceiver();
  // Messages may go to this one address of the machine.
  process.env["PENSTOCK_ALLOW_HOSTS"] = `localhost:${receiver.port}`;
  const stack = await startStack({
    env: readEnv({ PENSTOCK_HOME: home, PENSTOCK_CACHE: cache }),
    ports: "any",
    log: say,
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stack.stop().then(() => process.exit(1)));
  const { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = stack.env;
  const { sql } = connect(DATABASE_URL!, { max: 2, name: "penstock-chaos" });
  const connection = await Connection.connect({ address: TEMPORAL_ADDRESS! });
  const client = new Client({ connection, namespace: TEMPORAL_NAMESPACE! });
  try {
    const crew = people(stack.env);
    const data = path.join(repoRoot, "examples/credit-risk/german-credit.csv");
    const { source } = await insist(() => crew.upload(data));
    const shapes = allShapes(source, receiver.url);
    for (const shape of shapes.filter(({ isPart }) => isPart))
      await insist(() =>
        crew.designer.pipelines.import.mutate({ text: JSON.stringify(documentOf(shape)) }),
      );
    const crowd = new Crowd(crew, shapes);

    say(`one undisturbed run of each of ${shapes.length} shapes`);
    await crowd.runEachOnce(END_WITHIN_MS);
    const undisturbed = await readOutcomes(sql, shapes);
    const expected = new Map([...undisturbed.values()].map(({ name, outcome }) => [name, outcome]));
    for (const { name, ends = "done" } of shapes)
      if (expected.get(name)?.status !== ends)
        throw new Error(
          `Undisturbed, ${name} should end as ${ends}: ${JSON.stringify(expected.get(name))}`,
        );

    crowd.begin();
    const striker = new Striker(stack, home, () => `${crowd.open} runs open`, say);
    for (const [index, strike] of planStrikes(seed, kills).entries())
      await striker.strike(strike, `${index + 1}/${kills}`);
    say("no more kills: what is open may end");
    await crowd.finish(END_WITHIN_MS);
    // A run ends a moment before its workflow, its last messages and its trainers.
    await until(
      "every message has arrived",
      async () => {
        const underWay = await sql`
        select 1 from outbox where delivered_at is null and refused is null limit 1`;
        return underWay.length === 0;
      },
      END_WITHIN_MS,
    );
    await until("all that was started has ended", () => leftovers(stack, home).length === 0).catch(
      // It is named below.
      () => undefined,
    );

    say("checking");
    const outcomes = await readOutcomes(sql, shapes);
    const endpoints = shapes.flatMap((shape) =>
      shape.decision === "approved" ? [shape.name] : [],
    );
    const failures = [
      ...endedAsExpected(expected, outcomes),
      ...(await effectsOnce(sql)),
      ...(await artifactsWhole(sql, new Artifacts(home))),
      ...(await temporalAgrees(sql, client)),
      ...(await replayAll(client, home)),
      ...(await messagesArrived(sql, receiver.received)),
      ...(await endpointsAnswer(crew, endpoints)),
      ...leftovers(stack, home),
    ];
    await Promise.all([sql.end({ timeout: 2 }), connection.close()]);
    await stack.stop();
    return { runs: outcomes.size, failures: [...failures, ...remains(home)] };
  } finally {
    await sql.end({ timeout: 2 });
    await connection.close().catch(() => undefined);
    await stack.stop();
    await receiver.close();
  }
}

/** Serving answers with the version that was deployed last. */
async function endpointsAnswer(
  { designer }: ReturnType<typeof people>,
  names: string[],
): Promise<string[]> {
  const failures: string[] = [];
  for (const name of names) {
    const { inputs, version } = await insist(() => designer.deployments.schema.query({ name }));
    const row = Object.fromEntries(inputs.map((input) => [input.name, input.example]));
    const answer = await insist(() => designer.deployments.tryIt.mutate({ name, inputs: row }));
    if (answer.version !== String(version))
      failures.push(`${name} answers with version ${answer.version}, not ${version}`);
  }
  return failures;
}
