import type { Sql } from "../db/client.ts";

const EVERY_MS = 5_000;

/**
 * Calls `pass` at once, whenever Postgres notifies the channel, and every few seconds for what a notification was missed
 * of; never twice at the same time. `pass` is told when to give up, and may ask to be called again.
 */
export async function keepUp({
  sql,
  channel,
  pass,
  onError,
}: {
  sql: Sql;
  channel: string;
  pass: (signal: AbortSignal, again: () => void) => Promise<void>;
  onError: (error: unknown) => void;
}): Promise<{ stop: () => Promise<void> }> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let again = false;
  let busy: Promise<void> | null = null;

  const poke = () => {
    if (signal.aborted) return;
    again = true;
    busy ??= drain().finally(() => {
      busy = null;
    });
  };
  async function drain(): Promise<void> {
    while (again && !signal.aborted) {
      again = false;
      try {
        await pass(signal, poke);
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
    }
  }

  const timer = setInterval(poke, EVERY_MS);
  const listening = await sql.listen(channel, poke, poke);
  return {
    stop: async () => {
      stopping.abort();
      clearInterval(timer);
      await listening.unlisten().catch(() => undefined);
      await busy;
    },
  };
}
