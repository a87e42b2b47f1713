/**
 * A pattern for file names as a regular expression: `*` any text, `?` one character, `[abc]` and `[a-z]` one of them,
 * `{csv,parquet}` one of several. Answers why it cannot be read instead, as the end of a sentence.
 */
export function fileNamePattern(pattern: string): RegExp | string {
  if (/[/\\]/.test(pattern))
    return "it is for the names of files in the folder itself and may hold no slash";
  let source = "";
  let inBraces = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === "*") source += ".*";
    else if (char === "?") source += ".";
    else if (char === "[") {
      const end = pattern.indexOf("]", at + 1);
      const inside = pattern.slice(at + 1, end);
      if (end < 0 || !/^!?(?:[\w.-](?:-[\w.-])?)+$/.test(inside))
        return "its '[' has no ']' with letters in between";
      source += `[${inside.replace(/^!/, "^").replaceAll(".", "\\.")}]`;
      at = end;
    } else if (char === "{" && !inBraces) {
      inBraces = true;
      source += "(?:";
    } else if (char === "}" && inBraces) {
      inBraces = false;
      source += ")";
    } else if (char === "," && inBraces) source += "|";
    else if (char === "{" || char === "}") return "its braces do not match";
    else source += char.replace(/[.+^$()|\]]/g, "\\$&");
  }
  if (inBraces) return "its braces do not match";
  try {
    return new RegExp(`^(?:${source})$`, "su");
  } catch {
    return "it cannot be read";
  }
}
