/** The zone of whoever reads. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A moment on the clocks of a zone: `Sat 21 Nov 2026, 02:00`. Those of UTC where this browser does not know the zone. */
export function zonedTime(iso: string, timeZone: string): string {
  return formatIn(timeZone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  })
    .format(new Date(iso))
    .replace(/^(\w{3}),? /, "$1 ");
}

/** What the clocks that `zonedTime` shows are called at a moment, for instance `CET` or `GMT+2`: it changes with daylight saving. */
export function zoneName(iso: string, timeZone: string): string {
  const parts = formatIn(timeZone, { timeZoneName: "short" }).formatToParts(new Date(iso));
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

function formatIn(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
}
