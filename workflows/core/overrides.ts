import { checkConfig, type ConfigIssue } from "./check-config.ts";
import type { StepRegistry } from "./define-step.ts";
import { policySchema, type PipelineDocument } from "./document.ts";
import { isPlainObject, MAX_DEPTH, notKept, type Json } from "./json.ts";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problems.ts";

const POLICY = { title: "A policy", config: policySchema };

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
 * dots. Text is read as JSON where it is JSON (`6`, `true`, `[1, 2]`), as a list or an object of words without quotes
 * (`[a, b]`, `{a: 1}`), and otherwise as itself; as itself too where the field takes a text alone. `null` takes a field
 * away that cannot be null. The first field may be written in snake case. The document given is not changed.
 */
export function applyOverrides(
  document: PipelineDocument,
  overrides: Record<string, unknown>,
  steps: StepRegistry,
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
      const place = [field, ...fields.slice(1)];
      const taker = part === "policy" ? POLICY : steps.get(node.kind);
      const issuesOf = (value: Json) => {
        const tried = { ...target };
        if (!taker || setAt(tried, place, value) !== null) return [];
        return checkConfig(taker, tried).issues.filter((issue) => isWithin(issue, field));
      };
      const read = readValue(raw);
      const unfit =
        (part === "config" ? whyPinned(node, nodes) : null) ??
        whyUnfit(fields, read) ??
        setAt(target, place, meant(raw, read, place.join("."), issuesOf)) ??
        (part === "policy" ? faultOf(field, target[field]) : null);
      if (unfit) refuse(path, unfit);
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

/** Why overriding the config of a node, which is pinned or stands inside a map that is, does nothing; null when it does. */
export function whyPinned(
  { id, parent }: PipelineDocument["nodes"][number],
  nodes: PipelineDocument["nodes"],
): string | null {
  const found = nodes.find((node) => node.pin && [id, parent].includes(node.id));
  if (!found) return null;
  return `overrides nothing: '${found.id}' is pinned to what the run ${found.pin!.run} gave; take the pin off.`;
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

/** The value that a field takes: as it was read, or nothing instead of null where there is such a field, or the text itself. */
function meant(
  raw: unknown,
  read: Json,
  place: string,
  issuesOf: (value: Json) => ConfigIssue[],
): Json | undefined {
  const issues = issuesOf(read);
  if (issues.length === 0) return read;
  if (read === null)
    return issues.some(({ code, field }) => code === "P011" && field === place) ? null : undefined;
  return typeof raw === "string" && issuesOf(raw).length === 0 ? raw : read;
}

function isWithin({ field }: ConfigIssue, top: string): boolean {
  return field === top || field.startsWith(`${top}.`);
}

/** Sets a field, or takes it away; where a list on the way has no such entry, nothing is set and it says why. */
function setAt(target: Record<string, unknown>, path: string[], value: unknown): string | null {
  const [field, ...rest] = path as [string, ...string[]];
  // An own property, whatever its name: `__proto__` is a field like any other.
  const set = (inner: unknown) =>
    inner === undefined
      ? delete target[field]
      : Object.defineProperty(target, field, {
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
    list[index] = holder["value"] ?? null;
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
  for (const text of /^\s*[[{]/.test(raw) ? [raw, withQuotes(raw)] : [raw])
    try {
      return JSON.parse(text) as Json;
    } catch {
      // Then it is read in the next way.
    }
  return raw;
}

/**
 * What stands in quotes of either kind, or what ends before the next comma, bracket or colon other than an address has
 * before its slashes and its port.
 */
const WORD =
  /"(?:[^"\\]|\\.)*"|'([^']*)'|[^\s,:[\]{}"'](?:[^,:[\]{}]|:(?=\/\/)|(?<=\/\/[^\s,:[\]{}/]+):(?=\d))*/g;

/** `[a, b]` and `{a: 1}` as JSON, in which words and keys have quotes. */
function withQuotes(text: string): string {
  return text.replace(WORD, (word, quoted: string | undefined, at: number) => {
    if (quoted !== undefined) return JSON.stringify(quoted);
    const bare = word.trim();
    const isKey = text[at + word.length] === ":";
    return bare.startsWith('"') ||
      (!isKey && /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/.test(bare))
      ? bare
      : JSON.stringify(bare);
  });
}
