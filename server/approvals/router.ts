import { procedure, router } from "../trpc.ts";
import { decideWaiver } from "./decide-waiver.ts";
import { declareFalse } from "./declare-false.ts";
import { get } from "./get.ts";
import { lift } from "./lift.ts";
import { report } from "./report.ts";
import { requestWaiver } from "./request-waiver.ts";
import { revokeWaiver } from "./revoke-waiver.ts";
import {
  decideWaiverInput,
  falseInput,
  liftInput,
  reportInput,
  requestWaiverInput,
  revokeWaiverInput,
  suspendInput,
  versionName,
} from "./schemas.ts";
import { suspendByHand } from "./suspend-by-hand.ts";

export const approvalsRouter = router({
  get: procedure("workspace.read")
    .input(versionName)
    .query(({ ctx, input }) => get(ctx, input)),
  suspend: procedure("approvals.suspend")
    .input(suspendInput)
    .mutation(({ ctx, input }) => suspendByHand(ctx, input)),
  lift: procedure("approvals.suspend")
    .input(liftInput)
    .mutation(({ ctx, input }) => lift(ctx, input)),
  report: procedure("incidents.report")
    .input(reportInput)
    .mutation(({ ctx, input }) => report(ctx, input)),
  declareFalse: procedure("approvals.suspend")
    .input(falseInput)
    .mutation(({ ctx, input }) => declareFalse(ctx, input)),
  requestWaiver: procedure("waivers.request")
    .input(requestWaiverInput)
    .mutation(({ ctx, input }) => requestWaiver(ctx, input)),
  decideWaiver: procedure("waivers.approve")
    .input(decideWaiverInput)
    .mutation(({ ctx, input }) => decideWaiver(ctx, input)),
  revokeWaiver: procedure("waivers.approve")
    .input(revokeWaiverInput)
    .mutation(({ ctx, input }) => revokeWaiver(ctx, input)),
});
