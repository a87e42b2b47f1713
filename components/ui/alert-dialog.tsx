"use client";

import { AlertDialog as BaseAlertDialog } from "@base-ui/react/alert-dialog";
import { flushSync } from "react-dom";
import { useState, type ReactElement, type ReactNode, type RefObject } from "react";
import { Button } from "./button.tsx";
import { cx } from "./cx.ts";
import {
  DIALOG_BACKDROP_CLASS,
  DIALOG_POPUP_CLASS,
  DIALOG_VIEWPORT_CLASS,
} from "./dialog-class.ts";

interface Props {
  title: string;
  /** What will happen, and what cannot be undone. */
  description: ReactNode;
  /** The verb on the button: 'Revoke key', never 'OK'. */
  action: string;
  onConfirm: () => void | Promise<unknown>;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  danger?: boolean;
  /** Asks for more, for instance a reason. */
  children?: ReactNode;
  /** The answer to `children` does not suffice yet. */
  confirmDisabled?: boolean;
  /** What is focused once `onConfirm` has succeeded, where what opened the question goes with it. It stays on the page. */
  focusAfter?: RefObject<HTMLElement | null> | undefined;
}

/** A question before something that is hard to undo. Closes when `onConfirm` has succeeded; stays where it has failed. */
export function AlertDialog(props: Props) {
  const {
    title,
    description,
    action,
    onConfirm,
    trigger,
    danger = true,
    children,
    focusAfter,
  } = props;
  const [openHere, setOpenHere] = useState(false);
  const [pending, setPending] = useState(false);
  const open = props.open ?? openHere;
  const setOpen = (next: boolean) => {
    setOpenHere(next);
    props.onOpenChange?.(next);
  };
  const confirm = async () => {
    setPending(true);
    try {
      await onConfirm();
      flushSync(() => setOpen(false));
      // After the dialog has given the focus back to what opened it.
      if (focusAfter) queueMicrotask(() => focusAfter.current?.focus());
    } catch {
      // Whoever gave `onConfirm` has said what went wrong; the question stays for another try.
    } finally {
      setPending(false);
    }
  };
  return (
    <BaseAlertDialog.Root open={open} onOpenChange={setOpen}>
      {trigger && <BaseAlertDialog.Trigger render={trigger} />}
      <BaseAlertDialog.Portal>
        <BaseAlertDialog.Backdrop className={DIALOG_BACKDROP_CLASS} />
        <BaseAlertDialog.Viewport className={DIALOG_VIEWPORT_CLASS}>
          <BaseAlertDialog.Popup className={cx(DIALOG_POPUP_CLASS, "max-w-md")}>
            <div className="flex flex-col gap-2 px-5 pt-4 pb-5">
              <BaseAlertDialog.Title className="text-lg font-semibold">
                {title}
              </BaseAlertDialog.Title>
              <BaseAlertDialog.Description className="text-muted text-sm">
                {description}
              </BaseAlertDialog.Description>
              {children}
            </div>
            <footer className="border-line flex justify-end gap-2 border-t px-5 py-3">
              <BaseAlertDialog.Close render={<Button>Cancel</Button>} />
              <Button
                variant={danger ? "danger" : "primary"}
                pending={pending}
                disabled={props.confirmDisabled}
                onClick={() => void confirm()}
              >
                {action}
              </Button>
            </footer>
          </BaseAlertDialog.Popup>
        </BaseAlertDialog.Viewport>
      </BaseAlertDialog.Portal>
    </BaseAlertDialog.Root>
  );
}
