import { compile } from "../../workflows/core/compile.ts";
import { documentSchema, type PipelineDocument } from "../../workflows/core/document.ts";
import { fixesOf } from "../../workflows/core/fixes.ts";
import { plural } from "../../workflows/core/plural.ts";
import { formatErrors, formatProblem, hasErrors } from "../../workflows/core/problems.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { registry } from "../../workflows/steps/index.ts";
import { readDocumentFile, readParams } from "./documents.ts";
import { localColumns } from "./local-columns.ts";
import type { Answer } from "./output.ts";

/** `compile FILE`: the problems of a document, without a server, each with its remedy where that is certain. */
export async function compileFile(file: string, options: { param: string[] }): Promise<Answer> {
  const { document, problem } = await readDocumentFile(file);
  const params = readParams(options.param);
  const columns = problem ? {} : await localColumns(document, file, params);
  const { plan, problems } = problem
    ? { plan: null, problems: [problem] }
    : compile(document, registry, {
        params,
        localFiles: true,
        columns,
      });
  const read = documentSchema.safeParse(document);
  const found = problems.map((one) => {
    const [fix] = read.success ? fixesOf(one, read.data, registry, { columns }) : [];
    return { ...one, ...(fix ? { fix: fix.title } : {}) };
  });
  const summary = plan ? `${file} compiles: ${stepsOf(plan)}.` : `${file} does not compile.`;
  return {
    json: { ok: plan !== null, problems: found, plan },
    lines: [
      ...found.flatMap((one) => [
        formatProblem(one),
        ...(one.fix ? [`      hint: ${one.fix}.`] : []),
      ]),
      summary,
    ],
    exitCode: hasErrors(problems) ? 1 : 0,
  };
}

/** How many steps a plan has, those that run for the items of a map included. */
function stepsOf({ nodes }: RunPlan): string {
  const inside = nodes.reduce((sum, { map }) => sum + (map?.body.length ?? 0), 0);
  const words = plural(nodes.length + inside, "step");
  return inside === 0 ? words : `${words}, ${inside} of them inside maps`;
}

/**
 * The document of a file that is to run.
 * @throws Error that lists its problems
 */
export async function checkedDocument(
  file: string,
  params: Record<string, string>,
): Promise<PipelineDocument> {
  const { document, problem } = await readDocumentFile(file);
  const problems = problem
    ? [problem]
    : compile(document, registry, { params, localFiles: true }).problems;
  if (hasErrors(problems)) throw new Error(formatErrors(problems));
  return document as PipelineDocument;
}
