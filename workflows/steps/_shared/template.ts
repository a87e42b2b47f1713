import { Liquid } from "liquidjs";
import type { Inputs } from "../../core/artifact.ts";
import type { Json } from "../../core/json.ts";
import type { StepContext } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";

const MAX_RENDER_MS = 250;
/** Characters and entries that a template may make on the way. */
const MAX_MEMORY = 5_000_000;
const MAX_TEXT = 100_000;

const engine = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  // In tests of whether something is there, what is missing is false.
  lenientIf: true,
  timezoneOffset: 0,
  parseLimit: MAX_TEXT,
  renderLimit: MAX_RENDER_MS,
  memoryLimit: MAX_MEMORY,
  // Nothing to include, wherever a template looks for it.
  templates: {},
});
for (const tag of ["include", "render", "layout"]) delete engine.tags[tag];

/** What a template of a message may use. */
export interface MessageScope {
  run: Record<string, Json>;
  params: Json;
  /** Facts of what is wired; of the first, where there are several. */
  input: Json;
  inputs: Json[];
  /** The item's index inside a map; empty elsewhere. */
  item: string;
}

export async function messageScope(ctx: StepContext, inputs: Inputs): Promise<MessageScope> {
  const { url, startedBy, params } = await ctx.lookup.runSummary();
  const { id, pipeline, item, ending } = ctx.run;
  const facts = Object.values(inputs).flatMap((refs) => refs.map(({ meta }) => meta));
  return {
    run: {
      id,
      pipeline,
      url,
      startedBy,
      status: ending?.status ?? "running",
      error: ending?.error ?? "",
      failed: ending?.failed ?? [],
    },
    params,
    input: facts[0] ?? {},
    inputs: facts,
    item,
  };
}

/**
 * Fills a Liquid template.
 * @throws StepError that says what is wrong with `what`, and where
 */
export function fillTemplate(what: string, template: string, scope: MessageScope): string {
  let text: string;
  try {
    text = engine.parseAndRenderSync(template, scope);
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(
      /, line:(\d+), col:(\d+)/,
      " (line $1, column $2)",
    );
    throw new StepError(
      "bad-config",
      `${what} cannot be filled in: ${why}. A template may use run, params, input, inputs and item.`,
      { cause: error },
    );
  }
  if (text.length > MAX_TEXT)
    throw new StepError(
      "oversized",
      `${what} has ${text.length.toLocaleString("en")} characters; ${MAX_TEXT.toLocaleString("en")} are allowed: send a link to the run instead.`,
    );
  return text;
}
