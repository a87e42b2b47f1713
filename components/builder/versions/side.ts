/** One of the two things that are compared, or what is looked at: a version, one's own draft, another person's draft. */
export type Side =
  | { kind: "version"; number: number }
  | { kind: "draft" }
  | { kind: "draft-of"; user: string };

/** What is looked at in place of the draft. */
export type Looking =
  | { kind: "version"; number: number }
  | { kind: "compare"; before: Side; after: Side };

export const MY_DRAFT: Side = { kind: "draft" };

export function versionSide(number: number): Side {
  return { kind: "version", number };
}

/** A side as it stands in the address: `3`, `draft`, `draft:USER`. */
export function sideText(side: Side): string {
  return side.kind === "version"
    ? String(side.number)
    : side.kind === "draft"
      ? "draft"
      : `draft:${side.user}`;
}

export function readSide(text: string): Side | null {
  if (/^[1-9]\d{0,8}$/.test(text)) return versionSide(Number(text));
  if (text === "draft") return MY_DRAFT;
  return text.startsWith("draft:") ? { kind: "draft-of", user: text.slice(6) } : null;
}

/** What the address says is looked at; null for the draft. */
export function readLooking(search: Pick<URLSearchParams, "get">): Looking | null {
  const version = readSide(search.get("version") ?? "");
  if (version?.kind === "version") return version;
  const [before, after] = (search.get("compare") ?? "").split("..").map(readSide);
  return before && after ? { kind: "compare", before, after } : null;
}
