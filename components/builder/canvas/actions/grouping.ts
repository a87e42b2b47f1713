import { registry } from "../../../../workflows/steps/index.ts";
import { groupKey, groupOf, isStepKey } from "../../store/canvas-key.ts";
import { groupingOf, makeGroup, setGroup, ungroup } from "../../store/groups.ts";
import { withRoom } from "../make-room.ts";
import { put, type Env } from "./env.ts";

/** Groups: frames around steps that can be collapsed into one node. */
export function grouping(env: Env) {
  const { state } = env;
  /** The groups that are selected, themselves or by one of their steps. */
  const chosen = (): Set<string> => {
    const { document, selection } = state();
    const known = groupingOf(document);
    return new Set(
      [...selection.nodes].flatMap((key) => groupOf(key) ?? known.groupOf.get(key) ?? []),
    );
  };
  return {
    /** Makes a group of the selected steps, selects it and asks for its title. */
    group: () => {
      const { document, selection } = state();
      const made = makeGroup(document, selection.nodes);
      if (made.key === null) return;
      put(env, made.document, [made.key]);
      state().setRenaming(made.key);
    },
    ungroup: () => {
      const { document, selection } = state();
      const ids = chosen();
      const steps = [...ids].flatMap((id) => groupingOf(document).members.get(id) ?? []);
      const next = ungroup(document, ids);
      if (next !== document) put(env, next, [...selection.nodes].filter(isStepKey).concat(steps));
    },
    /** Collapses the selected groups, or expands them when all of them are collapsed. */
    toggleCollapsed: (only?: string) => {
      const { document } = state();
      const ids = only === undefined ? chosen() : new Set([only]);
      const groups = document.layout?.groups ?? {};
      const collapsed = [...ids].some((id) => !groups[id]?.collapsed);
      const next = [...ids].reduce((now, id) => setGroup(now, id, { collapsed }), document);
      if (next === document) return;
      put(env, collapsed ? next : withRoom(document, next, registry), [...ids].map(groupKey));
    },
  };
}
