"use client";
import { Handle, Position } from "@xyflow/react";
import { memo, type CSSProperties } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { ERROR_OUTPUT, ERROR_PORT, type Port } from "../../../workflows/core/ports.ts";
import { endOf } from "../canvas/to-flow.ts";
import { innerY } from "../../graph/frame.ts";
import { errorX, portY } from "../../graph/geometry.ts";
import type { NodePorts } from "../../graph/node-ports.ts";
import { useEditor } from "../store/editor-context.tsx";
import { wiringOf } from "../store/wiring.ts";
import { aboutPort } from "./port-words.ts";

/** All ports of a node; far out without their names. */
export const PortEnds = memo(function PortEnds({
  id,
  ports,
  far,
  width,
  height,
  withError = true,
}: {
  id: string;
  ports: NodePorts;
  far: boolean;
  width: number;
  height: number;
  /** A collapsed group has no failures of its own. */
  withError?: boolean;
}) {
  return (
    <>
      {ports.inputs.map(([name, port], index) => (
        <PortEnd key={`in-${name}`} {...{ id, name, port, far }} side="in" top={portY(index)} />
      ))}
      {ports.outputs.map(([name, port], index) => (
        <PortEnd key={`out-${name}`} {...{ id, name, port, far }} side="out" top={portY(index)} />
      ))}
      {ports.inner.map(([name, port], index) => (
        <PortEnd
          key={`inner-${name}`}
          {...{ id, name, port, far }}
          side="inner"
          top={innerY(ports, height, index)}
        />
      ))}
      {withError && <ErrorEnd id={id} width={width} />}
    </>
  );
});

type Side = "in" | "out" | "inner";

function PortEnd({
  id,
  name,
  port,
  top,
  side,
  far,
}: {
  id: string;
  name: string;
  port: Port;
  top: number;
  side: Side;
  far: boolean;
}) {
  const fits = useFits(endOf(id, name));
  const hint = hintOf(port);
  return (
    <>
      <Handle
        id={name}
        type={side === "out" ? "source" : "target"}
        position={side === "out" ? Position.Right : Position.Left}
        className="pb-handle"
        style={side === "inner" ? { top, left: "100%" } : { top }}
        data-testid={`handle-${id}-${side === "out" ? "out" : "in"}-${name}`}
        data-port={port.type}
        data-optional={port.optional || undefined}
        data-fits={fits}
        title={hint}
        // The keyboard goes there by the keys of the canvas; as stops of Tab they would be hundreds.
        tabIndex={-1}
        role="button"
        aria-label={`${port.title}, ${side === "out" ? "output" : "input"}, ${aboutPort(port)}`}
      />
      {!far && (
        <span className="pb-port" data-side={side} data-fits={fits} style={{ top }} title={hint}>
          {port.title}
        </span>
      )}
    </>
  );
}

const ERROR_HINT = hintOf(ERROR_OUTPUT);
const ERROR_LABEL = `${ERROR_OUTPUT.title}, output, ${aboutPort(ERROR_OUTPUT)}`;

/** The output that every node has: small, and seen only where it matters. */
function ErrorEnd({ id, width }: { id: string; width: number }) {
  const fits = useFits(`${id}.${ERROR_PORT}`);
  const wired = useEditor(({ document }) => wiringOf(document, registry).handled.has(id));
  return (
    <Handle
      id={ERROR_PORT}
      type="source"
      position={Position.Bottom}
      className="pb-handle pb-handle-error"
      style={{ left: errorX(width) } as CSSProperties}
      data-testid={`handle-${id}-out-${ERROR_PORT}`}
      data-port={ERROR_OUTPUT.type}
      data-wired={wired || undefined}
      data-fits={fits}
      title={ERROR_HINT}
      tabIndex={-1}
      role="button"
      aria-label={ERROR_LABEL}
    />
  );
}

/** While a wire is drawn: whether it may end here. */
function useFits(end: string): "yes" | "no" | undefined {
  return useEditor(({ fitting }) =>
    fitting === null ? undefined : fitting.has(end) ? "yes" : "no",
  );
}

function hintOf(port: Port): string {
  return [`${port.title} (${aboutPort(port)})`, port.description].filter(Boolean).join("\n");
}
