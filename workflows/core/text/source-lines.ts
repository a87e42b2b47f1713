export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** A text that ends with a line break, by offsets. */
export class SourceLines {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  lineStart(at: number): number {
    return this.text.lastIndexOf("\n", at - 1) + 1;
  }

  /** Where the next line begins; the offset itself if a line begins there already (a block's text ends so). */
  lineEnd(at: number): number {
    if (at > 0 && this.text[at - 1] === "\n") return at;
    const next = this.text.indexOf("\n", at);
    return next < 0 ? this.text.length : next + 1;
  }

  column(at: number): number {
    return at - this.lineStart(at);
  }

  isFirstInLine(at: number): boolean {
    return this.text.slice(this.lineStart(at), at).trim() === "";
  }

  /** The dash at this column under which something stands; null when it is not the first in its line. */
  dash(at: number, column: number): number | null {
    for (let line = this.lineStart(at); ; line = this.lineStart(line - 1)) {
      const dash = line + column;
      if (this.text[dash] === "-" && dash <= at) return this.isFirstInLine(dash) ? dash : null;
      if (line === 0) return null;
    }
  }

  /** The line's beginning, or that of the comment that stands right above it at the same column. */
  above(at: number, column: number): number {
    let from = this.lineStart(at);
    while (from > 0) {
      const before = this.lineStart(from - 1);
      const [indent] = /^ *(?=#)/.exec(this.text.slice(before, from)) ?? [];
      if (indent?.length !== column) break;
      from = before;
    }
    return from;
  }

  /** Where the next line begins after what ends there, and after comments below it that stand further in. */
  below(at: number, column: number): number {
    let to = this.lineEnd(at);
    for (;;) {
      const next = this.lineEnd(to + 1);
      const [indent] = /^ *(?=#)/.exec(this.text.slice(to, next)) ?? [];
      if (indent === undefined || indent.length <= column || to >= this.text.length) return to;
      to = next;
    }
  }

  /** The comment that is all there is in the rest of the line, with the spaces before it. */
  commentAfter(at: number): string {
    return /^\s+#.*$/.exec(this.restOfLine(at))?.[0] ?? "";
  }

  /** The comment at the end of the line. */
  commentIn(at: number): string {
    return /\s+#.*$/.exec(this.restOfLine(at))?.[0] ?? "";
  }

  private restOfLine(at: number): string {
    const next = this.text.indexOf("\n", at);
    return this.text.slice(at, next < 0 ? undefined : next);
  }

  /** A text as lines of their own. */
  inserted(at: number, column: number, text: string): Edit {
    return { from: at, to: at, text: `${" ".repeat(column)}${text}\n` };
  }

  with(edits: readonly Edit[]): string {
    let result = "";
    let at = 0;
    for (const { from, to, text } of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
      result += this.text.slice(at, from) + text;
      at = Math.max(at, to);
    }
    return result + this.text.slice(at);
  }
}
