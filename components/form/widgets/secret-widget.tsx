"use client";
import { Combobox } from "@base-ui/react/combobox";
import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { SetSecretDialog } from "../../settings/set-secret-dialog.tsx";
import { useCan } from "../../shell/use-can.ts";
import { useTRPC } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { CONTROL_CLASS } from "../../ui/control-class.ts";
import { cx } from "../../ui/cx.ts";
import { ITEM_CLASS, POPUP_CLASS } from "../../ui/popup-class.ts";
import { Time } from "../../ui/time.tsx";
import { aria, type WidgetProps } from "./widget.ts";

/** A secret by name, never its value: one that is there, a new one, or a name under which it will be set later. */
export function SecretWidget(props: WidgetProps) {
  const { value, onChange, label, placeholder, disabled } = props;
  const trpc = useTRPC();
  const maySet = useCan("secrets.write");
  const secrets = useQuery(trpc.secrets.list.queryOptions(undefined, { enabled: maySet }));
  const known = secrets.data?.items ?? [];
  const text = typeof value === "string" ? value : "";
  const isKnown = known.some(({ name }) => name === text);
  const found = isKnown
    ? known
    : known.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  return (
    <>
      <div className="flex gap-2">
        <Combobox.Root
          items={known.map(({ name }) => name)}
          filteredItems={found.map(({ name }) => name)}
          value={isKnown ? text : null}
          inputValue={text}
          disabled={disabled}
          onValueChange={(name: string | null) => name !== null && onChange(name)}
          onInputValueChange={(next, { reason }) => {
            if (reason === "input-change") onChange(next === "" ? undefined : next);
          }}
        >
          <div className="relative min-w-0 flex-1">
            <KeyRound aria-hidden className="text-muted absolute top-2 left-2.5 size-4" />
            <Combobox.Input
              {...aria(props)}
              aria-label={label}
              className={cx(CONTROL_CLASS, "h-8 pr-2.5 pl-8")}
              placeholder={placeholder || "None"}
              spellCheck={false}
            />
          </div>
          {known.length > 0 && (
            <Combobox.Portal>
              <Combobox.Positioner sideOffset={4} className="z-50 outline-none">
                <Combobox.Popup
                  className={cx(
                    POPUP_CLASS,
                    "max-h-72 min-w-(--anchor-width) overflow-y-auto empty:hidden",
                  )}
                >
                  <Combobox.List>
                    {(name: string) => (
                      <Combobox.Item key={name} value={name} className={ITEM_CLASS}>
                        <KeyRound aria-hidden />
                        <span className="min-w-0 flex-1 truncate">{name}</span>
                        <Time
                          at={known.find((one) => one.name === name)!.setAt}
                          className="text-muted pl-3 text-xs"
                        />
                      </Combobox.Item>
                    )}
                  </Combobox.List>
                </Combobox.Popup>
              </Combobox.Positioner>
            </Combobox.Portal>
          )}
        </Combobox.Root>
        {maySet && !disabled && (
          <SetSecretDialog
            suggested={isKnown ? "" : text}
            onSet={onChange}
            trigger={<Button icon={<Plus aria-hidden />}>New secret…</Button>}
          />
        )}
      </div>
      {text !== "" && secrets.data && !isKnown && (
        <p className="text-warn mt-1 text-xs">
          There is no secret of this name yet: make it here, or in Settings before a run needs it.
        </p>
      )}
    </>
  );
}
