import type { Engine } from "../core/engine.ts";

/** What later releases changed in how a run goes. A run keeps to what held when it began: its history says so. */
export interface Rules {
  readonly engine: Engine;
  /** Earlier results are looked up together, and the end is recorded, by local activities. */
  readonly localActivities: boolean;
  /** What is cancelled is waited for until it has ended. */
  readonly awaitsCancelled: boolean;
  /** The steps of the finally phase come after a cancellation, also of a run that is paused. */
  readonly endOutlivesCancel: boolean;
  /** A pause holds what was looked up, stood in line or was being started when it came. */
  readonly pauseHoldsLatecomers: boolean;
  /** The share of a map's items that may fail is rounded as the server and the page round it. */
  readonly exactTolerance: boolean;
  /** A phase waits for its own nodes alone: those of an earlier one that have no result get none. */
  readonly phaseByItself: boolean;
  /** A node that joins any waits for those that its conditions look at. */
  readonly anyAwaitsLooked: boolean;
  /** A map has as many lanes as its window needs. */
  readonly lanesFillWindow: boolean;
  /** A map at the end of a run knows how the run ended, and its items may run sub-pipelines. */
  readonly wholeItems: boolean;
  /** Whoever cancels twice cuts short also an end that has not begun. */
  readonly cutsShortEarly: boolean;
  /** Where the work of one lane fails, the others stop. */
  readonly lanesStopTogether: boolean;
  /** Local activities come one at a time. */
  readonly localInTurn: boolean;
  /** A map tells its parts of a pause by itself, not from where the run hears of it. */
  readonly mapsFollowPause: boolean;
  /** The workflow ends as its run is recorded to have ended, whatever came in between. */
  readonly endsAsRecorded: boolean;
}

/** @param engine 1, the oldest, where a run's input has none */
export function rulesOf(engine: Engine = 1): Rules {
  const [second, third, fourth, fifth] = [engine >= 2, engine >= 3, engine >= 4, engine >= 5];
  return {
    engine,
    localActivities: second,
    awaitsCancelled: third,
    endOutlivesCancel: third,
    pauseHoldsLatecomers: third,
    exactTolerance: third,
    phaseByItself: fourth,
    anyAwaitsLooked: fourth,
    lanesFillWindow: fourth,
    wholeItems: fourth,
    cutsShortEarly: fourth,
    lanesStopTogether: fifth,
    localInTurn: fifth,
    mapsFollowPause: fifth,
    endsAsRecorded: fifth,
  };
}
