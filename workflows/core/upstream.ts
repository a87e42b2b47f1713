import type { JsonObject, Json } from "./json.ts";
import type { PlanNode } from "./plan.ts";

/** What a node waits for before it begins: what is wired to it or to a node inside it, and the steps its expressions name. */
export function upstreamOf(node: PlanNode): Set<string> {
  return new Set([
    ...Object.values(node.needs).flatMap((ends) => ends.map((end) => end.node)),
    ...(node.map?.outer ?? []),
    ...[node, ...(node.map?.body ?? [])].flatMap(namedSteps),
  ]);
}

/** Ids of the steps that the expressions of a node name. */
export function namedSteps({
  when,
  mode,
  config,
}: Pick<PlanNode, "when" | "mode" | "config">): string[] {
  const expressions = [when ?? "", ...(mode === "activity" ? [] : texts(config))].join(" ");
  return [...expressions.matchAll(/\bsteps\.([a-z][a-z0-9_]*)/g)].map((match) => match[1]!);
}

function texts(config: JsonObject): string[] {
  return Object.values(config).flatMap(function inner(value: Json): string[] {
    if (typeof value === "string") return [value];
    return value !== null && typeof value === "object" ? Object.values(value).flatMap(inner) : [];
  });
}
