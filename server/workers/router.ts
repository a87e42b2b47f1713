import { procedure, router } from "../trpc.ts";
import { list } from "./list.ts";

export const workersRouter = router({
  list: procedure("workspace.read").query(({ ctx }) => list(ctx)),
});
