"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useRef, type ReactElement, type ReactNode } from "react";
import { cx } from "./cx.ts";
import {
  DIALOG_BACKDROP_CLASS,
  DIALOG_POPUP_CLASS,
  DIALOG_VIEWPORT_CLASS,
} from "./dialog-class.ts";

interface Props {
  title: ReactNode;
  description?: ReactNode;
  /** The element that opens it; leave it out where `open` is controlled. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  size?: "sm" | "md" | "lg" | "xl";
  /** What it shows is not to be had again: a press beside it does not close it; Escape and its buttons do. */
  isShownOnce?: boolean;
  /** Buttons at the foot; a form may bring its own instead. */
  footer?: ReactNode;
  children?: ReactNode;
}

const WIDTHS = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-4xl", xl: "max-w-[100rem]" };

/** What a person fills in or chooses from, not what a control keeps beside itself for forms. */
const FIELDS = `:is(input, textarea, select, [role="combobox"], [role="checkbox"], [role="radio"], [role="switch"],
  [contenteditable="true"]):not(:disabled, [data-disabled], [readonly], [hidden], [type="hidden"], [type="file"], [aria-hidden="true"],
  [tabindex="-1"])`;

/**
 * What is asked in a window of its own. The focus begins at its first field, so that Enter never closes what was not filled in
 * yet, or at what is marked `data-first-focus`. Never by `autoFocus`: that comes before the dialog looks what had the focus, and
 * then it is not given back.
 */
export function Dialog(props: Props) {
  const { title, description, trigger, open, onOpenChange, size = "md", footer, children } = props;
  const body = useRef<HTMLDivElement>(null);
  const firstField = () => {
    const marked = body.current?.querySelector<HTMLElement>("[data-first-focus]:not(:disabled)");
    return marked ?? body.current?.querySelector<HTMLElement>(FIELDS) ?? true;
  };
  return (
    <BaseDialog.Root
      open={open}
      onOpenChange={(next) => onOpenChange?.(next)}
      disablePointerDismissal={props.isShownOnce ?? false}
    >
      {trigger && <BaseDialog.Trigger render={trigger} />}
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={DIALOG_BACKDROP_CLASS} />
        <BaseDialog.Viewport className={DIALOG_VIEWPORT_CLASS}>
          <BaseDialog.Popup
            className={cx(DIALOG_POPUP_CLASS, WIDTHS[size])}
            // A finger has a keyboard come up over the dialog only when it asks for one.
            initialFocus={(type) => (type === "touch" ? true : firstField())}
          >
            <header className="flex items-start gap-4 px-5 pt-4">
              <div className="min-w-0 flex-1">
                <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
                {description && (
                  <BaseDialog.Description className="text-muted mt-0.5 text-sm">
                    {description}
                  </BaseDialog.Description>
                )}
              </div>
              <BaseDialog.Close
                aria-label="Close"
                className="text-muted hover:bg-hover hover:text-fg -mr-1 flex size-7 items-center justify-center rounded-md"
              >
                <X aria-hidden className="size-4" />
              </BaseDialog.Close>
            </header>
            <div ref={body} className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
              {children}
            </div>
            {footer && (
              <footer className="border-line flex flex-wrap justify-end gap-2 border-t px-5 py-3">
                {footer}
              </footer>
            )}
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
