import type { PlanNode, RunPlan } from "../../../workflows/core/plan.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { literal } from "./literal.ts";
import type { Lock } from "./package-lock.ts";
import { workflowName } from "./outline.ts";
import { queueName } from "./workflow-code.ts";

/** Queues of the ejected project, the workflow's own first. */
export function queuesOf(plan: RunPlan, nodes: readonly PlanNode[]): string[] {
  const names = nodes.map(({ queue }) => queueName(plan.pipeline, queue));
  return [...new Set([plan.pipeline, ...names.sort()])];
}

/** Writes `src/project.ts`. */
export function projectCode(plan: RunPlan, nodes: readonly PlanNode[]): string {
  const project = {
    pipeline: plan.pipeline,
    workflow: workflowName(plan.pipeline),
    queues: queuesOf(plan, nodes),
    params: plan.params,
  };
  return [
    `import type { Project } from "./standalone/project.ts";`,
    "",
    "/** What the commands need to know. Params are those of a run that names no others. */",
    `export const project: Project = ${literal(project, 0, 32)};`,
    "",
  ].join("\n");
}

export const WORKER_CODE = `import { fileURLToPath } from "node:url";
import * as activities from "./activities.ts";
import { project } from "./project.ts";
import { command } from "./standalone/commands.ts";
import { runWorker } from "./standalone/worker.ts";

const workflows = fileURLToPath(new URL("workflow.ts", import.meta.url));
await command(() => runWorker(project, activities, workflows));
`;

/** The commands beside the worker: by script, the function that does it. */
const COMMANDS = { start: "startRun", approve: "decideReview", send: "sendEvent" } as const;
export type Script = keyof typeof COMMANDS;

/** Writes `src/<script>.ts`. */
export function commandCode(script: Script): string {
  const names = ["command", COMMANDS[script]].sort().join(", ");
  return `import { project } from "./project.ts";
import { ${names} } from "./standalone/commands.ts";

await command(() => ${COMMANDS[script]}(project));
`;
}

/** The commands that steps need. */
export function scriptsOf(nodes: readonly PlanNode[]): Script[] {
  const asking = (what: "event" | "review") =>
    nodes.filter(({ kind }) => registry.get(kind)?.asks === what);
  const decides = asking("review").length > 0;
  const listens = asking("event").some(({ config }) => config["event"] !== undefined);
  return ["start", ...(decides ? ["approve" as const] : []), ...(listens ? ["send" as const] : [])];
}

/** Packages that run the project, besides what its sources import. */
const TOOLS = ["tsx"];
const DEV_TOOLS = ["@types/node", "typescript"];
/** Packages whose install script has to run, or must not: onnxruntime would fetch files for GPUs that nobody uses. */
const SCRIPTS: Record<string, boolean> = {
  "@swc/core": true,
  esbuild: true,
  protobufjs: true,
  "onnxruntime-node": false,
};

/** Writes `package.json`, with the versions that the product itself uses. */
export function packageJson(
  plan: RunPlan,
  nodes: readonly PlanNode[],
  packages: ReadonlySet<string>,
  lock: Lock,
): string {
  const pinned = (names: Iterable<string>) =>
    Object.fromEntries(
      [...names].sort().map((name) => {
        const version = lock[`node_modules/${name}`]?.version;
        if (!version) throw new Error(`package-lock.json names no version of '${name}'.`);
        return [name, version];
      }),
    );
  const node = "node --import tsx";
  const content = {
    name: plan.pipeline,
    version: "1.0.0",
    private: true,
    type: "module",
    scripts: {
      worker: `${node} src/worker.ts`,
      ...Object.fromEntries(
        scriptsOf(nodes).map((script) => [script, `${node} src/${script}.ts`] as const),
      ),
      check: "tsc --noEmit",
    },
    dependencies: pinned([...packages, ...TOOLS]),
    devDependencies: pinned(DEV_TOOLS),
    engines: { node: ">=20.9.0" },
    allowScripts: Object.fromEntries(
      Object.entries(SCRIPTS).filter(([name]) => name !== "onnxruntime-node" || packages.has(name)),
    ),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

export const TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: "ES2023",
      lib: ["ES2023", "ESNext.Disposable"],
      module: "ESNext",
      moduleResolution: "bundler",
      types: ["node"],
      strict: true,
      noUncheckedIndexedAccess: true,
      noImplicitOverride: true,
      noFallthroughCasesInSwitch: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      isolatedModules: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ["src/**/*.ts"],
  },
  null,
  2,
)}\n`;

export const NPMRC = `# onnxruntime's files for CPUs are in its package; what it would fetch is for GPUs.
onnxruntime-node-install=skip
`;

/** All that a run writes; the files it reads are kept. */
export const GITIGNORE = `node_modules/
__pycache__/
data/*
!data/sources/
`;
