import { randomUUID } from "node:crypto";

/**
 * A UUID of version 7 (RFC 9562): the milliseconds since 1970, then 74 random bits. New ids come last in the table's
 * index, which then writes a fraction of what random ones make it write.
 */
export function predictionId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
