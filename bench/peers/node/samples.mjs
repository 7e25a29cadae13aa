// From what clients send to tensors, and from tensors to predictions, as model.json says.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the session's inputs of a media type and bytes. */
export async function preprocessor({ manifest, folder }, session, ort) {
  if (manifest.preprocessing?.image) {
    return images(manifest.preprocessing.image, session, ort);
  }
  if (manifest.preprocessing?.text) {
    return texts(manifest.preprocessing.text, folder, ort);
  }
  throw new Error(`model "${manifest.name}" takes neither images nor texts`);
}

/** Makes a prediction of the session's outputs. */
export async function postprocessor({ manifest, folder }, session) {
  if (manifest.postprocessing?.classification) {
    return classes(manifest.postprocessing.classification, folder, session);
  }
  if (manifest.postprocessing?.embedding) {
    return embedding(manifest.postprocessing.embedding, manifest, session);
  }
  throw new Error(`model "${manifest.name}" gives neither classes nor embeddings`);
}

const KERNELS = { nearest: 'nearest', bilinear: 'linear', bicubic: 'cubic' };

async function images(wanted, session, ort) {
  const { default: sharp } = await import('sharp');
  const { width, height } = wanted.crop;
  const count = wanted.channels === 'GREY' ? 1 : 3;
  const input = wanted.input ?? session.inputNames[0];

  async function pixels(body) {
    // Models are trained on levels as they stand in the file, whatever colour profile it has.
    let image = sharp(body, { ignoreIcc: true }).autoOrient().removeAlpha();
    image = count === 1 ? image.toColourspace('b-w') : image.toColourspace('srgb');
    const framed = await frame(image, wanted);
    const { data, info } = await framed.raw().toBuffer({ resolveWithObject: true });
    if (info.width !== width || info.height !== height || info.channels !== count) {
      throw new Error(`the image came out as ${info.width} by ${info.height} pixels of ${info.channels}`);
    }
    return data;
  }

  return async (mediaType, body) => {
    if (mediaType !== 'image/jpeg' && mediaType !== 'image/png') {
      throw new Error(`send image/jpeg or image/png, not "${mediaType}"`);
    }
    const values = normalised(await pixels(body), wanted, count);
    const shape = wanted.layout === 'NHWC' ? [1, height, width, count] : [1, count, height, width];
    return { [input]: new ort.Tensor('float32', values, shape) };
  };
}

/** Scaled, and of that the middle. */
async function frame(image, { resize, crop }) {
  const meta = await image.metadata();
  let { width, height } = meta.autoOrient;
  if (resize) {
    [width, height] = scaled(resize, width, height);
    image = image.resize(width, height, { fit: 'fill', kernel: KERNELS[resize.interpolation] });
  }
  const left = Math.round((width - crop.width) / 2);
  const top = Math.round((height - crop.height) / 2);
  if (left < 0 || top < 0) {
    throw new Error(`the image is smaller than ${crop.width} by ${crop.height} pixels`);
  }
  return image.extract({ left, top, width: crop.width, height: crop.height });
}

function scaled(resize, width, height) {
  if (resize.shorter === undefined) {
    return [resize.width, resize.height];
  }
  const { shorter } = resize;
  return width <= height
    ? [shorter, Math.trunc((shorter * height) / width)]
    : [Math.trunc((shorter * width) / height), shorter];
}

/** (level × scale − mean) ÷ std, in the order that the model wants. */
function normalised(data, { scale, mean, std, channels, layout }, count) {
  const values = new Float32Array(data.length);
  const plane = data.length / count;
  for (let channel = 0; channel < count; channel++) {
    const factor = scale / std[channel];
    const offset = mean[channel] / std[channel];
    let from = channels === 'BGR' ? 2 - channel : channel;
    let to = layout === 'NHWC' ? channel : channel * plane;
    const step = layout === 'NHWC' ? count : 1;
    for (; from < data.length; from += count, to += step) {
      values[to] = data[from] * factor - offset;
    }
  }
  return values;
}

async function texts(wanted, folder, ort) {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const json = JSON.parse(await readFile(join(folder, wanted.tokenizer), 'utf8'));
  const tokenizer = new Tokenizer({ ...json, truncation: null, padding: null }, {});
  const { ids, mask, types } = wanted.inputs;

  return (mediaType, body) => {
    if (mediaType !== 'text/plain') {
      throw new Error(`send text/plain, not "${mediaType}"`);
    }
    const encoding = tokenizer.encode(body.toString('utf8'), { return_token_type_ids: true });
    const tokens = cut(encoding.ids, wanted);
    const length = wanted.padToMaximum ? wanted.maximumLength : tokens.length;
    const tensor = (value) =>
      new ort.Tensor('int64', BigInt64Array.from({ length }, (_, i) => BigInt(value(i))), [1, length]);
    const inputs = { [ids]: tensor((i) => tokens[i] ?? 0) };
    if (mask) inputs[mask] = tensor((i) => (i < tokens.length ? 1 : 0));
    if (types) inputs[types] = tensor(() => 0);
    return inputs;
  };
}

/** Not longer than the model takes; the last token, which ends the text, stays. */
function cut(tokens, { maximumLength, truncate }) {
  if (tokens.length <= maximumLength) {
    return tokens;
  }
  if (!truncate) {
    throw new Error(`the text has ${tokens.length} tokens; at most ${maximumLength} are allowed`);
  }
  return [...tokens.slice(0, maximumLength - 1), tokens.at(-1)];
}

async function classes({ output, labels, topK, softmax }, folder, session) {
  const name = output ?? session.outputNames[0];
  const names = labels ? (await readFile(join(folder, labels), 'utf8')).split('\n') : [];

  function predict(outputs) {
    const scores = softmax ? softmaxOf(outputs[name].data) : outputs[name].data;
    const best = [...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, topK);
    return {
      classes: best.map((index) => ({ index, label: names[index] || String(index), score: scores[index] })),
    };
  }
  predict.outputs = [name];
  return predict;
}

function softmaxOf(logits) {
  const largest = logits.reduce((a, b) => Math.max(a, b));
  const exponents = logits.map((logit) => Math.exp(logit - largest));
  const sum = exponents.reduce((a, b) => a + b);
  return exponents.map((exponent) => exponent / sum);
}

function embedding({ output, pooling, normalize }, manifest, session) {
  const name = output ?? session.outputNames[0];
  const mask = manifest.preprocessing?.text?.inputs?.mask;

  function predict(outputs, inputs) {
    let vector = pooled(outputs[name], pooling.toLowerCase(), inputs[mask]?.data);
    if (normalize) {
      const length = Math.max(Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)), 1e-12);
      vector = vector.map((x) => x / length);
    }
    return { embedding: Array.from(vector, Math.fround) };
  }
  predict.outputs = [name];
  return predict;
}

function pooled({ data, dims }, pooling, mask) {
  if (pooling === 'none') {
    return Float64Array.from(data);
  }
  const width = dims[2];
  const row = (token) => data.subarray(token * width, (token + 1) * width);
  if (pooling === 'cls') {
    return Float64Array.from(row(0));
  }
  const kept = [...Array(dims[1]).keys()].filter((token) => mask === undefined || mask[token] !== 0n);
  const vector = new Float64Array(width).fill(pooling === 'max' ? -Infinity : 0);
  for (const token of kept) {
    row(token).forEach((x, i) => {
      vector[i] = pooling === 'max' ? Math.max(vector[i], x) : vector[i] + x / kept.length;
    });
  }
  return vector;
}
