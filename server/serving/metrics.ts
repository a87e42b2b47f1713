import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Times one answer in seconds and counts it, by its HTTP status. */
export interface ModelMetrics {
  answered: (seconds: number) => void;
  refused: (status: number) => void;
}

/** What `/metrics` tells Prometheus of this process. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const seconds = new Histogram({
    name: "penstock_serving_request_seconds",
    help: "Time from the parsed request to the answer, by model.",
    labelNames: ["model"],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const requests = new Counter({
    name: "penstock_serving_requests_total",
    help: "Inference requests by model and HTTP status.",
    labelNames: ["model", "status"],
    registers,
  });
  const lost = new Counter({
    name: "penstock_serving_predictions_lost_total",
    help: "Predictions that were answered but could not be logged.",
    registers,
  });
  const memory = new Gauge({
    name: "penstock_serving_resident_bytes",
    help: "Memory of the process.",
    registers: [],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  registry.registerMetric(memory);
  let underWay = 0;
  const underWayGauge = new Gauge({
    name: "penstock_serving_requests_under_way",
    help: "Inference requests that a model is working on.",
    registers: [],
    collect() {
      this.set(underWay);
    },
  });
  registry.registerMetric(underWayGauge);
  const models = new Map<string, ModelMetrics>();
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    lost: (count: number) => lost.inc(count),
    /** Counts a request as under way until `work` ends. */
    during: async <T>(work: Promise<T>): Promise<T> => {
      underWay++;
      try {
        return await work;
      } finally {
        underWay--;
      }
    },
    /** Of a model that is deployed: a name from a request would let anybody make series without end. */
    of: (model: string): ModelMetrics => {
      let found = models.get(model);
      if (!found) {
        const time = seconds.labels(model);
        const good = requests.labels(model, "200");
        found = {
          answered: (value) => {
            time.observe(value);
            good.inc();
          },
          refused: (status) => requests.labels(model, String(status)).inc(),
        };
        models.set(model, found);
      }
      return found;
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
