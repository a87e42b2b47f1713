import { implement } from "../../core/define-step.ts";
import { StepError } from "../../core/step-error.ts";
import { fillTemplate, messageScope, type MessageScope } from "../_shared/template.ts";
import { step } from "./step.ts";

const SLACK_TEXT =
  '*{{ run.pipeline }}*: {{ run.status }}{% if run.error != "" %}. {{ run.error }}{% endif %} {{ run.url }}';

export default implement(step, async ({ config, inputs, ctx }) => {
  const scope = await messageScope(ctx, inputs);
  const facts = await ctx.deliver({
    channel: "webhook",
    to: config.urlSecret ? { secret: config.urlSecret } : { url: config.url },
    contentType: "application/json",
    body: bodyOf(config, scope),
    headers: config.headers.map(({ name, value, secret }) => ({
      name,
      value: secret ? { secret } : value,
    })),
    signingSecret: config.signingSecret || null,
    timeoutMs: config.timeoutSeconds * 1_000,
  });
  ctx.log("info", `The message ${facts.id} has arrived at ${facts.target}.`);
  return { delivery: await ctx.artifacts.putJson(facts, { type: "artifact", meta: facts }) };
});

function bodyOf(
  { format, body }: { format: "json" | "slack"; body: string },
  scope: MessageScope,
): string {
  if (format === "slack")
    return JSON.stringify({ text: fillTemplate("The body", body || SLACK_TEXT, scope) });
  if (body === "") {
    const { item: _, ...data } = scope;
    return JSON.stringify({
      type: `run.${String(scope.run["status"])}`,
      timestamp: new Date().toISOString(),
      data,
    });
  }
  const text = fillTemplate("The body", body, scope);
  try {
    JSON.parse(text);
  } catch (error) {
    throw new StepError(
      "bad-config",
      `The body is not JSON once it is filled in (${error instanceof Error ? error.message : String(error)}): write values with the filter json, as in {"error": {{ run.error | json }}}.`,
    );
  }
  return text;
}
