import type { ChartContent } from "../../charts/evaluation-charts.ts";
import { lineOption } from "../../charts/options.ts";
import { day } from "../../print/words.ts";

interface Week {
  /** Its Monday, ISO 8601. */
  week: string;
  opened: number;
  decided: number;
}

/** How many reviews were opened and decided in each week, by the day on which it began. */
export function weeksChart(weeks: readonly Week[]): ChartContent {
  const begins = weeks.map(({ week }) => day(week));
  return {
    title: "Opened and decided, week by week",
    summary: `${weeks.length} weeks from ${begins[0]}`,
    option: lineOption(
      [
        { name: "Opened", points: weeks.map(({ opened }, at) => [at, opened]), dots: true },
        { name: "Decided", points: weeks.map(({ decided }, at) => [at, decided]), dots: true },
      ],
      {
        x: "week of",
        y: "reviews",
        wholeX: true,
        wholeY: true,
        yMin: 0,
        xWords: (at) => begins[at] ?? "",
      },
    ),
    legend: [
      { name: "Opened", color: 0 },
      { name: "Decided", color: 1 },
    ],
    table: {
      columns: ["Week of", "Opened", "Decided"],
      rows: weeks.map(({ opened, decided }, at) => [begins[at], opened, decided]),
    },
  };
}
