import { toast } from "../ui/toast.tsx";

/** Copies steps as YAML; nothing when there is no text. */
export async function copyToClipboard(text: string | null): Promise<void> {
  if (text === null) return;
  try {
    await navigator.clipboard.writeText(text);
    toast.success("Copied as YAML");
  } catch {
    toast.error("The browser refused the clipboard", "Press Ctrl C on the canvas instead.");
  }
}
