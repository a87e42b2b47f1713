"use client";
import { GitMerge, Users, WifiOff } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { Avatar } from "./avatar.tsx";
import { usePeople } from "./people-context.tsx";
import type { Here } from "./people-store.ts";
import { stepName } from "./words.ts";

const SHOWN = 3;

/** Who else is here, and how many fields wait for a choice; opens the panel that says more. */
export function PeopleBar() {
  const here = usePeople((state) => state.here);
  const me = usePeople((state) => state.me);
  const asked = usePeople((state) => state.conflicts.length);
  const connected = usePeople((state) => state.connected);
  const panel = useEditor((state) => state.panel);
  const setPanel = useEditor((state) => state.setPanel);
  const toggle = () => setPanel(panel === "people" ? "inspector" : "people");
  const names = here.map(({ person }) =>
    person.id === me.id ? "You, in another tab" : person.name,
  );
  const words = here.length === 0 ? "People" : `People: ${names.join(", ")}`;
  return (
    <div className="flex shrink-0 items-center gap-1">
      {asked > 0 && (
        <Button
          size="sm"
          icon={<GitMerge aria-hidden />}
          className="text-warn"
          onClick={() => setPanel("people")}
        >
          {asked} to decide
        </Button>
      )}
      {here.length > 0 && !connected && (
        <Tooltip content="The connection is lost: others' changes come in when it is back.">
          <span role="status" className="text-warn flex items-center gap-1 text-xs">
            <WifiOff aria-hidden className="size-3.5" /> Offline
          </span>
        </Tooltip>
      )}
      {here.length === 0 ? (
        <IconButton
          size="sm"
          label="People"
          icon={<Users aria-hidden />}
          aria-pressed={panel === "people"}
          onClick={toggle}
        />
      ) : (
        <Tooltip content={<HereList here={here} />}>
          <button
            type="button"
            aria-label={words}
            aria-pressed={panel === "people"}
            data-testid="people"
            onClick={toggle}
            className="pb-avatars hover:bg-hover aria-pressed:bg-selected flex h-7 items-center rounded-md px-1"
          >
            {here.slice(0, SHOWN).map(({ person }, index) => (
              <Avatar key={index} person={person} />
            ))}
            {here.length > SHOWN && (
              <span aria-hidden className="text-muted ml-1 text-xs">
                +{here.length - SHOWN}
              </span>
            )}
          </button>
        </Tooltip>
      )}
    </div>
  );
}

function HereList({ here }: { here: readonly Here[] }) {
  const me = usePeople((state) => state.me);
  const document = useEditor((state) => state.document);
  return (
    <ul>
      {here.map(({ person, node }, index) => (
        <li key={index}>
          {person.id === me.id ? "You, in another tab" : person.name}
          {node !== null && ` · ${stepName(node, document)}`}
        </li>
      ))}
    </ul>
  );
}
