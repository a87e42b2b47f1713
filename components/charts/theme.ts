/** The colours of a chart as canvas can use them, from the page's CSS variables. */
export interface ChartTheme {
  text: string;
  muted: string;
  line: string;
  surface: string;
  font: string;
  series: readonly string[];
}

/** Reads the theme in force where the element stands; call again when light and dark change. */
export function readTheme(element: HTMLElement): ChartTheme {
  const style = getComputedStyle(element);
  const color = (name: string, fallback: string) =>
    toRgb(style.getPropertyValue(name).trim() || fallback);
  return {
    text: color("--color-fg", style.color),
    muted: color("--color-muted", style.color),
    line: color("--color-line", "#8884"),
    surface: color("--color-surface", "#fff"),
    font: style.fontFamily,
    series: [1, 2, 3, 4, 5, 6].map((index) =>
      color(`--color-chart-${index}`, FALLBACK[index - 1]!),
    ),
  };
}

// Told apart also by people who see no red or green (after Okabe and Ito, 2008).
const FALLBACK = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"];

/** Canvas mixes colours itself and knows neither `oklch` nor `var`: the browser paints one pixel and tells. */
function toRgb(color: string): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return color;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${(alpha / 255).toFixed(3)})`;
}
