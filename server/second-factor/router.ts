import { z } from "zod";
import { procedure, router } from "../trpc.ts";
import { off } from "./off.ts";
import { renewCodes } from "./renew-codes.ts";

const proof = z.strictObject({
  password: z.string().max(128).optional(),
  code: z.string().max(20).optional(),
});

/** A person's own. It is set up by better-auth's routes, which change the session along with it. */
export const secondFactorRouter = router({
  off: procedure("workspace.read")
    .input(proof)
    .mutation(({ ctx, input }) => off(ctx, input)),
  renewCodes: procedure("workspace.read")
    .input(proof)
    .mutation(({ ctx, input }) => renewCodes(ctx, input)),
});
