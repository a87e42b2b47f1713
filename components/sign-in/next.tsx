/** In a form: the page to go on with. */
export function Next({ next }: { next?: string }) {
  return next ? <input type="hidden" name="next" value={next} /> : null;
}
