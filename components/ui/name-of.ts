/** What a button is called, for the popup that it opens. */
export function nameOf(button: HTMLElement): string | undefined {
  return button.getAttribute("aria-label") ?? (button.textContent.trim() || undefined);
}
