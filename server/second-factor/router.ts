import { z } from "zod";
import { procedure, router } from "../trpc.ts";
import { codesLeft } from "./codes-left.ts";
import { off } from "./off.ts";
import { renewCodes } from "./renew-codes.ts";
import { reset } from "./reset.ts";
import { proof } from "./schemas.ts";

/** A person's own, and its reset by an admin. It is set up by better-auth's routes, which change the session along with it. */
export const secondFactorRouter = router({
  codesLeft: procedure("workspace.read").query(({ ctx }) => codesLeft(ctx)),
  off: procedure("workspace.read")
    .input(proof)
    .mutation(({ ctx, input }) => off(ctx, input)),
  renewCodes: procedure("workspace.read")
    .input(proof)
    .mutation(({ ctx, input }) => renewCodes(ctx, input)),
  reset: procedure("members.write")
    .input(z.strictObject({ userId: z.string().min(1), proof: proof.default({}) }))
    .mutation(({ ctx, input }) => reset(ctx, input)),
});
