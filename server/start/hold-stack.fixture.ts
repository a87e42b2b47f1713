import postgres from "postgres";
import { readEnv } from "../env.ts";
import { startStack } from "./stack.ts";

/** `node --import tsx hold-stack.fixture.ts HOME`: a supervisor of its own for tests that kill or stop one. */
const home = process.argv[2];
if (home === undefined) throw new Error("Usage: hold-stack.fixture.ts HOME");

const stack = await startStack({
  env: readEnv({ PENSTOCK_HOME: home, PENSTOCK_CACHE: process.env["PENSTOCK_CACHE"] }),
  ports: "any",
  processes: ["postgres", "temporal"],
});
const sql = postgres(stack.env["DATABASE_URL"] ?? "", { max: 1 });
await sql`create table if not exists kept as select 7 as n`;
await sql.end();
const alive = setInterval(() => undefined, 60_000);
process.once("SIGTERM", () => {
  clearInterval(alive);
  void stack.stop();
});
console.log("held");
