import {
  FROM,
  MATRIX,
  type AxisResult,
  type MatrixResult,
} from "../../workflows/core/risk/matrix.ts";
import { TierMark } from "../policies/tier-mark.tsx";
import { cx } from "../ui/cx.ts";

const LEVELS = ["low", "medium", "high"] as const;
const SOFT = { low: "bg-ok-soft", medium: "bg-warn-soft", high: "bg-danger-soft" };
const WORDS = { low: "Low", medium: "Medium", high: "High" };

/** The matrix as a picture: harm upwards, reach to the right; where a model stands is ringed. */
export function MatrixPicture({ result }: { result: MatrixResult | null }) {
  return (
    <figure className="flex flex-col gap-3">
      <table className="w-full table-fixed border-separate border-spacing-1 text-xs">
        <caption className="sr-only">
          {result
            ? `Exposure ${result.exposure.level}, purpose ${result.purpose.level}: ${result.tier} risk`
            : "Tier by exposure and purpose"}
        </caption>
        <colgroup>
          <col className="w-4" />
          <col className="w-13" />
        </colgroup>
        <tbody>
          {LEVELS.toReversed().map((purpose, row) => (
            <tr key={purpose}>
              {row === 0 && (
                <th
                  scope="rowgroup"
                  rowSpan={3}
                  className="text-muted rotate-180 text-center font-medium [writing-mode:vertical-rl]"
                >
                  Purpose →
                </th>
              )}
              <th scope="row" className="text-muted text-left font-normal">
                {WORDS[purpose]}
              </th>
              {LEVELS.map((exposure) => {
                const tier = MATRIX[purpose][exposure];
                const here =
                  result?.purpose.level === purpose && result.exposure.level === exposure;
                return (
                  <td
                    key={exposure}
                    aria-current={here || undefined}
                    className={cx(
                      "h-12 rounded-md text-center",
                      SOFT[tier],
                      here ? "ring-fg font-semibold ring-2" : "text-muted",
                    )}
                  >
                    <span className="flex flex-col items-center gap-0.5">
                      <TierMark tier={tier} />
                      {WORDS[tier]}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
          <tr>
            <td />
            <td />
            {LEVELS.map((exposure) => (
              <th key={exposure} scope="col" className="text-muted font-normal">
                {WORDS[exposure]}
              </th>
            ))}
          </tr>
          <tr>
            <td />
            <td />
            <th scope="colgroup" colSpan={3} className="text-muted font-medium">
              Exposure →
            </th>
          </tr>
        </tbody>
      </table>
      {result && (
        <div className="flex flex-col gap-2">
          <Axis name="Exposure" axis="exposure" result={result.exposure} />
          <Axis name="Purpose" axis="purpose" result={result.purpose} />
        </div>
      )}
    </figure>
  );
}

/** Points of one side, with the marks at which the next level begins. */
function Axis({
  name,
  axis,
  result: { level, points, most, liftedBy },
}: {
  name: string;
  axis: keyof typeof FROM;
  result: AxisResult;
}) {
  const share = (value: number) => `${(100 * value) / most}%`;
  return (
    <div>
      <p className="flex justify-between text-xs">
        <span className="font-medium">
          {name}: {WORDS[level].toLowerCase()}
        </span>
        <span className="text-muted tabular-nums">
          {points} of {most} points
        </span>
      </p>
      <div aria-hidden className="bg-sunken relative mt-1 h-1.5 rounded-full">
        <div className="bg-accent h-full rounded-full" style={{ width: share(points) }} />
        {[FROM[axis].medium, FROM[axis].high].map((from) => (
          <span
            key={from}
            className="bg-fg/50 absolute -inset-y-0.5 w-px"
            style={{ left: share(from) }}
          />
        ))}
      </div>
      {liftedBy.length > 0 && (
        <p className="text-muted mt-0.5 text-xs">
          At least {level} by one answer, whatever the points.
        </p>
      )}
    </div>
  );
}
