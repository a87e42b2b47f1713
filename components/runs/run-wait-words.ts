import { waitSentence } from "../../workflows/core/wait-sentence.ts";
import type { RunRow } from "./types.ts";
import { placeWords, untilWords } from "./wait-words.ts";

/** What a run waits for, in few words: `ask: the event labels-ready`, `fit: 2nd in line behind other steps on the queue gpu`. */
export function runWaitWords(wait: NonNullable<RunRow["waitsFor"]>, now: number): string {
  return waitSentence(wait, whatFor(wait, now));
}

function whatFor(wait: NonNullable<RunRow["waitsFor"]>, now: number): string {
  const { event, until, key, place, queue, reason } = wait;
  const time = until === undefined ? "" : untilWords(until, now);
  switch (wait.for) {
    case "event":
      return `the event ${event}${time ? `, ${time} at the latest` : ""}`;
    case "time":
      return time;
    case "slot":
      return placeWords({ key: key!, place: place!, since: "" });
    case "worker":
      return `for a worker on the queue ${queue}, which nobody serves`;
    default:
      return reason ?? "an event";
  }
}
