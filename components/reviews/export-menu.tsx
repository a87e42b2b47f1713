"use client";

import { Download } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import type { Review } from "./types.ts";

/** What of a review can be taken away as a file. */
export function ExportMenu({ review }: { review: Review }) {
  const files = `/api/exports/reviews/${review.id}`;
  const model = `/api/exports/models/${review.model.name}/${review.model.version}`;
  const get = (href: string) => () => window.location.assign(href);
  return (
    <Menu align="end" trigger={<Button icon={<Download aria-hidden />}>Export</Button>}>
      <MenuItem onClick={get(`${files}/pdf`)}>Evidence pack as PDF</MenuItem>
      <MenuItem onClick={get(`${files}/bundle`)}>Signed bundle (JSON)</MenuItem>
      <MenuItem onClick={get(`${model}/card`)}>Model card</MenuItem>
      <MenuItem onClick={get(`${model}/bom`)}>Bill of materials (CycloneDX)</MenuItem>
    </Menu>
  );
}
