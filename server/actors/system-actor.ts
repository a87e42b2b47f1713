import type { Actor } from "../context.ts";

const SYSTEM = "penstock";

/** Penstock itself, as the actor of what a clock brings about. */
export function systemActor(workspaceId: string): Actor {
  return {
    userId: SYSTEM,
    name: "Penstock",
    email: "",
    workspaceId,
    role: "operator",
    via: "workflow",
  };
}

/** The person of an act, null where a clock brought it about. */
export function personOf({ userId }: Actor): string | null {
  return userId === SYSTEM ? null : userId;
}
