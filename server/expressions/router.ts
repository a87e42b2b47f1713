import { procedure, router } from "../trpc.ts";
import { checkSql } from "./check-sql.ts";
import { checkSqlInput } from "./schemas.ts";
import { sqlFunctions } from "./sql-functions.ts";

export const expressionsRouter = router({
  checkSql: procedure("workspace.read")
    .input(checkSqlInput)
    .mutation(({ ctx, input }) => checkSql(ctx, input)),
  sqlFunctions: procedure("workspace.read").query(({ ctx }) => sqlFunctions(ctx)),
});
