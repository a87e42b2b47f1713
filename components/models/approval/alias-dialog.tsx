"use client";

import { X } from "lucide-react";
import { useState } from "react";
import { useTRPCClient } from "../../trpc.tsx";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import type { Approval, VersionName } from "./types.ts";
import { useAct } from "./use-act.ts";

const PATTERN = /^[a-z][a-z0-9-]{0,62}$/;

/** Gives the version a name such as champion, which moves here from wherever it was. */
export function AliasDialog({
  version: { name, number },
  approval: { status, aliases },
  onClose,
}: {
  version: VersionName;
  approval: Approval;
  onClose: () => void;
}) {
  const [alias, setAlias] = useState(status === "approved" ? "champion" : "candidate");
  const client = useTRPCClient();
  const act = useAct();
  const isName = PATTERN.test(alias);
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Set an alias"
      description={
        status === "approved"
          ? `It moves to version ${number} from whatever version of ${name} it names now.`
          : "Before its approval a version can only be named 'candidate'."
      }
      action="Set alias"
      danger={false}
      confirmDisabled={!isName}
      onConfirm={() =>
        act(() => client.models.setAlias.mutate({ name, number, alias }), {
          done: `'${alias}' names version ${number}`,
          failed: "The alias is where it was",
        })
      }
    >
      <Field
        label="Alias"
        description="Such as champion or challenger."
        error={isName ? undefined : "Lower-case letters, digits and hyphens."}
        className="mt-2"
      >
        <Input value={alias} onValueChange={setAlias} />
      </Field>
      {aliases.length > 0 && (
        <ul aria-label="Aliases of this version" className="flex flex-wrap gap-2">
          {aliases.map((one) => (
            <li key={one.alias} className="flex items-center">
              <Badge tone="accent">{one.alias}</Badge>
              <IconButton
                size="sm"
                label={`Remove the alias ${one.alias}`}
                icon={<X aria-hidden />}
                onClick={() =>
                  void act(() => client.models.removeAlias.mutate({ name, alias: one.alias }), {
                    done: `'${one.alias}' is removed`,
                    failed: "The alias is where it was",
                  }).catch(() => undefined)
                }
              />
            </li>
          ))}
        </ul>
      )}
    </AlertDialog>
  );
}
