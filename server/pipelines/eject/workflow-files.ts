import { parseEnd } from "../../../workflows/core/document.ts";
import type { PlanEnd } from "../../../workflows/core/plan.ts";
import { Names } from "./identifiers.ts";
import type { Ejected } from "./outline.ts";
import { workflowCode } from "./workflow-code.ts";

/** A pipeline and all that its nodes run, and theirs, each once; the pipeline itself first. */
export function withChildren(ejected: Ejected): Ejected[] {
  const found = new Set([ejected]);
  for (const one of found) for (const child of one.children?.values() ?? []) found.add(child);
  return [...found];
}

/** Writes `src/workflow.ts`, and `src/workflows/` for the pipelines that run as its children. */
export function workflowFiles(main: Ejected): Map<string, string> {
  const all = withChildren(main);
  const names = new Names();
  const functions = new Map(all.map((one) => [one, names.give(one.plan.pipeline, "Workflow")]));
  const paths = new Map<Ejected, string>();
  for (const child of all.slice(1)) {
    const { pipeline } = child.plan;
    const free = [pipeline, ...all.map((_, index) => `${pipeline}-${index + 2}`)];
    paths.set(
      child,
      free.find((name) => ![...paths.values()].includes(name))!,
    );
  }
  return new Map(
    all.map((one) => {
      const isMain = one === main;
      const code = workflowCode(one, {
        name: functions.get(one)!,
        project: main.plan.pipeline,
        root: isMain ? "./" : "../",
        given: isMain ? null : givenBy(one, all),
        exported: isMain
          ? all.slice(1).map((child) => ({
              name: functions.get(child)!,
              from: `./workflows/${paths.get(child)!}.ts`,
            }))
          : [],
        workflowOf: (child) => ({
          name: functions.get(child)!,
          from: `./${isMain ? "workflows/" : ""}${paths.get(child)!}.ts`,
        }),
      });
      return [isMain ? "src/workflow.ts" : `src/workflows/${paths.get(one)!}.ts`, code];
    }),
  );
}

/** The outputs of a pipeline that those want that run it. */
function givenBy(child: Ejected, all: readonly Ejected[]): PlanEnd[] {
  const known = new Set(child.plan.nodes.map(({ id }) => id));
  const wanted = all.flatMap(({ plan, children }) =>
    plan.nodes
      .flatMap((node) => [node, ...(node.map?.body ?? [])])
      .filter(({ id }) => children?.get(id) === child)
      .flatMap(({ config }) => {
        const end = typeof config["output"] === "string" ? parseEnd(config["output"]) : null;
        return end && known.has(end.node) ? [end] : [];
      }),
  );
  return [...new Map(wanted.map((end) => [`${end.node}.${end.port}`, end])).values()];
}
