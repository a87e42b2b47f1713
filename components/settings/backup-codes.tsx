"use client";

import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Backup codes, this once. */
export function BackupCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title="Keep these backup codes now">
        Each signs you in once, in the place of a code, when the authenticator is lost. They cannot
        be shown again.
      </Notice>
      <div className="bg-sunken border-line relative rounded-md border p-3 pr-12">
        <ul className="grid grid-cols-2 gap-x-6 gap-y-1 font-mono text-sm">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <CopyButton
          text={codes.join("\n")}
          label="Copy the backup codes"
          className="absolute top-1.5 right-1.5"
        />
      </div>
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
