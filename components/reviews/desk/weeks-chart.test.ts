import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChartTheme } from "../../charts/theme.ts";
import { weeksChart } from "./weeks-chart.ts";

interface Option {
  tooltip: { valueFormatter: (value: number) => string };
  xAxis: {
    axisLabel: { formatter: (value: number) => string };
    axisPointer: { label: { formatter: (at: { value: number }) => string } };
  };
  yAxis: { minInterval: number; axisLabel: { formatter: (value: number) => string } };
}

test("weeks are named by the day on which they began, and reviews are counted in whole numbers", () => {
  const chart = weeksChart([
    { week: "2026-08-24", opened: 0, decided: 0 },
    { week: "2026-08-31", opened: 1, decided: 0 },
  ]);
  const theme = { series: ["#1", "#2"] } as unknown as ChartTheme;
  const { tooltip, xAxis, yAxis } = chart.option(theme) as unknown as Option;
  assert.deepEqual([0, 1].map(xAxis.axisLabel.formatter), ["24 Aug 2026", "31 Aug 2026"]);
  assert.equal(xAxis.axisPointer.label.formatter({ value: 1 }), "31 Aug 2026");
  assert.equal(yAxis.minInterval, 1);
  assert.equal(yAxis.axisLabel.formatter(1), "1");
  assert.equal(tooltip.valueFormatter(1), "1");
  assert.equal(chart.summary, "2 weeks from 24 Aug 2026");
  assert.deepEqual(chart.table.rows[1], ["31 Aug 2026", 1, 0]);
});
