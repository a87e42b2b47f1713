import { diffLines } from "diff";

export type Sign = "+" | "−" | " ";

export interface DiffLine {
  sign: Sign;
  text: string;
  /** The line that this one was or became, as far as as many lines went as came. */
  beside?: string;
}

/** Two texts line by line. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const parts = diffLines(`${before}\n`, `${after}\n`).map(({ value, added, removed }) => ({
    sign: added ? ("+" as const) : removed ? ("−" as const) : (" " as const),
    lines: value.replace(/\n$/, "").split("\n"),
  }));
  return parts.flatMap(({ sign, lines }, index) => {
    const other = parts[sign === "−" ? index + 1 : index - 1];
    const paired = sign !== " " && other !== undefined && other.sign !== sign && other.sign !== " ";
    return lines.map((text, n) => {
      const beside = paired ? other.lines[n] : undefined;
      return beside === undefined ? { sign, text } : { sign, text, beside };
    });
  });
}
