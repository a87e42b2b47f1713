import type { Page } from "@playwright/test";
import { call, web } from "./support.ts";

interface Draft {
  revision: number;
  document: { nodes: { id: string; title?: string; config?: Record<string, unknown> }[] };
}

/** A pipeline of three waits, as the signed-in person's draft; answers its name. */
export async function newPipeline(page: Page, description?: string): Promise<string> {
  const name = `people-${Date.now().toString(36)}`;
  await call(page, "pipelines.create", { name });
  const ids = ["first", "second", "third"];
  await call(page, "pipelines.saveDraft", {
    name,
    revision: 1,
    document: {
      apiVersion: "penstock/v1",
      name,
      ...(description === undefined ? {} : { description }),
      nodes: ids.map((id) => ({ id, kind: "control.wait", config: { for: "1s" } })),
      layout: { nodes: Object.fromEntries(ids.map((id, n) => [id, { x: 320 * n, y: 0 }])) },
    },
  });
  return name;
}

/** What the server has as the draft of who is signed in on the page, and how long each of its steps waits. */
export async function readDraft(page: Page, name: string) {
  const input = encodeURIComponent(JSON.stringify({ name }));
  const response = await page.request.get(`${web()}/api/trpc/pipelines.get?input=${input}`);
  const { draft } = ((await response.json()) as { result: { data: { draft: Draft } } }).result.data;
  const waits = Object.fromEntries(
    draft.document.nodes.map(({ id, config }) => [id, config?.["for"]]),
  );
  return { ...draft, waits };
}
