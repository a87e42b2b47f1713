import type { PipelineNow } from "../../../server/pipelines/live.ts";
import type { Person, Saved } from "./live-merge.ts";
import { released } from "./released.ts";

const RETRY_MS = 3_000;

/** Takes in the drafts of those who have the pipeline open, as they are saved, one after another. */
export function followDrafts({
  me,
  load,
  onFirst,
  onSaved,
}: {
  me: string;
  /** A draft as it is now; null where what it says is no pipeline. */
  load: (user: string) => Promise<Saved | null>;
  /** A draft is seen for the first time. */
  onFirst: (person: Person, now: Saved) => void;
  onSaved: (person: Person, before: Saved, now: Saved) => void;
}): {
  hear: (now: PipelineNow) => void;
  /** Asks no more and takes in nothing more, not even what is on its way, until something is heard again. */
  stop: () => void;
} {
  const seen = new Map<string, Saved>();
  /** The revision at which a draft could not be read: it is left alone until it is saved anew. */
  const unread = new Map<string, number>();
  let latest: PipelineNow | null = null;
  let busy = false;
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function follow(): Promise<void> {
    if (busy) return;
    busy = true;
    clearTimeout(retry);
    try {
      for (;;) {
        const now = latest;
        if (now) await takeIn(now);
        if (stopped || now === latest) break;
      }
    } catch {
      // The server is away: this is tried again, and editing goes on.
      if (!stopped) retry = setTimeout(() => void follow(), RETRY_MS);
    } finally {
      busy = false;
    }
  }

  async function takeIn({ people, drafts }: PipelineNow): Promise<void> {
    const here = new Set(people.map(({ user }) => user.id));
    for (const { user, revision } of drafts) {
      const before = seen.get(user.id);
      if (user.id === me || (before ? before.revision >= revision : !here.has(user.id))) continue;
      if (unread.get(user.id) === revision) continue;
      const now = await load(user.id);
      if (stopped) return;
      if (!now) {
        unread.set(user.id, revision);
        continue;
      }
      await released();
      if (stopped) return;
      seen.set(user.id, now);
      if (before) onSaved(user, before, now);
      else onFirst(user, now);
    }
  }

  return {
    hear(now) {
      stopped = false;
      latest = now;
      void follow();
    },
    stop() {
      stopped = true;
      clearTimeout(retry);
    },
  };
}
