import { z } from "zod";
import { proof } from "../second-factor/schemas.ts";
import { procedure, router } from "../trpc.ts";
import { change } from "./change.ts";
import { makeLink } from "./make-link.ts";

// Its length is checked where it is hashed, against what sign-in takes.
const password = z.string().max(1_000);

export const passwordRouter = router({
  change: procedure("workspace.read")
    .input(z.strictObject({ current: password, password }))
    .mutation(({ ctx, input }) => change(ctx, input)),
  makeLink: procedure("members.write")
    .input(z.strictObject({ userId: z.string().min(1), proof: proof.default({}) }))
    .mutation(({ ctx, input }) => makeLink(ctx, input)),
});
