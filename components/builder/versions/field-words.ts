/** `config.max_depth` as `max_depth`: that it is the config goes without saying. */
export function fieldName(path: string): string {
  return path.replace(/^config\./, "").replace(/^inputs\.(.+)$/, "wire into $1");
}

/** A value as a text: lists and objects as JSON on one line. */
export function valueText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string"
    ? value
    : JSON.stringify(value, null, typeof value === "object" ? 1 : undefined).replaceAll(
        /\n\s*/g,
        " ",
      );
}
