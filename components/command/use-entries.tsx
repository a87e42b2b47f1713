"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { useTRPC } from "../trpc.tsx";
import { StatusIcon } from "../ui/status-badge.tsx";
import { useSettled } from "../ui/use-settled.ts";
import { allCommands, GROUPS, paletteStore, type Command, type Group } from "./commands.ts";
import { PLACE_ICONS, placeOf } from "./places.tsx";
import { rankOf, ranked } from "./rank.ts";
import { readRecent, remember, type Recent } from "./recent.ts";

const PAUSE_MS = 120;
const OF_A_GROUP = 8;
const RECENT_SHOWN = 5;

export interface EntryGroup {
  title: Group | "Last used";
  items: Command[];
}

/** What the palette shows for a text: the page's commands and what the workspace has, by group, the best group first. */
export function useEntries(text: string): { groups: EntryGroup[]; searching: boolean } {
  const router = useRouter();
  const trpc = useTRPC();
  const pages = useStore(paletteStore, (state) => state.pages);
  const [asked, setAsked] = useState(() => ({ pages, commands: allCommands() }));
  if (asked.pages !== pages) setAsked({ pages, commands: allCommands() });
  const { commands } = asked;
  const [recent] = useState(readRecent);
  const wanted = text.trim().slice(0, 100);
  const settled = useSettled(wanted, wanted === "" ? 0 : PAUSE_MS);
  const search = useQuery(
    trpc.search.all.queryOptions(
      { text: settled },
      { enabled: settled !== "", staleTime: 10_000, placeholderData: keepPreviousData },
    ),
  );
  const found = wanted === "" || settled === "" ? undefined : search.data?.items;
  const groups = useMemo(() => {
    const toCommand = (place: Required<Recent>, icon?: React.ReactNode): Command => {
      const { group, title, detail, href } = place.place;
      const Icon = PLACE_ICONS[group];
      return {
        id: place.id,
        group,
        title,
        ...(detail === undefined ? {} : { detail }),
        icon: icon ?? <Icon aria-hidden />,
        run: () => {
          remember(place);
          router.push(href);
        },
      };
    };
    if (wanted === "") return beginning(commands, recent, toCommand);
    const places = (found ?? []).map((one) =>
      toCommand(placeOf(one), one.status ? <StatusIcon status={one.status} /> : undefined),
    );
    return byGroup([
      ...ranked(commands, wanted),
      // What the server found answers; how well is said by the same measure as for commands.
      ...places.map((command) => ({ command, rank: rankOf(command, wanted) ?? 6 })),
    ]);
  }, [commands, recent, wanted, found, router]);
  return { groups, searching: wanted !== "" && (settled !== wanted || search.isFetching) };
}

/** What is shown before anything is looked for: what was used last, then what the page offers. */
function beginning(
  commands: readonly Command[],
  recent: readonly Recent[],
  toCommand: (place: Required<Recent>) => Command,
): EntryGroup[] {
  const byId = new Map(commands.map((command) => [command.id, command]));
  const last = recent
    .flatMap(({ id, place }) => {
      const command = place ? toCommand({ id, place }) : byId.get(id);
      return command ? [command] : [];
    })
    .slice(0, RECENT_SHOWN);
  const used = new Set(last.map(({ id }) => id));
  const others = commands.filter(({ id, hidden }) => !hidden && !used.has(id));
  const groups = GROUPS.flatMap((title): EntryGroup[] => {
    const items = others.filter(({ group }) => group === title);
    return items.length > 0 ? [{ title, items }] : [];
  });
  return last.length > 0 ? [{ title: "Last used", items: last }, ...groups] : groups;
}

function byGroup(answers: readonly { command: Command; rank: number }[]): EntryGroup[] {
  const best = (title: Group) =>
    Math.min(...answers.filter(({ command }) => command.group === title).map(({ rank }) => rank));
  return GROUPS.map((title) => ({ title, rank: best(title) }))
    .filter(({ rank }) => Number.isFinite(rank))
    .sort((a, b) => a.rank - b.rank)
    .map(({ title }) => ({
      title,
      items: answers
        .filter(({ command }) => command.group === title)
        .slice(0, OF_A_GROUP)
        .map(({ command }) => command),
    }));
}
