import type { SayMoment } from "../../workflows/core/trigger-words.ts";

/** Says when a trigger fired, in the time zone of its schedule where that is known, and in the reader's own otherwise. */
export function triggerMoment(zone?: string): SayMoment {
  return (iso) => {
    const at = new Date(iso);
    const format = new Intl.DateTimeFormat("en-GB", {
      dateStyle: "medium",
      // What comes every few seconds would look alike without them.
      timeStyle: at.getUTCSeconds() === 0 ? "short" : "medium",
      timeZone: zone,
    });
    return format.format(at) + (zone ? ` ${zone}` : "");
  };
}
