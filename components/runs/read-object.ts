import { isPlainObject, type JsonObject } from "../../workflows/core/json.ts";

/** A text as a JSON object; none when it is empty, and a sentence when it is something else. */
export function readObject(text: string): { value: JsonObject | null; problem: string | null } {
  if (text.trim() === "") return { value: null, problem: null };
  try {
    const value: unknown = JSON.parse(text);
    if (isPlainObject(value)) return { value: value as JsonObject, problem: null };
    return { value: null, problem: "Write an object: names and values in braces." };
  } catch (error) {
    return { value: null, problem: `This is no JSON yet: ${(error as Error).message}.` };
  }
}
