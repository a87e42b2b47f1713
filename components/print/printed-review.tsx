import type { ReactElement, ReactNode } from "react";
import { Annex } from "./annex.tsx";
import { Decisions } from "./decisions.tsx";
import { Documentation } from "./documentation.tsx";
import { FollowUp } from "./follow-up.tsx";
import { ModelPart, Origins } from "./origins.tsx";
import { Section, type Tags } from "./parts.tsx";
import { Groups, Performance } from "./performance.tsx";
import { PolicyPart, Requirements } from "./policy.tsx";
import { Summary } from "./summary.tsx";
import { TitlePage } from "./title-page.tsx";
import type { PrintedDocument } from "./types.ts";

interface Part {
  id: string;
  title: string;
  tags?: readonly Tags[];
  content: ReactNode;
}

/** A review on paper, in the order in which a committee asks. */
export function PrintedReview({ document }: { document: PrintedDocument }) {
  const { tags } = document;
  const parts: Part[] = [
    {
      id: "summary",
      title: "Summary",
      tags: tags.purpose,
      content: <Summary document={document} />,
    },
    {
      id: "risk",
      title: "Risk tier and policy",
      tags: tags.risk,
      content: <PolicyPart document={document} />,
    },
    {
      id: "evidence",
      title: "Required evidence",
      tags: tags.evidence,
      content: <Requirements document={document} />,
    },
    {
      id: "performance",
      title: "Performance",
      tags: tags.performance,
      content: <Performance document={document} />,
    },
    {
      id: "groups",
      title: "Performance by group",
      tags: tags.fairness,
      content: <Groups document={document} />,
    },
    {
      id: "data",
      title: "Data",
      tags: tags.data,
      content: <Origins document={document} />,
    },
    {
      id: "model",
      title: "Model and how it was made",
      tags: tags.model,
      content: <ModelPart document={document} />,
    },
    {
      id: "documentation",
      title: "Documentation",
      tags: tags.documentation,
      content: <Documentation document={document} />,
    },
    {
      id: "findings",
      title: "Findings, waivers and suspensions",
      tags: tags.findings,
      content: <FollowUp document={document} />,
    },
    {
      id: "decisions",
      title: "Decisions",
      tags: tags.decisions,
      content: <Decisions document={document} />,
    },
  ];
  const numbered = parts.map((part, index) => ({ ...part, title: `${index + 1}  ${part.title}` }));
  const annex = { id: "annex", title: "Annex: items of evidence and what they are evidence for" };
  return (
    <>
      <TitlePage document={document} contents={[...numbered, annex]} />
      {numbered.map(({ content, ...part }) => (
        <Section key={part.id} {...part}>
          {content}
        </Section>
      ))}
      <Section {...annex}>
        <Annex document={document} />
      </Section>
    </>
  );
}

/** What stands at the foot of each page: Chrome fills in the numbers, and knows no style of the page. */
export function footer({ review }: PrintedDocument): ReactElement {
  const { name, version } = review.model;
  return (
    <div
      style={{
        width: "100%",
        margin: "0 18mm",
        paddingTop: "2mm",
        borderTop: "0.5px solid #c9c9d1",
        display: "flex",
        justifyContent: "space-between",
        gap: "6mm",
        fontFamily: "sans-serif",
        fontSize: "6.5px",
        color: "#585862",
      }}
    >
      <span>
        {name} version {version}, review {review.id}
      </span>
      <span style={{ fontFamily: "monospace", fontSize: "6px" }}>pack {review.packHash}</span>
      <span style={{ whiteSpace: "nowrap" }}>
        <span className="pageNumber" /> of <span className="totalPages" />
      </span>
    </div>
  );
}
