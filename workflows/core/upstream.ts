import type { ParamValues } from "./document.ts";
import type { JsonObject, Json } from "./json.ts";
import type { PlanNode } from "./plan.ts";

/** What a node waits for before it begins: what is wired to it or to a node inside it, and the steps its expressions name. */
export function upstreamOf(node: PlanNode): Set<string> {
  return new Set([
    ...Object.values(node.needs).flatMap((ends) => ends.map((end) => end.node)),
    ...besidesWires(node),
  ]);
}

/** Of this, what it waits for even where any of its wires will do. */
export function besidesWires({ map, ...node }: PlanNode): string[] {
  return [...(map?.outer ?? []), ...[node, ...(map?.body ?? [])].flatMap(namedSteps)];
}

type Deciding = Pick<PlanNode, "when" | "mode" | "config">;

/** Ids of the steps that the expressions of a node name. */
export function namedSteps(node: Deciding): string[] {
  return [...expressionsOf(node).matchAll(/\bsteps\.([a-z][a-z0-9_]*)/g)].map((match) => match[1]!);
}

/** The params that the expressions of a node read; all of them where they do not say which. */
export function namedParams(node: Deciding, params: ParamValues): ParamValues {
  const names = [...expressionsOf(node).matchAll(/\bparams\b(?:\.(\w+))?/g)].map(
    (match) => match[1] ?? "",
  );
  if (!names.every((name) => Object.hasOwn(params, name))) return params;
  return Object.fromEntries(names.map((name) => [name, params[name]!]));
}

function expressionsOf({ when, mode, config }: Deciding): string {
  return [when ?? "", ...(mode === "activity" ? [] : texts(config))].join(" ");
}

function texts(config: JsonObject): string[] {
  return Object.values(config).flatMap(function inner(value: Json): string[] {
    if (typeof value === "string") return [value];
    return value !== null && typeof value === "object" ? Object.values(value).flatMap(inner) : [];
  });
}
