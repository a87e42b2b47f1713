import { procedure, router } from "../trpc.ts";
import { calendar } from "./calendar.ts";
import { counts } from "./counts.ts";
import { figures } from "./figures.ts";
import { calendarInput, figuresInput, triageInput } from "./schemas.ts";
import { triage } from "./triage.ts";

export const deskRouter = router({
  counts: procedure("workspace.read").query(({ ctx }) => counts(ctx)),
  triage: procedure("reviews.triage")
    .input(triageInput)
    .mutation(({ ctx, input }) => triage(ctx, input)),
  calendar: procedure("workspace.read")
    .input(calendarInput)
    .query(({ ctx, input }) => calendar(ctx, input)),
  figures: procedure("workspace.read")
    .input(figuresInput)
    .query(({ ctx, input }) => figures(ctx, input)),
});
