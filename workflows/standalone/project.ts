/** What the commands know of a project. */
export interface Project {
  pipeline: string;
  /** The name of the workflow function. */
  workflow: string;
  /** Task queues; the first is the workflow's own. */
  queues: readonly string[];
  params: Readonly<Record<string, string | number | boolean>>;
}
