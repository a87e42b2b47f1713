import { dateTime, exactTime } from "../ui/format.ts";

/** Who paused something, and when. */
export function PausedBy({ by, at }: { by: string; at: string }) {
  return (
    <>
      {by},{" "}
      <time dateTime={at} title={exactTime(at)}>
        {dateTime(at)}
      </time>
    </>
  );
}
