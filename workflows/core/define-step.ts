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
   * A number may have a `unit`: what it counts. A field that means something only beside a value of another one names both:
   * `onlyWith: [field, value]`. `unset` says what an empty field means. The field with the widget `source` names data from
   * outside, and is called so.
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
  /**
   * What the step waits for before it gives its outputs, where it does not work by itself. `event`: a time, or an event of the
   * name in the config's `event`, where it has one. `review`: what people decide; its outputs are the outcomes, of which it
   * gives one. `child`: a run of the pipeline that the config names (`pipeline`, `version`, `params`, and in `output`, as
   * node.output, what leaves here). A map, the kind with an `inner` input, waits for its items.
   */
  asks?: "event" | "review" | "child";
  /**
   * What a reproduction of a run does with the step: runs it again, or keeps the recorded outputs in its place, as it acts on
   * the workspace or the world, or waits for it.
   */
  onReproduce: "repeat" | "keep";
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

/**
 * What a step's function gives: outputs; or outputs made inside the recording transaction; or what has to happen first: an
 * event, the items of a map, a child run. After these it is called again, with `ctx.event`.
 */
export type StepResult = Outputs | Finish | Wait | Items | Child;

/** The same with the outputs one level down, where none is taken for something else, whatever its port is called. */
export type StepAnswer = { outputs: Outputs } | Finish | Wait | Items | Child;

interface StepCall<Config> {
  config: Config;
  inputs: Inputs;
  ctx: StepContext;
}

/** What the worker runs for a kind: the step's function with its config already parsed. */
export interface StepImplementation {
  kind: string;
  step: StepDefinition;
  run: (call: StepCall<never>) => Promise<StepAnswer>;
}

/** Binds the function that does the work to its definition. */
export function implement<Config extends z.ZodType>(
  step: StepDefinition<Config>,
  run: (call: StepCall<z.output<Config>>) => Promise<StepResult>,
): StepImplementation {
  const definition = step as unknown as StepDefinition;
  return {
    kind: step.kind,
    step: definition,
    run: async (call) => {
      const answer = answerOf(await run(call));
      if (!isDeclared(answer, definition))
        throw new Error(
          `The function of '${step.kind}' asks for what its definition does not say: declare it there, in 'asks'.`,
        );
      return answer;
    },
  };
}

/** Outputs are references to artifacts: what is asked for is a function or a list, and none of these. */
function answerOf(result: StepResult): StepAnswer {
  const { finish, wait, items, child } = result as Partial<Finish & Wait & Items & Child>;
  const isAsked = [finish, wait, child].some((one) => typeof one === "function");
  return isAsked || Array.isArray(items) ? (result as StepAnswer) : { outputs: result as Outputs };
}

/** Whether the definition says what is asked for. */
function isDeclared(answer: StepAnswer, step: StepDefinition): boolean {
  if ("wait" in answer) return step.asks === "event" || step.asks === "review";
  if ("child" in answer) return step.asks === "child";
  return !("items" in answer) || isMap(step);
}

/** Whether a kind runs what stands inside it, once for each item. */
export function isMap({ inputs }: StepDefinition): boolean {
  return Object.values(inputs).some(({ inner }) => inner);
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
