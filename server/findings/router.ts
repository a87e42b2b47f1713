import { procedure, router } from "../trpc.ts";
import { answer } from "./answer.ts";
import { change } from "./change.ts";
import { close } from "./close.ts";
import { list } from "./list.ts";
import { raise } from "./raise.ts";
import { reopen } from "./reopen.ts";
import {
  answerInput,
  changeInput,
  closeInput,
  listInput,
  raiseInput,
  reopenInput,
} from "./schemas.ts";

export const findingsRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  raise: procedure("reviews.comment")
    .input(raiseInput)
    .mutation(({ ctx, input }) => raise(ctx, input)),
  change: procedure("reviews.decide")
    .input(changeInput)
    .mutation(({ ctx, input }) => change(ctx, input)),
  answer: procedure("reviews.comment")
    .input(answerInput)
    .mutation(({ ctx, input }) => answer(ctx, input)),
  close: procedure("reviews.decide")
    .input(closeInput)
    .mutation(({ ctx, input }) => close(ctx, input)),
  reopen: procedure("reviews.decide")
    .input(reopenInput)
    .mutation(({ ctx, input }) => reopen(ctx, input)),
});
