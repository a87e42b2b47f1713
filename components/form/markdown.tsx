import ReactMarkdown, { type Components } from "react-markdown";

const COMPONENTS: Components = { a: Outward };

/** Markdown as its reader sees it: HTML in it is shown as text, links open beside, pictures are not fetched. Heavy: import it lazily. */
export default function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown disallowedElements={["img"]} unwrapDisallowed components={COMPONENTS}>
      {text}
    </ReactMarkdown>
  );
}

function Outward({ children, href }: React.ComponentProps<"a">) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className="nodrag">
      {children}
    </a>
  );
}
