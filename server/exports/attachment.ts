/** Content for a program to save under a name. */
export function attachment(
  body: string | Buffer,
  { type, name }: { type: string; name: string },
): Response {
  return new Response(body as BodyInit, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  });
}

/** JSON as people may want to read it. */
export function jsonAttachment(value: unknown, name: string): Response {
  const body = `${JSON.stringify(value, null, 1)}\n`;
  return attachment(body, { type: "application/json; charset=utf-8", name });
}
