import { refersToItem } from "../../../workflows/core/items.ts";
import { splitGiven } from "../../../workflows/core/overrides.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { readsSource } from "../../../workflows/core/sources.ts";
import { expressionsOf, outline, type Ejected, type Outline } from "./outline.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { exclude, guardsOfEnd } from "./presence.ts";
import { namesIn } from "./translate-cel.ts";

/** Fields of a config that decide how the code is written. */
const FIXED = ["window", "onFailure", "tolerate", "device", "pipeline", "version", "output"];

/** @throws Error with a sentence for each node that has no counterpart in plain code. */
export function refuseWhatCannotBeEjected(ejected: Ejected): void {
  const known = outline(ejected);
  const reasons = [...known.nodes.values()].flatMap((node) => {
    const why = reasonAgainst(node, known);
    return why ? [`'${node.id}' cannot be ejected: ${why}.`] : [];
  });
  if (reasons.length > 0) throw new Error(reasons.join("\n"));
}

function reasonAgainst(
  node: PlanNode,
  { nodes, guards, inside, seenBy, children, written }: Outline,
): string | null {
  const step = registry.get(node.kind);
  if (step?.asks === "child" && !children?.has(node.id))
    return `the pipeline '${String(node.config["pipeline"])}' that it runs is not at hand`;
  const { pin, config: raw = {} } = written.get(node.id) ?? {};
  if (pin) return `the output of run ${pin.run} is pinned in its place; unpin it first`;
  if (step?.asks === "child") {
    const { overrides } = splitGiven((raw["params"] ?? {}) as Record<string, unknown>);
    if (/\$\{\s*params\./.test(JSON.stringify(overrides)) || refersToItem(overrides))
      return "what it overrides in the other pipeline follows from '${…}', but is put in there when that one is ejected, so that another value would change nothing; declare a param there and give it that value";
  }
  const settled =
    node.mode === "activity" ? FIXED.map((field) => raw[field]) : [raw["expression"], raw["cases"]];
  if (/\$\{\s*params\./.test(JSON.stringify(settled)))
    return "what it does follows from '${params.…}' in its config, which is filled in when it is ejected, so that another value of the param would change nothing; in an expression write params.NAME, elsewhere the value";
  if (node.mode !== "activity" && refersToItem(node.config))
    return "what it decides by comes with each item as '${item.…}', of which no code can be written; in an expression write item.NAME or index, and write the cases of a switch into the step";
  const map = nodes.get(inside.get(node.id) ?? "");
  if (readsSource(step) && refersToItem(raw["source"]) && map?.config["over"] !== "files")
    return "its source comes with each item, so that its files cannot be copied: name the file in the step";
  if (node.concurrencyKey !== undefined)
    return `its concurrency key '${node.concurrencyKey}' is a limit that only Penstock keeps; remove the key`;
  if (node.tolerated && node.mode !== "activity")
    return "its failure is handled, but a condition that cannot be evaluated fails the whole workflow; handle the failure of a step";
  const error = Object.values(node.needs)
    .flat()
    .find((end) => end.port === ERROR_PORT && !nodes.get(end.node)!.tolerated);
  if (error)
    return `it takes the error of '${error.node}', which fails the run and is then known only as the run's own error; remove the wire`;
  for (const expression of expressionsOf(node)) {
    const { roots, everyStep } = namesIn(expression);
    if (everyStep)
      return "its condition uses 'steps' otherwise than as steps.NODE.PORT; name the steps it looks at";
    if (roots.has("run") && !(map ?? node).phase)
      return "its condition looks at 'run', which is known only to the steps that come last; give it the phase 'finally'";
  }
  const [racing] = seenBy(node).racing;
  if (racing)
    return `its condition looks at '${racing}', which may not have ended by then; wire it behind that step`;
  if (node.join === "any") {
    const race = Object.values(node.needs).some((ends) =>
      ends.some((end, index) =>
        ends
          .slice(index + 1)
          .some(
            (other) =>
              !exclude(
                guardsOfEnd(nodes.get(end.node)!, end.port, guards),
                guardsOfEnd(nodes.get(other.node)!, other.port, guards),
              ),
          ),
      ),
    );
    if (race)
      return "it goes on with whichever branch is first, and more than one may come; let it wait for all of them";
  }
  return null;
}
