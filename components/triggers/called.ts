/** How dialogs call a trigger: `At night (nightly)`, or by its name where it has no title. */
export function called({ title, name }: { title: string | null; name: string }): string {
  return title === null || title === name ? name : `${title} (${name})`;
}
