import { LineChart, BarChart } from "echarts/charts";
import { GridComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { ChartContent } from "../charts/evaluation-charts.ts";
import type { ChartTheme } from "../charts/theme.ts";

use([LineChart, BarChart, GridComponent, MarkLineComponent, SVGRenderer]);

const PAPER: ChartTheme = {
  text: "#1a1a1f",
  muted: "#585862",
  line: "#c9c9d1",
  surface: "#ffffff",
  font: "Geist, sans-serif",
  series: ["#0b5f9e", "#b35c00", "#00795a", "#a8437f", "#56707e", "#6b3fa0"],
};

/** A chart of the application as a drawing, made without a browser. */
export function PrintedChart({ chart }: { chart: ChartContent }) {
  const drawing = init(null, null, { renderer: "svg", ssr: true, width: 310, height: 190 });
  drawing.setOption({ ...chart.option(PAPER), tooltip: { show: false } });
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return (
    <figure>
      <figcaption>
        <b>{chart.title}</b> {chart.caption}
      </figcaption>
      <div
        role="img"
        aria-label={chart.summary}
        // Made by the drawing library from figures alone.
        dangerouslySetInnerHTML={{ __html: svg }}
      />
      <p className="small">{chart.summary}</p>
    </figure>
  );
}
