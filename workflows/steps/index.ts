import { createRegistry, type StepDefinition } from "../core/define-step.ts";
import { step as condition } from "./control.condition/step.ts";

/** Every kind of step, one line each. The worker loads `./<kind>/run.ts` beside it. */
export const steps = [condition] as unknown as readonly StepDefinition[];

export const registry = createRegistry(steps);
