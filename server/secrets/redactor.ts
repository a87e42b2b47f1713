const MASK = "•••";
/** A line of a secret of several lines is kept out by itself when it is at least this long. */
const TELLING_LINE = 8;

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
  return [value, trimmed, ...lines, ...passwordOf(trimmed)].flatMap((text) => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString("base64"),
  ]);
}

/** An address' password on its own: that is how a server's refusal may repeat it. */
function passwordOf(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const { password } = new URL(value);
  try {
    return password ? [password, decodeURIComponent(password)] : [];
  } catch {
    return [password];
  }
}
