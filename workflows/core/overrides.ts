import { policySchema, type PipelineDocument } from "./document.ts";
import { isPlainObject, MAX_DEPTH, notKept, type Json } from "./json.ts";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problems.ts";

/** A name with a dot is no param but a place in the document: `train.config.maxDepth`, `train.policy.attempts`. */
function isOverride(name: string): boolean {
  return name.includes(".");
}

/** Splits what was given for a run into values of params and overrides of the document. */
export function splitGiven<T>(given: Record<string, T>): {
  params: Record<string, T>;
  overrides: Record<string, T>;
} {
  const entries = Object.entries(given);
  return {
    params: Object.fromEntries(entries.filter(([name]) => !isOverride(name))),
    overrides: Object.fromEntries(entries.filter(([name]) => isOverride(name))),
  };
}

/**
 * The document with overrides in the manner of Hydra applied: `NODE.config.FIELD` or `NODE.policy.FIELD`, deeper by more
 * dots. Text is read as JSON where it is JSON (`6`, `true`, `[1, 2]`, `null`), otherwise as itself. The first field may be
 * written in snake case. The document given is not changed.
 */
export function applyOverrides(
  document: PipelineDocument,
  overrides: Record<string, unknown>,
): { document: PipelineDocument; problems: Problem[] } {
  const problems: Problem[] = [];
  if (Object.keys(overrides).length === 0) return { document, problems };
  const nodes = structuredClone(document.nodes);
  for (const [path, raw] of Object.entries(overrides)) {
    const [id, part, ...fields] = path.split(".");
    const node = nodes.find((candidate) => candidate.id === id);
    if (!node) {
      const near = nearest(
        id!,
        nodes.map((candidate) => candidate.id),
      );
      refuse(
        path,
        `overrides nothing: there is no node '${id}'${near ? `; did you mean '${near}'?` : "."}`,
      );
    } else if ((part !== "config" && part !== "policy") || fields.length === 0) {
      refuse(
        path,
        `overrides nothing: write it as ${id}.config.FIELD=VALUE or ${id}.policy.FIELD=VALUE.`,
      );
    } else {
      const target = (node[part] ??= {}) as Record<string, unknown>;
      const field = toCamelCase(fields[0]!);
      const value = readValue(raw);
      const unfit = whyUnfit(fields, value) ?? setAt(target, [field, ...fields.slice(1)], value);
      if (unfit) refuse(path, unfit);
      else if (part === "policy") {
        // As if the document did not set it.
        if (target[field] === null) delete target[field];
        const why = faultOf(field, target[field]);
        if (why) refuse(path, why);
      }
    }
  }
  return { document: { ...document, nodes }, problems };

  function refuse(path: string, why: string): void {
    problems.push({
      code: "P033",
      severity: "error",
      message: `'${path}' ${why}`,
      anchor: { field: `params.${path}` },
    });
  }
}

/** Why a policy cannot have this; null when it can. What a config may have its step says. */
function faultOf(field: string, value: unknown): string | null {
  const fields = Object.keys(policySchema.shape);
  if (!fields.includes(field)) {
    const near = nearest(field, fields);
    return `overrides nothing: a policy has no field '${field}'${near ? `; did you mean '${near}'?` : `, but ${fields.join(", ")}.`}`;
  }
  const issue = policySchema.safeParse({ [field]: value }).error?.issues[0];
  if (!issue) return null;
  const within = issue.path.slice(1).join(".");
  return `cannot be ${JSON.stringify(value)}: ${within && `${within}: `}${issue.message}. Give another value.`;
}

/** Why no document can have this there; null when one can. */
function whyUnfit(fields: string[], value: Json): string | null {
  if (fields.length > MAX_DEPTH)
    return `overrides nothing: no field lies more than ${MAX_DEPTH} deep.`;
  const found = notKept(value);
  return found && `cannot be this: ${found.why}. Give another value.`;
}

/** Sets a field; where a list on the way has no such entry, nothing is set and it says why. */
function setAt(target: Record<string, unknown>, path: string[], value: unknown): string | null {
  const [field, ...rest] = path as [string, ...string[]];
  // An own property, whatever its name: `__proto__` is a field like any other.
  const set = (inner: unknown) =>
    Object.defineProperty(target, field, {
      value: inner,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  if (rest.length === 0) {
    set(value);
    return null;
  }
  const inner = Object.hasOwn(target, field) ? target[field] : undefined;
  if (Array.isArray(inner) && /^\d+$/.test(rest[0]!)) {
    const list = [...(inner as unknown[])];
    const index = Number(rest[0]);
    if (index > list.length)
      return `overrides nothing: the entries of '${field}' are counted from 0, and it has ${list.length}: give ${list.length} to add one.`;
    const holder = { value: list[index] } as Record<string, unknown>;
    const why = setAt(holder, ["value", ...rest.slice(1)], value);
    list[index] = holder["value"];
    set(list);
    return why;
  }
  const next: Record<string, unknown> = isPlainObject(inner) ? { ...inner } : {};
  const why = setAt(next, rest, value);
  set(next);
  return why;
}

function toCamelCase(field: string): string {
  return field.replace(/_([a-z0-9])/g, (_text, letter: string) => letter.toUpperCase());
}

function readValue(raw: unknown): Json {
  if (typeof raw !== "string") return raw as Json;
  try {
    return JSON.parse(raw) as Json;
  } catch {
    return raw;
  }
}
