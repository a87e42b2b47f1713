"use client";

import {
  BadgeCheck,
  Download,
  FileCheck2,
  FileJson,
  FileText,
  KeyRound,
  ScrollText,
} from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { toast } from "../ui/toast.tsx";
import { saveFile } from "./save-file.ts";

interface Offer {
  title: string;
  path: string;
  icon: ReactNode;
}

const CHECKING: Offer[] = [
  { title: "Public key", path: "key", icon: <KeyRound aria-hidden /> },
  { title: "Script that checks a bundle", path: "verifier", icon: <FileCheck2 aria-hidden /> },
];

/** What of a review and its model version can be taken away as a file. */
export function ExportMenu({
  review,
  model: { name, version },
}: {
  /** The review's id, where there is one. */
  review?: string;
  model: { name: string; version: number };
}) {
  const [busy, setBusy] = useState(false);
  const ofReview: Offer[] = review
    ? [
        { title: "Review as PDF", path: `reviews/${review}/pdf`, icon: <FileText aria-hidden /> },
        {
          title: "Signed bundle (JSON)",
          path: `reviews/${review}/bundle`,
          icon: <BadgeCheck aria-hidden />,
        },
      ]
    : [];
  const ofModel: Offer[] = [
    {
      title: "Model card (Markdown)",
      path: `models/${name}/${version}/card`,
      icon: <ScrollText aria-hidden />,
    },
    {
      title: "Bill of materials (CycloneDX)",
      path: `models/${name}/${version}/bom`,
      icon: <FileJson aria-hidden />,
    },
  ];
  const item = ({ title, path, icon }: Offer) => (
    <MenuItem
      key={path}
      icon={icon}
      onClick={() => {
        setBusy(true);
        void saveFile(`/api/exports/${path}`)
          .then(
            (file) => toast.success(`${title} saved`, file),
            (error: unknown) => toast.error(`${title}: nothing was saved`, error),
          )
          .finally(() => setBusy(false));
      }}
    >
      {title}
    </MenuItem>
  );
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<Download aria-hidden />} pending={busy}>
          {busy ? "Exporting…" : "Export"}
        </Button>
      }
    >
      {ofReview.map(item)}
      {ofModel.map(item)}
      {review && <MenuSeparator />}
      {review && CHECKING.map(item)}
    </Menu>
  );
}
