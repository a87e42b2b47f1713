"use client";

import { atHand } from "./at-hand.ts";
import type { News } from "./toast-list.tsx";

const parts = atHand(() => import("./toast-list.tsx"));
const RETRY_MS = 2_000;

type Action = NonNullable<News["action"]>;

function add(type: News["type"], title: string, detail?: string, action?: Action): void {
  parts.ask().then(
    ({ tell }) => tell({ type, title, detail, action }),
    () => setTimeout(() => add(type, title, detail, action), RETRY_MS),
  );
}

/** Short news. For an error, `remedy` says what to do; `toast.error` also takes the error itself. */
export const toast = {
  success: (title: string, detail?: string, action?: Action) =>
    add("success", title, detail, action),
  info: (title: string, detail?: string, action?: Action) => add("info", title, detail, action),
  error: (title: string, remedy?: unknown, action?: Action) =>
    add("error", title, remedy instanceof Error ? remedy.message : (remedy as string), action),
};

/** Once, around the application. */
export function Toaster() {
  const loaded = parts.usePart();
  return loaded && <loaded.ToastList />;
}
