import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** Refuses an API key what a person alone does: about their own sign-in, and about where they work. */
export function inPerson({ actor }: Pick<Ctx, "actor">): void {
  if (actor.via === "token")
    throw new PenstockError(
      "forbidden",
      "This is done in the browser, signed in, and not with an API key.",
    );
}
