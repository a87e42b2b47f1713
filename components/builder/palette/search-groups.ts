import { LETTERS, rankOf, type Searchable } from "../../command/rank.ts";

/**
 * The groups with only those items in which every word of the query occurs, ranked as in the command palette: the best item
 * first within its group, and the group of the best item first. As given where nothing is looked for.
 */
export function searchGroups<
  Item extends { search: Searchable },
  Group extends { items: readonly Item[] },
>(groups: readonly Group[], query: string): Group[] {
  if (query.trim() === "") return [...groups];
  return groups
    .flatMap((group) => {
      const found = group.items
        .map((item) => ({ item, rank: rankOf(item.search, query) ?? LETTERS }))
        .filter(({ rank }) => rank < LETTERS)
        .sort((a, b) => a.rank - b.rank);
      const items = found.map(({ item }) => item);
      return found[0] ? [{ group: { ...group, items }, best: found[0].rank }] : [];
    })
    .sort((a, b) => a.best - b.best)
    .map(({ group }) => group);
}

/** What is searched of a kind of step. */
export function stepSearch(step: { title: string; kind: string; description: string }): Searchable {
  return { title: step.title, words: step.kind, detail: step.description };
}

/** What is searched of a trigger: all of them are found by the word for what they are. */
export function triggerSearch({
  title,
  description,
}: {
  title: string;
  description: string;
}): Searchable {
  return { title, words: "triggers", detail: description };
}
