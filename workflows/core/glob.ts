/**
 * Part of a pattern: from the places of a name up to which the parts before it match, those up to which it matches too.
 * All at once, as a regular expression would try them one by one, which many stars make endless.
 */
type Part = (name: readonly string[], places: ReadonlySet<number>) => ReadonlySet<number>;

/**
 * A pattern for file names as a test of them: `*` any text, `?` one character, `[abc]` and `[a-z]` one of them,
 * `{csv,parquet}` one of several. Answers why it cannot be read instead, as the end of a sentence.
 */
export function fileNamePattern(pattern: string): ((name: string) => boolean) | string {
  if (/[/\\]/.test(pattern))
    return "it is for the names of files in the folder itself and may hold no slash";
  const parts: Part[] = [];
  let choices: Part[][] | null = null;
  const chars = Array.from(pattern);
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    const into: Part[] = choices?.at(-1) ?? parts;
    if (char === "*") into.push(anyText);
    else if (char === "?") into.push(oneThat(() => true));
    else if (char === "[") {
      const end = chars.indexOf("]", at + 1);
      const inside = chars.slice(at + 1, end).join("");
      if (end < 0 || !/^!?(?:[\w.-](?:-[\w.-])?)+$/.test(inside))
        return "its '[' has no ']' with letters in between";
      const listed = classOf(inside);
      if (!listed) return "it cannot be read";
      into.push(oneThat((one) => listed.test(one)));
      at = end;
    } else if (char === "{" && !choices) choices = [[]];
    else if (char === "}" && choices) {
      parts.push(oneOf(choices.map(inTurn)));
      choices = null;
    } else if (char === "," && choices) choices.push([]);
    else if (char === "{" || char === "}") return "its braces do not match";
    else into.push(oneThat((one) => one === char));
  }
  if (choices) return "its braces do not match";
  const whole = inTurn(parts);
  return (name) => {
    const letters = Array.from(name);
    return whole(letters, new Set([0])).has(letters.length);
  };
}

function classOf(inside: string): RegExp | null {
  try {
    return new RegExp(`^[${inside.replace(/^!/, "^").replaceAll(".", "\\.")}]$`, "su");
  } catch {
    return null;
  }
}

const anyText: Part = (name, places) => {
  const first = Math.min(...places);
  const found = new Set<number>();
  for (let place = first; place <= name.length; place++) found.add(place);
  return found;
};

function oneThat(fits: (char: string) => boolean): Part {
  return (name, places) => {
    const found = new Set<number>();
    for (const place of places) if (place < name.length && fits(name[place]!)) found.add(place + 1);
    return found;
  };
}

function inTurn(parts: readonly Part[]): Part {
  return (name, places) => parts.reduce((found, part) => part(name, found), places);
}

function oneOf(choices: readonly Part[]): Part {
  return (name, places) => new Set(choices.flatMap((choice) => [...choice(name, places)]));
}
