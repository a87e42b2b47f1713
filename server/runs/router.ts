import { procedure, router } from "../trpc.ts";
import { cancel } from "./cancel.ts";
import { compareRuns } from "./compare.ts";
import { durations } from "./durations.ts";
import { follow } from "./follow.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { item, items } from "./list-items.ts";
import { logs, metrics } from "./logs.ts";
import { pause } from "./pause.ts";
import { pending } from "./pending.ts";
import { preview } from "./preview.ts";
import { rerun } from "./rerun.ts";
import { reproduce } from "./reproduce/reproduce.ts";
import { reproduction } from "./reproduce/reproduction.ts";
import { resume } from "./resume.ts";
import {
  compareInput,
  durationsInput,
  followInput,
  itemInput,
  itemsInput,
  listInput,
  logsInput,
  metricsInput,
  planInput,
  rerunInput,
  runId,
  startInput,
} from "./schemas.ts";
import { start } from "./start.ts";

export const runsRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure("workspace.read")
    .input(runId)
    .query(({ ctx, input }) => get(ctx, input)),
  items: procedure("workspace.read")
    .input(itemsInput)
    .query(({ ctx, input }) => items(ctx, input)),
  item: procedure("workspace.read")
    .input(itemInput)
    .query(({ ctx, input }) => item(ctx, input)),
  durations: procedure("workspace.read")
    .input(durationsInput)
    .query(({ ctx, input }) => durations(ctx, input)),
  pending: procedure("workspace.read")
    .input(runId)
    .query(({ ctx, input }) => pending(ctx, input)),
  logs: procedure("workspace.read")
    .input(logsInput)
    .query(({ ctx, input }) => logs(ctx, input)),
  metrics: procedure("workspace.read")
    .input(metricsInput)
    .query(({ ctx, input }) => metrics(ctx, input)),
  follow: procedure("workspace.read")
    .input(followInput)
    .subscription(({ ctx, input, signal }) => follow(ctx, input, signal)),
  start: procedure("runs.start")
    .input(startInput)
    .mutation(({ ctx, input }) => start(ctx, input)),
  cancel: procedure("runs.control")
    .input(runId)
    .mutation(({ ctx, input }) => cancel(ctx, input)),
  pause: procedure("runs.control")
    .input(runId)
    .mutation(({ ctx, input }) => pause(ctx, input)),
  resume: procedure("runs.control")
    .input(runId)
    .mutation(({ ctx, input }) => resume(ctx, input)),
  rerun: procedure("runs.start")
    .input(rerunInput)
    .mutation(({ ctx, input }) => rerun(ctx, input)),
  reproduce: procedure("runs.start")
    .input(runId)
    .mutation(({ ctx, input }) => reproduce(ctx, input)),
  reproduction: procedure("workspace.read")
    .input(runId)
    .query(({ ctx, input }) => reproduction(ctx, input)),
  compare: procedure("workspace.read")
    .input(compareInput)
    .query(({ ctx, input }) => compareRuns(ctx, input)),
  plan: procedure("runs.start")
    .input(planInput)
    .query(({ ctx, input }) => preview(ctx, input)),
});
