import type { Readable } from "node:stream";
import { PenstockError } from "../errors.ts";

/** Hands on what a request sends. Throws `timed-out` when nothing comes for two minutes, and ends the stream whatever happens. */
export async function* limitPauses(stream: Readable, ms = 120_000): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Not `for await` with a timer that destroys the stream: a request's body ends only after its next chunk.
      const next = await soon(chunks.next(), ms);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}

async function soon<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new PenstockError(
            "timed-out",
            `Nothing of the file came for ${ms / 1_000} seconds, and none of it was kept: check the connection and send it again.`,
          ),
        ),
      ms,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
