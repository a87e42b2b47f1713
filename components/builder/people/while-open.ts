import type { Autosave } from "../store/autosave.ts";
import type { Besides } from "./session-server.ts";

/** Larger bodies than 64 KB no browser sends for a page that closes. */
const MAX_LAST_BYTES = 60_000;

/** Saves when the window loses the focus and, as a last request, when the page closes; warns where edits would be lost. */
export function whileOpen({
  name,
  autosave,
  write,
  lost,
  beside,
  besides,
}: {
  name: string;
  autosave: Autosave;
  /** Writes what is not saved into this browser. */
  write: () => Promise<boolean>;
  /** What is not saved lies nowhere but on this page. */
  lost: () => boolean;
  /** There is something that no save takes. */
  beside: () => boolean;
  /** What else a save on that revision brings. */
  besides: (revision: number) => Besides;
}): () => void {
  const flush = () => {
    if (autosave.pending()) void autosave.flush().catch(() => {});
  };
  const hidden = () => {
    if (document.visibilityState === "hidden" && (autosave.pending() || beside())) void write();
  };
  const last = () => {
    const pending = autosave.pending();
    if (pending || beside()) void write();
    if (!pending) return;
    const body = JSON.stringify({ name, ...pending, ...besides(pending.revision) });
    if (new Blob([body]).size > MAX_LAST_BYTES) return;
    void fetch("/api/trpc/pipelines.saveDraft", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      keepalive: true,
    }).catch(() => {});
  };
  const warn = (event: BeforeUnloadEvent) => {
    if (lost()) event.preventDefault();
  };
  window.addEventListener("blur", flush);
  window.addEventListener("online", autosave.wake);
  window.addEventListener("pagehide", last);
  window.addEventListener("beforeunload", warn);
  document.addEventListener("visibilitychange", hidden);
  return () => {
    window.removeEventListener("blur", flush);
    window.removeEventListener("online", autosave.wake);
    window.removeEventListener("pagehide", last);
    window.removeEventListener("beforeunload", warn);
    document.removeEventListener("visibilitychange", hidden);
  };
}
