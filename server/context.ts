import type { Client } from "@temporalio/client";
import type { Database } from "../db/client.ts";
import type { ReviewFunction, Role } from "../db/schema/auth.ts";
import type { Artifacts } from "./artifacts.ts";
import { PenstockError } from "./errors.ts";
import { can, type Right } from "./rights.ts";

/** Who acts, in which workspace, as what. */
export interface Actor {
  userId: string;
  email: string;
  name: string;
  workspaceId: string;
  role: Role;
  via: "session" | "token" | "local" | "workflow";
  /** What a reviewer stands for, their groups' functions among them. */
  functions?: readonly ReviewFunction[];
  /** What a token is held to; without it, all that the role includes. */
  rights?: readonly Right[];
  /** The network address the request came from. */
  source?: string;
  /** The browser's session, for `via: "session"`. */
  sessionId?: string;
}

/** The real services a verb works with. */
export interface Services {
  db: Database;
  artifacts: Artifacts;
  /** Connects on first use; throws `unavailable` with a sentence when Temporal cannot be reached. */
  temporal: () => Promise<Client>;
}

export interface Ctx extends Services {
  actor: Actor;
}

/** The first line of every verb. `why` comes before the refusal, where the verb does not say by itself what the right is for. */
export function authorize(ctx: Pick<Ctx, "actor">, right: Right, why = ""): void {
  if (!can(ctx.actor.role, right))
    throw new PenstockError(
      "forbidden",
      `${why}Your role in this workspace, ${ctx.actor.role}, does not include '${right}': ask an admin for a role that does.`,
      { right },
    );
  if (ctx.actor.rights && !ctx.actor.rights.includes(right))
    throw new PenstockError(
      "forbidden",
      `${why}This API key was not made for '${right}': make one that includes it in Settings.`,
    );
}
