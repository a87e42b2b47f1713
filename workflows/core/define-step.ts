import type { z } from "zod";
import type { Inputs, Outputs } from "./artifact.ts";
import type { ColumnsCall, ColumnsRule, ColumnUse } from "./known-columns.ts";
import type { Ports } from "./ports.ts";
import type { Child, Finish, Items, StepContext, Wait } from "./step-context.ts";

export type Category = "data" | "train" | "model" | "governance" | "control";

export interface RunPolicy {
  /** Where the step runs: an activity on a queue, or, at no cost, inside the workflow. */
  mode: "activity" | "condition" | "switch" | "join";
  /** The task queue: `control` for what is light, `cpu` for work, `gpu` for a device. */
  queue: string;
  /** Longest time one attempt may take, as Temporal writes durations: `30s`, `2h`. */
  startToClose: string;
  /** Longest silence of a running attempt before it counts as lost. */
  heartbeat: string;
  /** Attempts in all, the first included. */
  attempts: number;
  /**
   * Whether the same kind, config and input contents may reuse an earlier result. `never`, whatever a policy says, of a kind that
   * runs other steps: these decide what it gives, and are looked for one by one.
   */
  cache: boolean | "never";
}

export interface StepDefinition<Config extends z.ZodType = z.ZodType> {
  /** `area.verb`, for instance `data.load`. */
  kind: string;
  /** Counts up when the config's meaning changes; part of the cache key. */
  version: number;
  title: string;
  description: string;
  /** A lucide icon name in kebab case. */
  icon: string;
  category: Category;
  /**
   * A strict object. The form is drawn from it: a field's `.meta` has its title and description, and its `widget` where the
   * type alone does not decide: source, column, columns, sql, cel, python, markdown, secret, duration, json, slider, textarea.
   * A number may have a `unit`: what it counts.
   */
  config: Config;
  inputs: Ports;
  outputs: Ports;
  /** Outputs that depend on the config, instead of `outputs`. Takes any object, a half-written config too. */
  outputsOf?: (config: Record<string, unknown>) => Ports;
  /**
   * What is known of the columns of outputs before a run, by output; for a kind that makes or passes tables. Pure, and takes any
   * object, a half-written config too. Without it they are known after a run alone.
   */
  columns?: (call: ColumnsCall) => Record<string, ColumnsRule>;
  /** The columns that a config asks for, where the widgets `column` and `columns` (`named`) do not say all. */
  columnUses?: (config: Record<string, unknown>, named: readonly ColumnUse[]) => ColumnUse[];
  run: RunPolicy;
  /** Overrides the queue by config, for instance `gpu` when the device is cuda. */
  queueOf?: (config: z.output<Config>) => string;
  /** Turns a config written for an older version into today's. */
  migrate?: (config: Record<string, unknown>, fromVersion: number) => Record<string, unknown>;
  /** A config that parses; the starting point of a new node and of the documentation. */
  example: z.input<Config>;
}

const DEFAULT_POLICY: RunPolicy = {
  mode: "activity",
  queue: "cpu",
  startToClose: "1h",
  heartbeat: "20s",
  attempts: 3,
  cache: true,
};

/** Declares a kind of step: one folder, one line in the registry. */
export function defineStep<Config extends z.ZodType>(
  step: Omit<StepDefinition<Config>, "run"> & { run?: Partial<RunPolicy> },
): StepDefinition<Config> {
  return { ...step, run: { ...DEFAULT_POLICY, ...step.run } };
}

/** What the worker runs for a kind: the step's function with its config already parsed. */
export interface StepImplementation {
  kind: string;
  step: StepDefinition;
  run: (call: { config: never; inputs: Inputs; ctx: StepContext }) => Promise<StepResult>;
}

/**
 * Outputs; or outputs made inside the recording transaction; or what has to happen first: an event, the items of a map, a
 * child run. After these the step is called again, with `ctx.event`.
 */
export type StepResult = Outputs | Finish | Wait | Items | Child;

/** Binds the function that does the work to its definition. */
export function implement<Config extends z.ZodType>(
  step: StepDefinition<Config>,
  run: (call: {
    config: z.output<Config>;
    inputs: Inputs;
    ctx: StepContext;
  }) => Promise<StepResult>,
): StepImplementation {
  return {
    kind: step.kind,
    step: step as unknown as StepDefinition,
    run: run as StepImplementation["run"],
  };
}

/** The outputs of a node: those of its config where the kind has such, otherwise the kind's own. */
export function outputsOf(step: StepDefinition, config: Record<string, unknown> = {}): Ports {
  return step.outputsOf?.(config) ?? step.outputs;
}

export type StepRegistry = ReadonlyMap<string, StepDefinition>;

export function createRegistry(steps: readonly StepDefinition[]): StepRegistry {
  const registry = new Map<string, StepDefinition>();
  for (const step of steps) {
    if (registry.has(step.kind)) throw new Error(`The kind '${step.kind}' is registered twice.`);
    registry.set(step.kind, step);
  }
  return registry;
}
