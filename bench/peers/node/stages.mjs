// When the stages of the cold start begin and end, reported as `firstlight.coldstart/1`.
//
// The record is described in docs/cold-start-record.md. Times are counted from the creation of the
// process, which Linux tells in ticks of 10 ms; the middle of the tick is taken.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

export class Stages {
  #created = processCreation();
  #instance = randomUUID();
  #record = null;
  #spans;

  constructor() {
    // Lambda grants one CPU for each 1,769 MB.
    this.cpus = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 1769) / 1769;
    this.threads = Math.max(1, Math.round(this.cpus));
    this.#spans = [{ stage: 'boot', startMillis: 0, endMillis: this.now(), bytes: 0 }];
  }

  /** Milliseconds since the process was created. */
  now() {
    return performance.now() - this.#created;
  }

  async during(stage, action) {
    const span = { stage, startMillis: this.now(), endMillis: 0, bytes: 0 };
    const result = await action(span);
    span.endMillis = this.now();
    this.#spans.push(span);
    return result;
  }

  /** The instance can predict from now on. */
  ready(modelPackage, runtime, version) {
    const { name, version: modelVersion, provenance } = modelPackage.manifest;
    const residentBytes = process.memoryUsage.rss();
    const heapBytes = process.memoryUsage().heapUsed;
    this.#record = {
      schema: 'firstlight.coldstart/1',
      instance: this.#instance,
      target: 'lambda',
      policy: 'eager',
      model: name,
      modelVersion,
      provenance,
      runtime,
      runtimeVersion: version,
      artifact: modelPackage.artifact.name,
      passedOver: [],
      jdk: `Node.js ${process.versions.node}`,
      cpuShare: this.cpus,
      threads: this.threads,
      readyMillis: this.now(),
      memory: { heapBytes, nativeBytes: residentBytes - heapBytes, residentBytes },
    };
  }

  async prediction(action) {
    const prediction = { stage: 'predict', startMillis: this.now(), endMillis: 0, bytes: 0 };
    const outputs = await action();
    prediction.endMillis = this.now();
    return { outputs, prediction };
  }

  /** What every answer says, and of the cold start the first one. */
  headers(prediction) {
    const record = this.#record;
    this.#record = null;
    const headers = {
      'Server-Timing': `predict;dur=${(prediction.endMillis - prediction.startMillis).toFixed(3)}`,
      'Firstlight-Instance': this.#instance,
      'Firstlight-Cold': String(record !== null),
    };
    if (record !== null) {
      headers['Firstlight-Cold-Start'] = JSON.stringify({ ...record, stages: [...this.#spans, prediction] });
    }
    return headers;
  }
}

/** The creation of this process on the clock of performance.now(), in milliseconds. */
function processCreation() {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const started = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  const sinceBoot = Number(process.hrtime.bigint()) / 1e6; // the clock since boot, but for suspends
  return ((started + 0.5) * 1000) / TICKS_PER_SECOND - sinceBoot + performance.now();
}
