import assert from "node:assert/strict";
import { test } from "node:test";
import { PathnameContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import type { Me } from "./me.ts";
import { Sidebar } from "./sidebar.tsx";
import { useCan } from "./use-can.ts";

function Page() {
  return h("p", null, useCan("deployments.write") ? "may roll back" : "may not");
}

test("what the reader may do is known when a page is first drawn", () => {
  const me = (rights: string[]) =>
    ({
      user: { id: "u1", name: "Olga Operator", email: "operator@penstock.local" },
      workspace: { id: "ws_1", name: "Default" },
      workspaces: [],
      role: "operator",
      rights,
    }) as unknown as Me;
  const page = (rights: string[]) =>
    drawn(
      h(PathnameContext.Provider, { value: "/deployments" }, [
        h(Sidebar, { key: "sidebar", me: me(rights) }),
        h(Page, { key: "page" }),
      ]),
    );
  assert.match(page(["deployments.write"]), /may roll back/);
  assert.match(page([]), /may not/);
});
