import type { ReactNode } from "react";
import ReactMarkdown from "react-markdown";

const NO_PICTURES = ["img"];
const COMPONENTS = { a: Beside };

/** Markdown as elements. HTML in it is shown as text, links open beside, and pictures are not fetched. */
export default function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown disallowedElements={NO_PICTURES} unwrapDisallowed components={COMPONENTS}>
      {text}
    </ReactMarkdown>
  );
}

function Beside({ children, href }: { children?: ReactNode; href?: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className="nodrag">
      {children}
    </a>
  );
}
