const MASK = "•••";
/** A line of a secret of several lines is kept out by itself when it is at least this long. */
const TELLING_LINE = 8;
/** As long as no word in a path is, but a token. */
const TELLING_SEGMENT = 16;

/** Keeps secrets out of texts: each known value, and the forms in which programs print one, becomes `•••`. */
export class Redactor {
  /** The longest first: where one contains another, nothing of it is left over. */
  private known: readonly string[] = [];

  add(value: string): void {
    const forms = new Set([...this.known, ...formsOf(value)]);
    forms.delete("");
    this.known = [...forms].sort((a, b) => b.length - a.length);
  }

  clean(text: string): string {
    return this.known.reduce((cleaned, form) => cleaned.replaceAll(form, MASK), text);
  }

  /** An error for the process' own log; as it is while no secret is known. */
  cleanError(error: unknown): unknown {
    if (this.known.length === 0 || !(error instanceof Error)) return error;
    return { message: this.clean(error.message), stack: this.clean(error.stack ?? "") };
  }
}

function formsOf(value: string): string[] {
  const trimmed = value.trim();
  const lines = trimmed
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= TELLING_LINE);
  return [value, trimmed, ...lines, ...addressParts(trimmed)].flatMap((text) => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    // As PHP writes it in JSON.
    text.replaceAll("/", "\\/"),
    Buffer.from(text).toString("base64"),
  ]);
}

/**
 * What a server may repeat of an address: its password; of one for HTTP also the path and the query, in which webhooks have
 * their secret, and the header that the credentials become.
 */
function addressParts(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const { protocol, username, password, pathname, search } = new URL(value);
  const asTyped = [password];
  if (protocol === "https:" || protocol === "http:") {
    const path = pathname.replace(/\/+$/, "");
    if (path.length >= TELLING_LINE) asTyped.push(path);
    asTyped.push(...path.split("/").filter(({ length }) => length >= TELLING_SEGMENT));
    if (search) asTyped.push(pathname + search);
    // Shorter ones would take half of the text with them: 1, true, json.
    const values = search
      .slice(1)
      .split("&")
      .map((part) => part.slice(part.indexOf("=") + 1));
    asTyped.push(...values.filter(({ length }) => length >= TELLING_LINE));
    if (username && !password) asTyped.push(username);
    if (username || password)
      asTyped.push(Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64"));
  }
  return asTyped.flatMap((part) => [part, decoded(part)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
