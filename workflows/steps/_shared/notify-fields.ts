import { z } from "zod";

export const TEMPLATE_HELP =
  "A Liquid template over run (id, pipeline, status, error, failed, url, startedBy), params, input and item.";

/** A field that names a secret of the workspace; empty for none. */
export function secretName(title: string, description: string) {
  return z
    .string()
    .regex(/^([A-Za-z][A-Za-z0-9._-]{0,62})?$/, "the name of a secret, not its value")
    .default("")
    .meta({ title, description, widget: "secret" });
}
