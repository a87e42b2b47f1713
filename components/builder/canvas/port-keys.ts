import { portAt } from "./port-at.ts";
import type { KeyContext } from "./keys.ts";

type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">;

/** What a key does on a port that has the keyboard; false when it means nothing there. */
export function pressedOnPort(
  event: Key,
  port: HTMLElement,
  { actions, readOnly }: KeyContext,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case "Tab":
      // Past the last one Tab goes on to what comes after the step.
      return actions.nextPort(port, event.shiftKey ? -1 : 1);
    case "ArrowUp":
    case "ArrowDown":
      actions.nextPort(port, event.key === "ArrowUp" ? -1 : 1);
      return true;
    case "ArrowLeft":
    case "ArrowRight":
      actions.acrossPort(port, event.key === "ArrowLeft" ? "left" : "right");
      return true;
    case "Escape":
      actions.leavePorts(port);
      return true;
    case "Enter":
    case " ":
    case "a":
    case "c":
      if (!readOnly) actions.openPort(port);
      return true;
    case "Delete":
    case "Backspace": {
      const end = portAt(port);
      if (end && !readOnly) actions.cutPort(end);
      return true;
    }
    default:
      return false;
  }
}
