import { sameJson } from "../../workflows/core/json.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import { authorize, type Ctx } from "../context.ts";

/**
 * Whoever publishes a trigger that is new or changed starts runs by it. One that is only called otherwise, or is to begin
 * paused from now on, starts none that did not start before.
 * @throws PenstockError `forbidden` for a key that was not made for `runs.start`
 */
export function authorizeTriggers(
  ctx: Pick<Ctx, "actor">,
  { before, after }: { before: readonly TriggerSpec[]; after: readonly TriggerSpec[] },
): void {
  const starting = after.find(
    (now) => !before.some((one) => sameJson(what(now), what({ ...one, ...pausedIn(now) }))),
  );
  if (starting)
    authorize(
      ctx,
      "runs.start",
      `The trigger '${starting.id}' is new or changed, and it starts runs. `,
    );
}

function pausedIn({ paused }: TriggerSpec): { paused?: true } {
  return paused ? { paused } : {};
}

/** What a trigger starts, and when. */
function what(spec: TriggerSpec) {
  return { ...spec, title: undefined, paused: spec.paused ?? false };
}
