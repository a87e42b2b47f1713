"use client";

import { Toast as BaseToast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { useEffect } from "react";
import { cx } from "./cx.ts";

export interface News {
  type: "success" | "error" | "info";
  title: string;
  detail: string | undefined;
  action: { label: string; onClick: () => void } | undefined;
}

const manager = BaseToast.createToastManager();
/** What was told before the list that shows it was there. */
const early: News[] = [];
let listed = false;

/** Adds to the list of what is told. */
export function tell(news: News): void {
  if (!listed) {
    early.push(news);
    return;
  }
  const { type, title, detail, action } = news;
  manager.add({
    type,
    title,
    description: detail,
    // What went wrong stays until it is read.
    timeout: type === "error" ? 0 : 5_000,
    priority: type === "error" ? "high" : "low",
    ...(action && { actionProps: { children: action.label, onClick: action.onClick } }),
  });
}

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

/** What is told, at the lower right. */
export function ToastList() {
  useEffect(() => {
    listed = true;
    for (const news of early.splice(0)) tell(news);
    return () => {
      listed = false;
    };
  }, []);
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
