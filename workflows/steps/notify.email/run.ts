import { implement } from "../../core/define-step.ts";
import { StepError } from "../../core/step-error.ts";
import { fillTemplate, messageScope } from "../_shared/template.ts";
import { step } from "./step.ts";

export default implement(step, async ({ config, inputs, ctx }) => {
  const scope = await messageScope(ctx, inputs);
  const subject = fillTemplate("The subject", config.subject, scope).trim();
  // A line break in a header begins another header.
  for (const text of [subject, config.from, ...config.to, ...config.cc])
    if (/[\r\n\0]/.test(text))
      throw new StepError(
        "bad-config",
        `The subject, the sender and each address are one line; this is not: ${JSON.stringify(text.slice(0, 100))}.`,
      );
  const facts = await ctx.deliver({
    channel: "email",
    server: config.server || null,
    from: config.from || null,
    to: config.to,
    cc: config.cc,
    subject,
    body: fillTemplate("The text", config.body, scope),
    timeoutMs: config.timeoutSeconds * 1_000,
  });
  const { id, target, refused } = facts;
  if (refused.length === 0) ctx.log("info", `The message ${id} went to ${target}.`);
  else
    ctx.log(
      "warn",
      `The message ${id} went to ${target}, except ${refused.join(", ")}, which the mail server refused: correct the addresses.`,
    );
  return { delivery: await ctx.artifacts.putJson(facts, { type: "artifact", meta: facts }) };
});
