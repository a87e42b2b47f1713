import { createElement, lazy, Suspense, type ComponentType } from "react";

/**
 * A part of a page that is loaded when it is first shown. Until then words stand in its place; nothing does where none are
 * given, for what opens over the page.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  words?: string,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }));
  return function Later(props: Props) {
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
