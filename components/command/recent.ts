import { z } from "zod";

const KEY = "penstock-recent-commands";
const KEPT = 20;

const entry = z.object({
  id: z.string(),
  /** Of something of the workspace: what its line says, and where it leads. */
  place: z
    .object({
      group: z.enum(["Pipelines", "Runs", "Models", "Datasets", "Deployments", "Reviews"]),
      title: z.string(),
      detail: z.string().optional(),
      href: z.string().startsWith("/"),
    })
    .optional(),
});
export type Recent = z.infer<typeof entry>;

/** What was chosen in this browser, the last first. */
export function readRecent(): Recent[] {
  try {
    return z.array(entry).parse(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
  } catch {
    return [];
  }
}

export function remember(chosen: Recent): void {
  const others = readRecent().filter(({ id }) => id !== chosen.id);
  try {
    localStorage.setItem(KEY, JSON.stringify([chosen, ...others].slice(0, KEPT)));
  } catch {
    // A browser that keeps nothing has no last ones.
  }
}
