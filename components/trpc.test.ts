import assert from "node:assert/strict";
import { test } from "node:test";
import { createTRPCClient, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "../server/router.ts";
import { tellSignedOut } from "./trpc.tsx";

test("whether one is signed in is told by answers, not by a stream that is connecting", async () => {
  const told: boolean[] = [];
  let signedIn = false;
  const link: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        if (op.type === "subscription")
          observer.next({ result: { type: "state", state: "connecting", error: null } });
        else if (signedIn) {
          observer.next({ result: { type: "data", data: null } });
          observer.complete();
        } else
          observer.error(
            new TRPCClientError<AppRouter>("Sign in.", {
              result: { error: { code: -32001, message: "", data: { httpStatus: 401 } } } as never,
            }),
          );
      });
  const client = createTRPCClient<AppRouter>({
    links: [tellSignedOut((isSignedOut) => told.push(isSignedOut)), link],
  });
  await assert.rejects(client.workspace.me.query());
  client.runs.follow.subscribe({ id: "run" }, {}).unsubscribe();
  assert.deepEqual(told, [true]);
  signedIn = true;
  await client.workspace.me.query();
  assert.deepEqual(told, [true, false]);
});
