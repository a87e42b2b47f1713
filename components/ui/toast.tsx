"use client";

import { Toast as BaseToast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { cx } from "./cx.ts";

const manager = BaseToast.createToastManager();

interface Action {
  label: string;
  onClick: () => void;
}

function add(type: "success" | "error" | "info", title: string, remedy?: string, action?: Action) {
  return manager.add({
    type,
    title,
    description: remedy,
    // What went wrong stays until it is read.
    timeout: type === "error" ? 0 : 5_000,
    priority: type === "error" ? "high" : "low",
    ...(action && { actionProps: { children: action.label, onClick: action.onClick } }),
  });
}

/** Short news. For an error, `remedy` says what to do; `toast.error` also takes the error itself. */
export const toast = {
  success: (title: string, detail?: string, action?: Action) =>
    add("success", title, detail, action),
  info: (title: string, detail?: string, action?: Action) => add("info", title, detail, action),
  error: (title: string, remedy?: unknown, action?: Action) =>
    add("error", title, remedy instanceof Error ? remedy.message : (remedy as string), action),
};

const ICONS = {
  success: <CircleCheck aria-hidden className="text-ok" />,
  error: <CircleAlert aria-hidden className="text-danger" />,
  info: <Info aria-hidden className="text-info" />,
};

function List() {
  const { toasts } = BaseToast.useToastManager();
  return toasts.map((one) => (
    <BaseToast.Root
      key={one.id}
      toast={one}
      className={cx(
        "bg-raised border-line shadow-raised w-full rounded-lg border p-3 transition-opacity",
        "data-[ending-style]:opacity-0 data-[limited]:hidden data-[starting-style]:opacity-0",
      )}
    >
      <BaseToast.Content className="flex items-start gap-2.5 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0">
        {ICONS[(one.type ?? "info") as keyof typeof ICONS]}
        <div className="min-w-0 flex-1">
          <BaseToast.Title className="text-sm font-medium break-words" />
          <BaseToast.Description className="text-muted mt-0.5 text-xs break-words" />
          <BaseToast.Action className="text-accent mt-1.5 rounded-xs text-xs font-medium hover:underline" />
        </div>
        <BaseToast.Close
          aria-label="Close"
          className="text-muted hover:bg-hover hover:text-fg flex size-6 items-center justify-center rounded-sm"
        >
          <X aria-hidden className="size-3.5" />
        </BaseToast.Close>
      </BaseToast.Content>
    </BaseToast.Root>
  ));
}

/** Once, around the application. */
export function Toaster() {
  return (
    <BaseToast.Provider toastManager={manager} limit={4}>
      <BaseToast.Portal>
        <BaseToast.Viewport className="fixed right-4 bottom-4 z-[60] flex w-90 max-w-[calc(100vw-32px)] flex-col gap-2">
          <List />
        </BaseToast.Viewport>
      </BaseToast.Portal>
    </BaseToast.Provider>
  );
}
