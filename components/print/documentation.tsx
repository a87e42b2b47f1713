import Markdown from "../form/markdown.tsx";
import { Facts } from "./parts.tsx";
import { moment } from "./words.ts";
import type { PrintedDocument } from "./types.ts";

/** Section by section: what the record says, then what people wrote, and who signed it. */
export function Documentation({ document }: { document: PrintedDocument }) {
  const frozen = new Map(
    document.review.documentation.map(({ section, number }) => [section, number]),
  );
  const unwritten = document.documentation.filter(({ saved }) => !saved).map(({ title }) => title);
  return (
    <>
      <p>
        Each section begins with what the record itself says; what people wrote stands beside a
        line.
        {unwritten.length > 0 && ` Nobody has written about: ${unwritten.join(", ")}.`}
      </p>
      {document.documentation.map(({ id, title, filled, body, number, saved, signed, history }) => {
        // What was decided on is the text that was frozen, not what somebody wrote since.
        const text = history.find((one) => one.number === frozen.get(id))?.body ?? body;
        return (
          <div key={id} className="paper">
            <h3>{title}</h3>
            {filled.facts.length > 0 && <Facts facts={filled.facts} />}
            {filled.markdown && <Markdown text={filled.markdown} />}
            {text && (
              <div className="written">
                <Markdown text={text} />
              </div>
            )}
            {saved && (
              <p className="small">
                {signed
                  ? `Text ${number}, signed as complete by ${signed.by.name}, ${moment(signed.at)}.`
                  : `Text ${number} by ${saved.by.name}, ${moment(saved.at)}; not signed as complete.`}
                {frozen.has(id) && frozen.get(id) !== number
                  ? ` The review stands on text ${frozen.get(id)}, which is the one shown.`
                  : ""}
              </p>
            )}
          </div>
        );
      })}
    </>
  );
}
