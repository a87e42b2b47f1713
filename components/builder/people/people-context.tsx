"use client";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import type { Me } from "../../shell/me.ts";
import { randomId } from "../../random-id.ts";
import { useTRPCClient } from "../../trpc.tsx";
import { useEditorStore } from "../store/editor-context.tsx";
import type { EditorStore } from "../store/editor-store.ts";
import { connectLive } from "./connect-live.ts";
import { within } from "./within.ts";
import { createPeopleStore, type PeopleState, type PeopleStore } from "./people-store.ts";
import { createSession, type Session } from "./session.ts";
import type { DraftAnswer } from "./session-server.ts";

export interface People {
  store: PeopleStore;
  session: Session;
  /** The draft's own editor; old versions and runs are looked at in others. */
  editor: EditorStore;
}

export const PeopleContext = createContext<People | null>(null);

function usePeopleContext(): People {
  const people = useContext(PeopleContext);
  if (!people) throw new Error("People are read outside of a PeopleProvider.");
  return people;
}

export function usePeople<T>(selector: (state: PeopleState) => T): T {
  return useStore(usePeopleContext().store, selector);
}

/** The store itself, for handlers that read when they are called. */
export function usePeopleStore(): PeopleStore {
  return usePeopleContext().store;
}

export function useSession(): Session {
  return usePeopleContext().session;
}

/** Saves the draft as it is edited, and brings together what several people do to the pipeline at once. */
export function PeopleProvider({
  name,
  archived,
  me,
  draft,
  children,
}: {
  name: string;
  archived: boolean;
  me: Me;
  draft: DraftAnswer;
  children: ReactNode;
}) {
  const editor = useEditorStore();
  const client = useTRPCClient();
  const [tab] = useState(randomId);
  const [people] = useState((): People => {
    const store = createPeopleStore(me.user, draft.baseVersion, archived);
    const session = createSession({
      store: editor,
      people: store,
      server: {
        save: ({ document, ...rest }) =>
          client.pipelines.saveDraft.mutate({ name, document: { ...document }, ...rest }, within()),
        draft: (user) => client.pipelines.draft.query({ name, user }, within()),
        version: async (number) =>
          (await client.pipelines.version.query({ name, number }, within())).document,
        keep: (to, field) => client.pipelines.keep.mutate({ name, to, field }, within()),
      },
      failure: (error) => {
        const { code, httpStatus } =
          (error as { data?: { code?: string; httpStatus?: number } | null }).data ?? {};
        if (code === "CONFLICT") return "moved";
        return httpStatus !== undefined && httpStatus < 500 ? "refused" : "away";
      },
      owner: [me.workspace.id, me.user.id, name].join("/"),
      tab,
      mayWrite: me.rights.includes("pipelines.write"),
      draft,
    });
    return { store, session, editor };
  });

  useEffect(() => {
    const stop = people.session.start();
    const disconnect = connectLive({ client, name, tab, editor, people });
    return () => {
      disconnect();
      stop();
    };
  }, [client, editor, name, people, tab]);

  return <PeopleContext value={people}>{children}</PeopleContext>;
}
