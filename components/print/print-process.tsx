import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { chromium } from "playwright-core";
import { renderToStaticMarkup } from "react-dom/server";
import { footer, PrintedReview } from "./printed-review.tsx";
import type { PrintedDocument } from "./types.ts";

/**
 * Reads a document as JSON, renders it, and writes it as PDF. The page is inert: no script runs in it, and whatever it asked
 * the network for would be refused.
 */
async function main(executablePath: string): Promise<void> {
  const document = JSON.parse(await text(process.stdin)) as PrintedDocument;
  const browser = await chromium.launch({
    executablePath,
    args: ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"],
  });
  const context = await browser.newContext({ offline: true, javaScriptEnabled: false });
  await context.route("**/*", (route) => route.abort());
  const page = await context.newPage();
  await page.setContent(html(document), { waitUntil: "load" });
  const pdf = await page.pdf({
    format: "A4",
    printBackground: true,
    displayHeaderFooter: true,
    headerTemplate: "<span></span>",
    footerTemplate: renderToStaticMarkup(footer(document)),
    margin: { top: "18mm", bottom: "22mm", left: "18mm", right: "18mm" },
    outline: true,
    tagged: true,
  });
  await browser.close();
  process.stdout.write(pdf);
}

function html(document: PrintedDocument): string {
  const css = readFileSync(new URL("print.css", import.meta.url), "utf8");
  return `<!doctype html>${renderToStaticMarkup(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>{document.review.title}</title>
        <style dangerouslySetInnerHTML={{ __html: `${fonts()}\n${css}` }} />
      </head>
      <body>
        <PrintedReview document={document} />
      </body>
    </html>,
  )}`;
}

/** The fonts within the page: it has no other way to them. */
function fonts(): string {
  const require = createRequire(import.meta.url);
  const folder = new URL("./fonts/", `file://${require.resolve("geist/font")}`);
  return [
    ["Geist", "geist-sans/Geist-Variable.woff2"],
    ["Geist Mono", "geist-mono/GeistMono-Variable.woff2"],
  ]
    .map(([family, file]) => {
      const data = readFileSync(new URL(file!, folder)).toString("base64");
      return `@font-face { font-family: "${family}"; font-weight: 100 900; src: url(data:font/woff2;base64,${data}); }`;
    })
    .join("\n");
}

await main(process.argv[2]!);
