/** Which rules a run goes by: those of the release that began it, whichever worker runs it now. */
export type Engine = 1 | 2 | 3 | 4 | 5;

/** The rules of a run that begins today. */
export const ENGINE: Engine = 5;
