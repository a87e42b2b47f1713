import { isMap } from "../../../workflows/core/define-step.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { camelCase } from "./identifiers.ts";
import { blockComment, quoted } from "./literal.ts";
import { mayLack } from "./presence.ts";

/**
 * How a kind is called: it gives its outputs at once, waits for an event first, gives out items first, or makes them of what
 * a child workflow gave.
 */
export type CallStyle = "plain" | "waiting" | "listing" | "child";

const TYPES: Record<CallStyle, string> = {
  plain: "Step",
  waiting: "WaitingStep",
  listing: "ListingStep",
  child: "Step",
};

/** Kinds that send messages about the run. */
export function sends(kind: string): boolean {
  return kind.startsWith("notify.");
}

export function callStyle(kind: string): CallStyle {
  const step = registry.get(kind)!;
  if (isMap(step)) return "listing";
  if (step.asks === "child") return "child";
  return step.asks ? "waiting" : "plain";
}

/** `data.load` → `dataLoad`. */
export function activityName(kind: string): string {
  return camelCase(kind);
}

/** Writes `src/activities.ts`: one activity for each kind of step that the pipeline uses. */
export function activitiesCode(kinds: readonly string[]): string {
  const sorted = [...kinds].sort();
  const type = new Set(sorted.map((kind) => TYPES[callStyle(kind)]));
  const messages = sorted.some(sends)
    ? [`import { deliver, secret } from "./standalone/messages.ts";`]
    : [];
  const imports = sorted.flatMap((kind) => [
    `import run${pascal(kind)} from "./steps/${kind}/run.ts";`,
    `import type { step as ${activityName(kind)}Step } from "./steps/${kind}/step.ts";`,
  ]);
  const activities = sorted.map((kind) => {
    const step = registry.get(kind)!;
    const ports = Object.keys(step.outputs);
    const always = union(ports.filter((port) => !mayLack(kind, port)));
    const sometimes = ports.filter((port) => mayLack(kind, port));
    const name = activityName(kind);
    const outputs = [always, ...(sometimes.length > 0 ? [union(sometimes)] : [])].join(", ");
    const declared = `${TYPES[callStyle(kind)]}<typeof ${name}Step, ${outputs}>`;
    const line = `export const ${name}: ${declared} =`;
    const value = `asActivity(run${pascal(kind)}${sends(kind) ? ", { secret, deliver }" : ""});`;
    return `${blockComment(step.description)}\n${line}${line.length + value.length < 100 ? " " : "\n  "}${value}`;
  });
  return `${[
    `import { asActivity, ${[...type]
      .sort()
      .map((name) => `type ${name}`)
      .join(", ")} } from "./standalone/activity.ts";`,
    ...messages,
    ...imports,
  ].join("\n")}\n\n${activities.join("\n\n")}\n`;
}

function union(ports: readonly string[]): string {
  return ports.length === 0 ? "never" : ports.map(quoted).join(" | ");
}

function pascal(kind: string): string {
  const name = activityName(kind);
  return name[0]!.toUpperCase() + name.slice(1);
}
