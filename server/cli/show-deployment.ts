import type { Connection } from "./client.ts";
import { facts, section, when } from "./output.ts";

type Deployments = Connection["api"]["deployments"];
type Shown = Awaited<ReturnType<Deployments["get"]["query"]>> & {
  traffic: Awaited<ReturnType<Deployments["traffic"]["query"]>>;
};

/** An endpoint for people. What was predicted of whom is only in the JSON. */
export function deploymentLines(found: Shown): string[] {
  const { approval, schema, traffic } = found;
  return [
    ...facts({
      endpoint: found.name,
      state: found.state,
      failure: found.message,
      revision: found.revision,
      model: `${schema.model}@${schema.version}, ${approval.status}`,
      suspended: approval.reason,
      address: found.inferUrl,
      created: when(found.createdAt),
      "last 24 hours": `${traffic.count} predictions of ${traffic.rows} rows${latencies(traffic)}`,
    }),
    ...section(
      ["revision", "model", "version", "since", "by", "why"],
      found.revisions.map((one) => [
        one.number,
        one.model,
        one.version,
        when(one.at),
        one.by.name,
        one.reason,
      ]),
    ),
    ...section(
      ["prediction", "when", "version", "rows", "ms"],
      found.predictions.map((one) => [
        one.id,
        when(one.at),
        one.version,
        one.rows,
        Number(one.latencyMs.toFixed(1)),
      ]),
    ),
  ];
}

function latencies({ p50, p95 }: Shown["traffic"]): string {
  if (p50 === null || p95 === null) return "";
  return `, half of them within ${p50.toFixed(1)} ms, 95% within ${p95.toFixed(1)} ms`;
}
