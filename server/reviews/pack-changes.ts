import type { Json } from "../../workflows/core/json.ts";
import { sectionTitle } from "../documentation/sections.ts";
import type { EvidencePack } from "./pack.ts";

/** Something in which two packs differ. */
export interface Change {
  what:
    | "model"
    | "intended-use"
    | "metric"
    | "plan"
    | "data"
    | "environment"
    | "item"
    | "risk"
    | "policy"
    | "documentation"
    | "suspension";
  /** Which metric, dataset, item, section; empty where there is one. */
  key: string;
  before: Json;
  after: Json;
  /** For people. */
  sentence: string;
}

/** In what a pack differs from an earlier one, in the order one reads it. */
export function packChanges(before: EvidencePack, after: EvidencePack): Change[] {
  const changes: Change[] = [];
  const add: Add = (what, key, [was, is], sentence) =>
    changes.push({ what, key, before: was, after: is, sentence });
  for (const compare of COMPARISONS) compare(before, after, add);
  return changes;
}

type Add = (what: Change["what"], key: string, values: [Json, Json], sentence: string) => void;

type Compare = (before: EvidencePack, after: EvidencePack, add: Add) => void;

const COMPARISONS: readonly Compare[] = [
  compareModel,
  compareMetrics,
  comparePlan,
  compareData,
  compareEnvironment,
  compareItems,
  compareRisk,
  comparePolicy,
  compareDocumentation,
  compareSuspensions,
];

function compareModel(before: EvidencePack, after: EvidencePack, add: Add): void {
  if (before.onnx !== after.onnx)
    add(
      "model",
      "",
      [before.onnx, after.onnx],
      before.model.version === after.model.version
        ? "The model's file is another."
        : `The model's file is another: version ${after.model.version} instead of ${before.model.version}.`,
    );
  if (before.intendedUse !== after.intendedUse)
    add(
      "intended-use",
      "",
      [before.intendedUse, after.intendedUse],
      "The intended use was written anew.",
    );
}

function compareMetrics(before: EvidencePack, after: EvidencePack, add: Add): void {
  each(
    keyed(Object.entries(before.metrics), ([name]) => name),
    keyed(Object.entries(after.metrics), ([name]) => name),
    (name, was, is) => {
      const [old, now] = [was?.[1] ?? null, is?.[1] ?? null];
      if (old === now || typeof (now ?? old) === "object") return;
      add("metric", name, [old, now], `${name} is ${figure(now)}; it was ${figure(old)}.`);
    },
  );
}

function comparePlan(before: EvidencePack, after: EvidencePack, add: Add): void {
  if (before.plan.hash !== after.plan.hash)
    add("plan", "", [before.plan.hash, after.plan.hash], "The pipeline ran with another plan.");
}

function compareData(before: EvidencePack, after: EvidencePack, add: Add): void {
  each(
    keyed(before.data, ({ name }) => name),
    keyed(after.data, ({ name }) => name),
    (name, was, is) => {
      const [old, now] = [was?.version ?? was?.content ?? null, is?.version ?? is?.content ?? null];
      if (was && is && was.content === is.content && was.hash === is.hash && old === now) return;
      const words = !was
        ? `The data '${name}' came in.`
        : !is
          ? `The data '${name}' is not read any more.`
          : was.version !== is.version
            ? `The data '${name}' is at version ${is.version}; it was at ${was.version}.`
            : `The data '${name}' has other content.`;
      add("data", name, [old, now], words);
    },
  );
}

function compareEnvironment(before: EvidencePack, after: EvidencePack, add: Add): void {
  if (before.environment !== after.environment)
    add(
      "environment",
      "",
      [before.environment, after.environment],
      "It was trained in another Python environment.",
    );
}

