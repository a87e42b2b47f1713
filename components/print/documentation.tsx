import Markdown from "../form/markdown.tsx";
import { frozenText } from "../reviews/words.ts";
import { Facts } from "./parts.tsx";
import { moment } from "./words.ts";
import type { PrintedDocument } from "./types.ts";

/** Section by section: what the record says, then what people wrote, and who signed it. */
export function Documentation({ document }: { document: PrintedDocument }) {
  const unwritten = document.documentation.filter(({ saved }) => !saved).map(({ title }) => title);
  return (
    <>
      <p>
        Each section begins with what the record itself said when this was printed; what people had
        written when the evidence was frozen stands beside a line.
        {unwritten.length > 0 && ` Nobody has written about: ${unwritten.join(", ")}.`}
      </p>
      {document.documentation.map(({ id, title, filled, number, history }) => {
        // What was decided on, not what somebody wrote since.
        const text = frozenText(document.review, { id, history });
        return (
          <div key={id} className="paper">
            <h3>{title}</h3>
            {filled.facts.length > 0 && <Facts facts={filled.facts} />}
            {filled.markdown && <Markdown text={filled.markdown} />}
            {text?.body && (
              <div className="written">
                <Markdown text={text.body} />
              </div>
            )}
            {number > 0 && (
              <p className="small">
                {text && `${stateOf(text)} `}
                {number > (text?.number ?? 0) &&
                  `Text ${number} was saved since; it is not part of this review.`}
              </p>
            )}
          </div>
        );
      })}
    </>
  );
}

function stateOf({
  number,
  by,
  at,
  signed,
}: PrintedDocument["documentation"][number]["history"][number]): string {
  return signed
    ? `Text ${number}, signed as complete by ${by.name}, ${moment(at)}.`
    : `Text ${number} by ${by.name}, ${moment(at)}; not signed as complete.`;
}
