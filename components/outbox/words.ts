import { plural } from "../ui/format.ts";
import type { Delivery, DeliveryRow } from "./types.ts";

/** `Tell the operator, of third-item`: the step that sent it, and the pipeline that ran. */
export function deliveryTitle({ step, item, run }: Pick<DeliveryRow, "step" | "item" | "run">) {
  return `${step}${item === "" ? "" : ` for item ${item}`}, of ${run.pipeline}`;
}

/** Whether a message that has not arrived may still do so by itself. */
export function missingWords({
  status,
  run,
  attempts,
  sendingSince,
}: Pick<Delivery, "status" | "run" | "attempts" | "sendingSince">): string {
  if (status !== "failed" || !run.over || sendingSince !== null) return "not yet";
  return `no, given up after ${plural(attempts.length, "attempt")}`;
}
