import { auditRouter } from "./audit-log/router.ts";
import { pipelinesRouter } from "./pipelines/router.ts";
import { runsRouter } from "./runs/router.ts";
import { router } from "./trpc.ts";
import { workspaceRouter } from "./workspace/router.ts";

export const appRouter = router({
  audit: auditRouter,
  pipelines: pipelinesRouter,
  runs: runsRouter,
  workspace: workspaceRouter,
});

export type AppRouter = typeof appRouter;
