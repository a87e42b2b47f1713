import ReactMarkdown from "react-markdown";

/** Markdown as elements. HTML in it is shown as text, links open beside, and pictures are not fetched. */
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
