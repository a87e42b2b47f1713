import type { z } from "zod";

/** Checks single fields by their schemas: a sentence says what to give instead; null when a value fits. */
export function fieldCheck(
  shape: Readonly<Record<string, z.ZodType>>,
): (field: string, value: unknown) => string | null {
  return (field, value) => {
    const issue = shape[field]?.safeParse(value).error?.issues[0];
    if (!issue) return null;
    if (value === undefined) return "This is needed: give it a value.";
    return sentenceOf(issue);
  };
}

/** What to give instead, as a sentence. */
export function sentenceOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `Give ${WANTED[issue.expected] ?? `a value of type ${issue.expected}`}.`;
    case "too_small":
      return issue.origin === "array" || issue.origin === "string"
        ? "Give at least one, or reset it."
        : `Give ${issue.minimum} or more.`;
    case "too_big":
      return `Give ${issue.maximum}${issue.origin === "string" ? " characters" : ""} or less.`;
    case "invalid_value":
      return `Choose one of ${issue.values.join(", ")}.`;
    default:
      // The schemas' own messages say what is wanted: "a duration such as 30s or 2h".
      return `Give ${issue.message}.`;
  }
}

const WANTED: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "yes or no",
  array: "a list",
};
