import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const dark = css.slice(css.indexOf('[data-theme="dark"]'));
const light = css.slice(0, css.indexOf('[data-theme="dark"]'));

function tokens(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/--color-([a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [
      match[1]!,
      match[2]!,
    ]),
  );
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ["bg", "surface", "raised", "sunken", "hover", "selected"];

for (const [theme, text] of [
  ["light", light],
  ["dark", dark],
] as const) {
  const colors = tokens(text);
  const color = (name: string) => {
    const value = colors.get(name);
    assert.ok(value, `--color-${name} is not set in the ${theme} theme`);
    return value;
  };
  const atLeast = (ratio: number, front: string, back: string) => {
    const got = contrast(color(front), color(back));
    assert.ok(got >= ratio, `${theme}: ${front} on ${back} is ${got.toFixed(2)}, want ${ratio}`);
  };

  test(`in the ${theme} theme text can be read on every surface`, () => {
    for (const front of ["fg", "muted", "accent", "ok", "warn", "danger", "info", "wait"])
      for (const back of surfaces) atLeast(4.5, front, back);
    for (const state of ["ok", "warn", "danger", "info", "wait", "accent"])
      for (const front of [state, "fg"]) atLeast(4.5, front, `${state}-soft`);
    for (const filled of ["accent", "danger"])
      for (const back of [filled, `${filled}-hover`]) atLeast(4.5, `on-${filled}`, back);
  });

  test(`in the ${theme} theme categories, ports and chart lines stand out from every surface`, () => {
    for (const name of colors.keys())
      if (/^(?:category|port)-/.test(name)) for (const back of surfaces) atLeast(4.5, name, back);
    for (const name of colors.keys())
      if (name.startsWith("chart-")) for (const back of ["bg", "surface"]) atLeast(3, name, back);
    for (const back of ["bg", "surface", "raised"]) atLeast(3, "line-strong", back);
  });
}

test("the dark theme sets every colour that the light one sets", () => {
  const constant = new Set(["white", "black"]);
  const missing = [...tokens(light).keys()].filter(
    (name) => !constant.has(name) && !tokens(dark).has(name),
  );
  assert.deepEqual(missing, []);
});
