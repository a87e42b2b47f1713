import { procedure, router } from "../trpc.ts";
import { all } from "./all.ts";
import { searchInput } from "./schemas.ts";

export const searchRouter = router({
  all: procedure("workspace.read")
    .input(searchInput)
    .query(({ ctx, input }) => all(ctx, input)),
});