function compareItems(before: EvidencePack, after: EvidencePack, add: Add): void {
  each(keyed(before.items, itemKey), keyed(after.items, itemKey), (key, was, is) => {
    if (was?.hash === is?.hash) return;
    const { title } = (is ?? was)!;
    const words = !is
      ? was!.attached
        ? `'${title}' was withdrawn.`
        : `'${title}' is not among the evidence any more.`
      : !was
        ? is.attached
          ? `'${title}' was attached by ${is.attached.person.name}.`
          : `'${title}' came to the evidence.`
        : `'${title}' has other content.`;
    add("item", key, [was?.hash ?? null, is?.hash ?? null], words);
  });
}

function compareRisk({ risk: was }: EvidencePack, { risk: is }: EvidencePack, add: Add): void {
  if (was?.assessment === is?.assessment && was?.tier === is?.tier) return;
  const words = !is
    ? "The model has no risk assessment any more."
    : !was
      ? `The model's risk was assessed: tier ${is.tier}.`
      : was.tier === is.tier
        ? `The model's risk was assessed again: still tier ${is.tier}.`
        : `The model's risk tier is ${is.tier}; it was ${was.tier}.`;
  add("risk", "", [was?.tier ?? null, is?.tier ?? null], words);
}

function comparePolicy(
  { policy: was }: EvidencePack,
  { policy: is }: EvidencePack,
  add: Add,
): void {
  if (was.hash === is.hash && was.tier === is.tier) return;
  add(
    "policy",
    "",
    [`${was.tier} ${was.number}`, `${is.tier} ${is.number}`],
    was.tier === is.tier
      ? `The policy for tier ${is.tier} was changed: version ${is.number} instead of ${was.number}.`
      : `The policy for tier ${is.tier} holds instead of that for ${was.tier}.`,
  );
}

function compareDocumentation(before: EvidencePack, after: EvidencePack, add: Add): void {
  each(
    keyed(before.documentation, ({ section }) => section),
    keyed(after.documentation, ({ section }) => section),
    (section, was, is) => {
      if (was?.hash === is?.hash && was?.signedBy?.id === is?.signedBy?.id) return;
      const name = `The section '${sectionTitle(section)}' of the documentation`;
      const words = !was
        ? `${name} was written.`
        : was.hash !== is?.hash
          ? `${name} was changed.`
          : is.signedBy
            ? `${name} was signed by ${is.signedBy.name}.`
            : `${name} is no longer signed.`;
      add("documentation", section, [was?.number ?? null, is?.number ?? null], words);
    },
  );
}

function compareSuspensions(before: EvidencePack, after: EvidencePack, add: Add): void {
  each(
    keyed(before.suspensions, ({ id }) => id),
    keyed(after.suspensions, ({ id }) => id),
    (id, was, is) => {
      if (was && is) return;
      add(
        "suspension",
        id,
        [was?.reason ?? null, is?.reason ?? null],
        is
          ? `The approval was suspended: ${is.reason}`
          : `What suspended the approval is over: ${was!.reason}`,
      );
    },
  );
}

/** Attached pieces are told apart by their row, those of a step by what they are and their place among their like. */
function itemKey({ attached, type, title }: EvidencePack["items"][number]): string {
  return attached ? attached.id : `${type}: ${title}`;
}

function keyed<T>(list: readonly T[], key: (one: T) => string): Map<string, T> {
  const map = new Map<string, T>();
  for (const one of list) {
    let name = key(one);
    for (let count = 2; map.has(name); count++) name = `${key(one)} ${count}`;
    map.set(name, one);
  }
  return map;
}

function each<T>(
  before: Map<string, T>,
  after: Map<string, T>,
  tell: (key: string, was: T | undefined, is: T | undefined) => void,
): void {
  for (const key of new Set([...before.keys(), ...after.keys()]))
    tell(key, before.get(key), after.get(key));
}

function figure(value: Json): string {
  if (value === null) return "not there";
  return typeof value === "number" ? String(Number(value.toPrecision(6))) : String(value);
}
