import { around, type Box, type Point } from "../../graph/geometry.ts";

export type Edge = "left" | "center" | "right" | "top" | "middle" | "bottom";
export type Axis = "horizontally" | "vertically";

type Boxes = ReadonlyMap<string, Box>;

/** Where boxes go so that their edges or middles lie on one line: that of all of them together. */
export function aligned(boxes: Boxes, edge: Edge): Map<string, Point> {
  const { x, y, width, height } = around([...boxes.values()]);
  const place = (box: Box): Point => {
    switch (edge) {
      case "left":
        return { x, y: box.y };
      case "center":
        return { x: x + (width - box.width) / 2, y: box.y };
      case "right":
        return { x: x + width - box.width, y: box.y };
      case "top":
        return { x: box.x, y };
      case "middle":
        return { x: box.x, y: y + (height - box.height) / 2 };
      case "bottom":
        return { x: box.x, y: y + height - box.height };
    }
  };
  return new Map([...boxes].map(([id, box]) => [id, place(box)]));
}

/** Where boxes go so that the gaps between them are the same; the outermost two stay. */
export function distributed(boxes: Boxes, axis: Axis): Map<string, Point> {
  const flat = axis === "horizontally";
  const begin = (box: Box) => (flat ? box.x : box.y);
  const size = (box: Box) => (flat ? box.width : box.height);
  const ordered = [...boxes].sort(
    ([, a], [, b]) => begin(a) + size(a) / 2 - begin(b) - size(b) / 2,
  );
  const places = new Map<string, Point>();
  if (ordered.length < 3) return places;
  const first = ordered[0]![1];
  const last = ordered.at(-1)![1];
  const filled = ordered.reduce((sum, [, box]) => sum + size(box), 0);
  const gap = (begin(last) + size(last) - begin(first) - filled) / (ordered.length - 1);
  let at = begin(first);
  for (const [id, box] of ordered) {
    places.set(id, flat ? { x: at, y: box.y } : { x: box.x, y: at });
    at += size(box) + gap;
  }
  return places;
}
