"use client";

import { useRouter } from "next/navigation";
import { useState, type ReactElement } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { toast } from "../ui/toast.tsx";
import { AddForm } from "./add-form.tsx";
import type { Dataset } from "./types.ts";

/** Adds a dataset, or (`to`) the next version of one. */
export function AddDialog({ trigger, to }: { trigger: ReactElement; to?: Dataset }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={to ? `New version of ${to.name}` : "Add a dataset"}
      description={
        to
          ? "The versions before it stay as they are; runs say which one they have read."
          : "The file is read once, described, and kept as it is."
      }
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
    >
      <AddForm
        to={to}
        onAdded={(added) => {
          setOpen(false);
          if (added.created) toast.success(`Added ${added.name}, version ${added.number}`);
          else
            toast.info(
              "Nothing new",
              `The content of this file is version ${added.number} of ${added.name} already.`,
            );
          router.push(`/datasets/${added.name}`);
        }}
      />
    </Dialog>
  );
}
