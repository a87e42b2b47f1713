"use client";
import { Handle, Position } from "@xyflow/react";
import { memo, type CSSProperties } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { ERROR_OUTPUT, ERROR_PORT, type Port } from "../../../workflows/core/ports.ts";
import { endOf } from "../canvas/to-flow.ts";
import { innerY } from "../layout/frame.ts";
import { errorX, portY } from "../layout/geometry.ts";
import type { NodePorts } from "../layout/node-ports.ts";
import { useEditor } from "../store/editor-context.tsx";
import { wiringOf } from "../store/wiring.ts";

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
  const about = aboutPort(port);
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
        title={about}
      />
      {!far && (
        <span className="pb-port" data-side={side} data-fits={fits} style={{ top }} title={about}>
          {port.title}
        </span>
      )}
    </>
  );
}

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
      title={aboutPort(ERROR_OUTPUT)}
    />
  );
}

/** While a wire is drawn: whether it may end here. */
function useFits(end: string): "yes" | "no" | undefined {
  return useEditor(({ fitting }) =>
    fitting === null ? undefined : fitting.has(end) ? "yes" : "no",
  );
}

/** A port's type in words. */
export function portWords(type: Port["type"]): string {
  if (type === "any") return "anything";
  if (type === "list") return "a list, one value for each item";
  return type.replaceAll("-", " ");
}

function aboutPort({ title, type, optional, multiple, description }: Port): string {
  const facts = [portWords(type), optional && "optional", multiple && "takes several"];
  return [`${title} (${facts.filter(Boolean).join(", ")})`, description].filter(Boolean).join("\n");
}
