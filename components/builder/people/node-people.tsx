"use client";
import { GitMerge } from "lucide-react";
import { useContext } from "react";
import { useStore } from "zustand";
import { useEditorStore } from "../store/editor-context.tsx";
import { initials, personStyle } from "./avatar.tsx";
import { PeopleContext, type People } from "./people-context.tsx";

/** Who else has selected this step, and whether both changed one of its fields. Nothing on graphs other than the draft. */
export function NodePeople({ id }: { id: string }) {
  const people = useContext(PeopleContext);
  const editor = useEditorStore();
  return people?.editor === editor ? <Marks id={id} people={people} /> : null;
}

function Marks({ id, people: { store, editor } }: { id: string; people: People }) {
  const here = useStore(store, ({ byNode }) => byNode.get(id));
  const asked = useStore(store, ({ conflictsByNode }) => conflictsByNode.get(id));
  const [first] = here ?? [];
  return (
    <>
      {here && first && (
        <>
          <div aria-hidden className="pb-node-people" style={personStyle(first)} />
          <div className="pb-node-who">
            {here.map((person) => (
              <span
                key={person.id}
                role="img"
                aria-label={`${person.name} has selected this step`}
                title={`${person.name} has selected this step`}
                style={personStyle(person)}
              >
                {initials(person.name)}
              </span>
            ))}
          </div>
        </>
      )}
      {asked !== undefined && (
        <button
          type="button"
          className="pb-node-asked nodrag"
          onClick={(event) => {
            event.stopPropagation();
            editor.getState().setPanel("people");
          }}
        >
          <GitMerge aria-hidden className="size-3" />
          {asked === 1 ? "2 values" : `${asked} fields`}
        </button>
      )}
    </>
  );
}
