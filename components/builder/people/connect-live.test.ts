import assert from "node:assert/strict";
import { test } from "node:test";
import { createTRPCClient, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "../../../server/router.ts";
import { createEditorStore } from "../store/editor-store.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import { connectLive } from "./connect-live.ts";
import { createPeopleStore } from "./people-store.ts";
import type { Session } from "./session.ts";

test("a lost connection is made again, and one that was let go is not", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  // Node has no page; what is listened to of it is an event target.
  Object.assign(globalThis, {
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
  });
  const connections: { error: () => void }[] = [];
  const link: TRPCLink<AppRouter> = () => () =>
    observable((observer) => {
      connections.push({ error: () => observer.error(new Error("lost") as never) });
      // As tRPC's own link does, the end of a subscription is told to who ended it.
      return () => observer.complete();
    });
  const leave = connectLive({
    client: createTRPCClient<AppRouter>({ links: [link] }),
    name: "sample",
    tab: "tab",
    editor: createEditorStore(sampleDocument()),
    people: {
      store: createPeopleStore({ id: "me", name: "Me" }, null),
      session: { hear: () => {} } as unknown as Session,
    },
  });
  assert.equal(connections.length, 1);
  connections[0]!.error();
  t.mock.timers.tick(3_000);
  assert.equal(connections.length, 2);
  leave();
  t.mock.timers.tick(60_000);
  assert.equal(connections.length, 2);
});
