"use client";
import ReactMarkdown from "react-markdown";

/** Markdown as its reader sees it; HTML in it is shown as text. Heavy: import it lazily. */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className="pf-markdown">
      <ReactMarkdown>{text}</ReactMarkdown>
    </div>
  );
}
