const counts = new Intl.NumberFormat("en-US");

/** How many there are of something: `1 row`, `1,234 rows`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${counts.format(count)} ${count === 1 ? one : many}`;
}
