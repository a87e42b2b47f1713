import type { DocumentNode, PipelineDocument } from "../../../workflows/core/document.ts";
import { setParam } from "../store/edits.ts";

/** A field of a step that takes a param, alone, within a text, or in an expression. */
interface ParamUse {
  node: string;
  /** As the inspector's forms call it: the top field, `policy.` before one of the policy. */
  field: string;
}

/** Where params are used, by their names. */
export function paramUses(nodes: readonly DocumentNode[]): ReadonlyMap<string, ParamUse[]> {
  const uses = new Map<string, ParamUse[]>();
  for (const { id, config = {}, policy = {} } of nodes) {
    const fields = [
      ...Object.entries(config),
      ...Object.entries(policy).map(([name, value]) => [`policy.${name}`, value] as const),
    ];
    for (const [field, value] of fields)
      for (const name of namesIn(value)) {
        const list = uses.get(name);
        if (list) list.push({ node: id, field });
        else uses.set(name, [{ node: id, field }]);
      }
  }
  return uses;
}

function namesIn(value: unknown): Set<string> {
  if (typeof value === "string")
    return new Set([...value.matchAll(MENTION)].map((match) => match[1]!));
  if (typeof value !== "object" || value === null) return new Set();
  return new Set(Object.values(value).flatMap((inner: unknown) => [...namesIn(inner)]));
}

const MENTION = /(?<![\w.])params\.([A-Za-z_]\w*)/g;

/** Gives a param another name, also where it is used and where a trigger gives it a value. */
export function renameParam(
  document: PipelineDocument,
  from: string,
  to: string,
): PipelineDocument {
  const param = document.params?.[from];
  if (!param || from === to) return document;
  const mention = new RegExp(`(?<![\\w.])params\\.${from}(?!\\w)`, "g");
  const users = new Set((paramUses(document.nodes).get(from) ?? []).map(({ node }) => node));
  const renamed = (value: unknown): unknown => {
    if (typeof value === "string") return value.replace(mention, `params.${to}`);
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner)]));
    return value;
  };
  const nodes = document.nodes.map((node) =>
    users.has(node.id)
      ? {
          ...node,
          ...(node.config ? { config: renamed(node.config) as typeof node.config } : {}),
          ...(node.policy ? { policy: renamed(node.policy) as typeof node.policy } : {}),
        }
      : node,
  );
  const triggers = document.triggers?.map((trigger) =>
    trigger.params && Object.hasOwn(trigger.params, from)
      ? {
          ...trigger,
          params: Object.fromEntries(
            Object.entries(trigger.params).map(([name, value]) => [
              name === from ? to : name,
              value,
            ]),
          ),
        }
      : trigger,
  );
  return setParam({ ...document, nodes, ...(triggers && { triggers }) }, to, param, from);
}
