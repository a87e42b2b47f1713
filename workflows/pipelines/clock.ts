/**
 * The workflow's clock. In Temporal's sandbox `Date` gives the time of the task at hand, the same when it is replayed.
 * No other file of the bundle names `Date`: what comes from outside the sandbox would then stand out.
 */
export const clock = {
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
  /** ISO 8601. */
  iso: (): string => new Date().toISOString(),
  /** Milliseconds from now until a moment in ISO 8601; negative when it has passed. */
  until: (moment: string): number => Date.parse(moment) - Date.now(),
};
