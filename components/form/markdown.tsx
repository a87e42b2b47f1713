import ReactMarkdown from "react-markdown";

/** Markdown as its reader sees it: HTML in it is shown as text, links open beside, pictures are not fetched. Heavy: import it lazily. */
export default function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown
      disallowedElements={["img"]}
      unwrapDisallowed
      components={{
        a: ({ children, href }) => (
          <a href={href} target="_blank" rel="noreferrer noopener" className="nodrag">
            {children}
          </a>
        ),
      }}
    >
      {text}
    </ReactMarkdown>
  );
}
