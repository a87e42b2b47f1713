import { createRegistry, type StepDefinition } from "../core/define-step.ts";
import { step as condition } from "./control.condition/step.ts";
import { step as join } from "./control.join/step.ts";
import { step as map } from "./control.map/step.ts";
import { step as subpipeline } from "./control.subpipeline/step.ts";
import { step as switchStep } from "./control.switch/step.ts";
import { step as wait } from "./control.wait/step.ts";
import { step as load } from "./data.load/step.ts";
import { step as split } from "./data.split/step.ts";
import { step as transform } from "./data.transform/step.ts";
import { step as validate } from "./data.validate/step.ts";
import { step as trainTabular } from "./train.tabular/step.ts";
import { step as trainTorch } from "./train.torch/step.ts";
import { step as review } from "./governance.review/step.ts";
import { step as deploy } from "./model.deploy/step.ts";
import { step as evaluate } from "./model.evaluate/step.ts";
import { step as register } from "./model.register/step.ts";
import { step as notifyEmail } from "./notify.email/step.ts";
import { step as notifyWebhook } from "./notify.webhook/step.ts";

/** Every kind of step, one line each. The worker loads `./<kind>/run.ts` beside it. */
export const steps = [
  load,
  split,
  transform,
  validate,
  condition,
  switchStep,
  join,
  map,
  wait,
  subpipeline,
  review,
  deploy,
  evaluate,
  register,
  trainTabular,
  trainTorch,
  notifyWebhook,
  notifyEmail,
] as unknown as readonly StepDefinition[];

export const registry = createRegistry(steps);
