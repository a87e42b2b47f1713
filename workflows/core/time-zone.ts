const AREA =
  "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US";
const PLACE =
  "(?:[A-Z]+[a-z]+)+(?:[_-](?:[A-Z][a-z]+|au|es|of|IN))*|ACT|LHI|NSW|UCT|UTC|GMT(?:[+-]?\\d{1,2})?";
const WITHOUT_AREA =
  "[A-Z][a-z]{3,}|[CEMW]ET|[EHM]ST|(?:EST5E|CST6C|MST7M|PST8P)DT|GB(?:-Eire)?|NZ(?:-CHAT)?|PRC|RO[CK]|UCT|UTC|GMT[+-]?0?|W-SU";
/** How the IANA's database spells the names of zones: `America/Port-au-Prince`, `Etc/GMT+2`, `CET`. */
const SPELLING = new RegExp(`^(?:(?:${AREA})(?:/(?:${PLACE}))+|${WITHOUT_AREA})$`);

/**
 * What is wrong with the name of a time zone; null for `UTC` and the names of the IANA's database, as they are spelt there:
 * Temporal takes no other. The clocks of this process know abbreviations, offsets and any spelling too.
 */
export function timeZoneProblem(name: string): string | null {
  const known = knownAs(name);
  // Older names come back as the newer one, or the other way round.
  if (known !== null && known !== name && known.toLowerCase() === name.toLowerCase())
    return `There is no time zone '${name}': write ${known}.`;
  if (known !== null && SPELLING.test(name)) return null;
  return `There is no time zone '${name}': use an IANA name such as Europe/Berlin, or UTC.`;
}

function knownAs(name: string): string | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
