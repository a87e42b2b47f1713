import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { PlanNode, RunPlan } from "../../../workflows/core/plan.ts";
import { sends } from "./activities-code.ts";
import { commentLine } from "./literal.ts";
import { queuesOf, scriptsOf } from "./project-files.ts";
import { workflowName } from "./outline.ts";

/** Writes `README.md`: how to run the project, where things are, and what it does not do. */
export function readme(
  document: PipelineDocument,
  plan: RunPlan,
  nodes: readonly PlanNode[],
): string {
  const scripts = scriptsOf(nodes);
  const asks = scripts.includes("approve");
  const params = Object.entries(plan.params);
  const example = params[0] ? ` -- ${params[0][0]}=${params[0][1]}` : "";
  const left = [
    ...(document.triggers?.length
      ? ["The triggers: use Temporal Schedules, or start runs from what you have."]
      : []),
    ...(nodes.some(({ cache }) => cache) ? ["The cache: every run does all of its steps."] : []),
    ...(document.concurrency ? ["The limit of runs at once."] : []),
    ...nodes.flatMap(({ config, map }) =>
      map && config["over"] === "files"
        ? [
            `The files of the folder \`${String(config["folder"])}\`: that path begins at this folder.`,
          ]
        : [],
    ),
    "People and rights: whoever reaches the Temporal server can start and answer runs.",
    "Where branches stand side by side, the others are finished after one has failed; what follows where they meet is not begun, also if it needs nothing of the failed one.",
  ];
  return `# ${commentLine(document.title ?? plan.pipeline)}

A Temporal project in TypeScript, ejected from the Penstock pipeline \`${plan.pipeline}\` (kept in \`pipeline.yaml\` for
reference). It needs Node 20 or newer, Python 3.10 or newer${nodes.some(({ kind }) => kind.startsWith("train.")) ? "" : " (only for training steps)"}, and a Temporal server; nothing of Penstock.

## Run it

\`\`\`sh
temporal server start-dev   # or set TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE
npm ci
npm run worker              # keep it running; further terminals for the rest
npm start${example}
${asks ? "npm run approve -- --by NAME --approve --comment TEXT    # or --reject, --request-changes\n" : ""}${scripts.includes("send") ? "npm run send -- EVENT\n" : ""}\`\`\`

\`npm run check\` checks the types.${asks ? " Whoever started a run (`npm start -- --by NAME`, your login name otherwise) may not approve it." : ""}

## What is where

| path | what it is |
| --- | --- |
| \`src/workflow.ts\` | the workflow \`${workflowName(plan.pipeline)}\`: change the pipeline here |
| \`src/activities.ts\` | the steps it calls |
| \`src/steps\`, \`src/core\`, \`src/python\` | how the steps work |
| \`src/standalone\` | what surrounds them: folders, registry, reviews, commands |
| \`data/sources\` | the files that the pipeline reads |
| \`data/artifacts\` | everything that steps made, each file under its SHA-256 |
| \`data/runs\` | what each step of each run gave, and its metrics |
| \`data/registry.json\`, \`data/reviews\`, \`data/deployments.json\` | models and their versions, decisions, deployments |
| \`.ejected.json\` | which files were ejected: ejecting again with \`--force\` replaces only these, and none that was changed since |

Task queues: ${queuesOf(plan, nodes)
    .map((queue) => `\`${queue}\``)
    .join(", ")}. \`npm run worker -- --queue NAME\` serves one of them, for instance on a
machine with a GPU; workers share the data folder (\`DATA_DIR\`). \`THREADS\` limits the cores a step may use.${
    nodes.some(({ kind }) => sends(kind))
      ? " Messages take the secret `my.key` from the variable `SECRET_MY_KEY`; mail goes through `SMTP_URL`, from `MAIL_FROM`."
      : ""
  }

## What did not come along

${left.map((line) => `- ${line}`).join("\n")}
`;
}
