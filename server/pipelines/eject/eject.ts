import type { PlanNode } from "../../../workflows/core/plan.ts";
import { activitiesCode } from "./activities-code.ts";
import { copySources } from "./copied-sources.ts";
import { ownLock, packageLock } from "./package-lock.ts";
import {
  commandCode,
  GITIGNORE,
  NPMRC,
  packageJson,
  projectCode,
  scriptsOf,
  TSCONFIG,
  WORKER_CODE,
} from "./project-files.ts";
import { readme } from "./readme.ts";
import { refuseWhatCannotBeEjected } from "./refuse.ts";
import type { Ejected } from "./outline.ts";
import { withChildren, workflowFiles } from "./workflow-files.ts";

/**
 * A standalone Temporal project that does what the plan says, as text by path. Sources must be paths from the project's
 * folder on.
 * @throws Error that names the node and the reason when something has no counterpart in plain code.
 */
export async function ejectProject(
  ejected: Ejected,
  documentText: string,
): Promise<Map<string, string>> {
  const { document, plan } = ejected;
  const all = withChildren(ejected);
  all.forEach(refuseWhatCannotBeEjected);
  const nodes = all
    .flatMap((one) => one.plan.nodes)
    .flatMap((node): PlanNode[] => [node, ...(node.map?.body ?? [])]);
  const kinds = [
    ...new Set(nodes.filter(({ mode }) => mode === "activity").map(({ kind }) => kind)),
  ];
  const workflows = workflowFiles(ejected);
  const activities = activitiesCode(kinds);
  const used = [...workflows.values(), activities].flatMap((text) =>
    [...text.matchAll(/from "\.\.?\/(standalone\/[a-z-]+\.ts)"/g)].map(([, file]) => file!),
  );
  const { files, packages } = await copySources([
    "standalone/activity.ts",
    "standalone/commands.ts",
    "standalone/project.ts",
    "standalone/worker.ts",
    ...used,
    ...kinds.flatMap((kind) => [`steps/${kind}/run.ts`, `steps/${kind}/step.ts`]),
  ]);
  packages.add("@temporalio/workflow");
  const lock = await ownLock();
  const described = packageJson(plan, nodes, packages, lock);
  return new Map([
    ["README.md", readme(document, plan, nodes)],
    ["package.json", described],
    ["package-lock.json", packageLock(described, lock)],
    ["tsconfig.json", TSCONFIG],
    [".npmrc", NPMRC],
    [".gitignore", GITIGNORE],
    ["pipeline.yaml", documentText],
    ...workflows,
    ["src/activities.ts", activities],
    ["src/project.ts", projectCode(plan, nodes)],
    ["src/worker.ts", WORKER_CODE],
    ...scriptsOf(nodes).map((script) => [`src/${script}.ts`, commandCode(script)] as const),
    ...[...files].map(([file, text]) => [`src/${file}`, text] as const),
  ]);
}
