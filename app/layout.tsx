import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { BEFORE_PAINT } from "../components/shell/before-paint.ts";
import { Providers } from "../components/shell/providers.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Penstock", template: "%s · Penstock" },
  description: "Machine-learning pipelines, drawn, run, reviewed and deployed.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#16171b" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The script changes this element before React sees it.
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <head>
        <script dangerouslySetInnerHTML={{ __html: BEFORE_PAINT }} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
