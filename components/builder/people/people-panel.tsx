"use client";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Time } from "../../ui/time.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { Avatar } from "./avatar.tsx";
import { ConflictCard } from "./conflict-card.tsx";
import { DraftRow } from "./draft-row.tsx";
import { MovedBase } from "./moved-base.tsx";
import { usePeople } from "./people-context.tsx";
import { stepName } from "./words.ts";

const DRAFTS = 10;

/** What waits for a choice, who is here, whose drafts there are, and what others did lately. */
export function PeoplePanel({
  name,
  readOnly,
  onCompare,
}: {
  name: string;
  readOnly: boolean;
  /** Compares one's draft with that of a user. */
  onCompare: (user: string) => void;
}) {
  const setPanel = useEditor((state) => state.setPanel);
  const jump = useEditor((state) => state.jump);
  const document = useEditor((state) => state.document);
  const { me, here, drafts, conflicts, news } = usePeople((state) => state);
  const alone = here.length + drafts.length + news.length + conflicts.length === 0;
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="people-panel">
      <header className="border-line flex items-center justify-between border-b py-2 pr-2 pl-4">
        <h2 className="text-base font-semibold">People</h2>
        <IconButton
          size="sm"
          label="Close the list of people"
          icon={<X aria-hidden />}
          onClick={() => setPanel("inspector")}
        />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <MovedBase className="rounded-none" />
        {alone && (
          <EmptyState title="Nobody else is here">
            Whoever opens this pipeline shows up here at once. What you both change comes together
            by itself; where you change the same field, both values are shown and you choose.
          </EmptyState>
        )}
        {conflicts.length > 0 && (
          <Section title={`To decide (${conflicts.length})`}>
            {conflicts.map((conflict) => (
              <ConflictCard key={conflict.key} conflict={conflict} />
            ))}
          </Section>
        )}
        {here.length > 0 && (
          <Section title="Here now">
            {here.map(({ person, node }, index) => (
              <li key={index} className="flex h-10 items-center gap-3 px-4">
                <Avatar person={person} />
                <span className="min-w-0 flex-1 truncate text-sm">
                  {person.id === me.id ? "You, in another tab" : person.name}
                </span>
                {node !== null && (
                  <button
                    type="button"
                    className="text-muted hover:text-fg max-w-32 truncate text-xs hover:underline"
                    onClick={() => jump(node)}
                  >
                    {stepName(node, document)}
                  </button>
                )}
              </li>
            ))}
          </Section>
        )}
        {drafts.length > 0 && (
          <Section title="Drafts">
            {drafts.slice(0, DRAFTS).map((draft) => (
              <DraftRow
                key={draft.user.id}
                name={name}
                draft={draft}
                readOnly={readOnly}
                onCompare={onCompare}
              />
            ))}
          </Section>
        )}
        {news.length > 0 && (
          <Section title="Lately">
            {news.map(({ id, who, words, nodes, at }) => (
              <li key={id} className="px-4 py-2">
                <p className="text-sm break-words">
                  <span className="font-medium">{who}</span> {words}
                </p>
                <p className="text-muted flex gap-2 text-xs">
                  <Time at={new Date(at)} />
                  {nodes[0] !== undefined && (
                    <button
                      type="button"
                      className="text-accent hover:underline"
                      onClick={() => jump(nodes[0]!)}
                    >
                      Show {stepName(nodes[0], document)}
                    </button>
                  )}
                </p>
              </li>
            ))}
          </Section>
        )}
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-line border-b last:border-0">
      <h3 className="text-muted px-4 pt-3 pb-1 text-xs font-medium">{title}</h3>
      <ul className="pb-1">{children}</ul>
    </section>
  );
}
