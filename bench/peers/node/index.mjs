// An inference function for AWS Lambda behind a Function URL: ONNX Runtime in Node.js.
//
// The model package is fetched and opened while the module is imported, in the init phase, where
// Lambda grants full CPU; the handler only decodes, predicts and encodes.

import { Stages } from './stages.mjs';

const stages = new Stages(); // before the imports below, so that it sees them

const [ort, { fetchPackage }, { preprocessor, postprocessor }] = await stages.during('import', async () => [
  (await import('onnxruntime-node')).default,
  await import('./model.mjs'),
  await import('./samples.mjs'),
]);

const modelPackage = await stages.during('download', async (span) => {
  const fetched = await fetchPackage();
  span.bytes = fetched.fetchedBytes;
  return fetched;
});

const { session, preprocess, postprocess } = await stages.during('load', async () => {
  const opened = await ort.InferenceSession.create(modelPackage.modelFile, {
    executionProviders: ['cpu'],
    intraOpNumThreads: stages.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
  return {
    session: opened,
    preprocess: await preprocessor(modelPackage, opened, ort),
    postprocess: await postprocessor(modelPackage, opened),
  };
});

stages.ready(modelPackage, 'onnx', ort.env.versions.node ?? ort.env.versions.common);

/** Answers one request to the Function URL. */
export async function handler(event) {
  let inputs;
  try {
    const { mediaType, body } = request(event);
    inputs = await preprocess(mediaType, body);
  } catch (e) {
    return answer(400, { error: e.message }, {});
  }
  const { outputs, prediction } = await stages.prediction(() => session.run(inputs, postprocess.outputs));
  return answer(
    200,
    {
      predictions: [postprocess(outputs, inputs)],
      model_name: modelPackage.manifest.name,
      model_version: modelPackage.manifest.version,
      provenance: modelPackage.manifest.provenance,
    },
    stages.headers(prediction),
  );
}

/** The media type and the bytes that the client sent. */
function request(event) {
  if (event.body === undefined || event.body === null) {
    throw new Error('the request has no body; send an image or a text');
  }
  const type = event.headers?.['content-type'] ?? '';
  return {
    mediaType: type.split(';')[0].trim().toLowerCase(),
    body: Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function answer(statusCode, body, headers) {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
