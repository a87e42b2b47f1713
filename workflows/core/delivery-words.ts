import { plural } from "./plural.ts";

interface Delivery {
  status: string;
  /** The title of the step that sent it. */
  step: string;
  /** Of a map; empty outside of one. */
  item: string;
  run: { pipeline: string; over: boolean };
  attempts: readonly unknown[];
  sendingSince: string | null;
}

/** `Tell the operator, of third-item`: the step that sent a message, and the pipeline that ran. */
export function deliveryTitle({
  step,
  item,
  run,
}: Pick<Delivery, "step" | "item"> & { run: { pipeline: string } }): string {
  return `${step}${item === "" ? "" : ` for item ${item}`}, of ${run.pipeline}`;
}

/** Whether a message that has not arrived may still do so by itself. */
export function missingWords({
  status,
  run,
  attempts,
  sendingSince,
}: Pick<Delivery, "status" | "attempts" | "sendingSince"> & { run: { over: boolean } }): string {
  if (status !== "failed" || !run.over || sendingSince !== null) return "not yet";
  return `no, given up after ${plural(attempts.length, "attempt")}`;
}
