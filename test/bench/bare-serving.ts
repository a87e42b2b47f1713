import fastify from "fastify";
import { InferenceSession, Tensor } from "onnxruntime-node";

/**
 * The least that can answer: one Fastify route in front of onnxruntime-node, which believes what it is sent. No key, no
 * check, no id, no log. `node bare-serving.ts MODEL.onnx PORT`
 */
const [file, port] = process.argv.slice(2);
const session = await InferenceSession.create(file!, { intraOpNumThreads: 1 });

interface Body {
  inputs: { name: string; shape: number[]; datatype: string; data: (number | string)[] }[];
}

const app = fastify();
app.route<{ Body: Body }>({
  method: "POST",
  url: "/infer",
  handler: async (request) => {
    const feeds: Record<string, Tensor> = {};
    for (const { name, shape, datatype, data } of request.body.inputs)
      feeds[name] =
        datatype === "BYTES"
          ? new Tensor("string", data as string[], shape)
          : new Tensor("float32", Float32Array.from(data as number[]), shape);
    const { label, probabilities } = await session.run(feeds);
    return {
      outputs: [
        { name: "label", data: label!.data },
        { name: "probabilities", data: Array.from(probabilities!.data as Float32Array) },
      ],
    };
  },
});
await app.listen({ host: "127.0.0.1", port: Number(port) });
process.once("disconnect", () => process.exit(0));
process.send?.({ type: "ready" });
