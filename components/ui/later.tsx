import { createElement, lazy, Suspense, useState, type ComponentType } from "react";
import { onFirstSign } from "./at-hand.ts";

/**
 * A part of a page that is loaded when it is first shown. Until then words stand in its place; nothing does where none are
 * given, for what opens over the page.
 * @param soon what is shown after most clicks: fetched at the first sign of a hand
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  words?: string,
  soon?: "soon",
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  const fetch = async () => (loaded ??= await load());
  const Part = lazy(async () => ({ default: await fetch() }));
  if (soon) onFirstSign(fetch);
  return function Later(props: Props) {
    // Settled when it is first drawn: as another kind of element it would forget its state.
    const [ready] = useState(() => loaded);
    if (ready) return createElement(ready, props);
    const waiting =
      words === undefined ? null : (
        <p role="status" className="text-muted p-4 text-sm">
          {words}
        </p>
      );
    return (
      <Suspense fallback={waiting}>{createElement(Part as ComponentType<Props>, props)}</Suspense>
    );
  };
}
