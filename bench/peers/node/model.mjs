// The model package: a folder of the image, or objects in Amazon S3.

import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const uri = process.env.MODEL_URI;
// An image that has its model in it needs no SDK.
const { GetObjectCommand, S3Client } = uri.startsWith('s3://') ? await import('@aws-sdk/client-s3') : {};

/** From where MODEL_URI says: a folder, used in place, or s3://bucket/prefix. */
export async function fetchPackage() {
  if (!uri.startsWith('s3://')) {
    const manifest = JSON.parse(await readFile(join(uri, 'model.json'), 'utf8'));
    return opened(uri, manifest, onnxArtifact(manifest), 0);
  }
  const [, bucket, prefix] = uri.match(/^s3:\/\/([^/]+)\/(.*?)\/?$/);
  return download(bucket, prefix);
}

async function download(bucket, prefix) {
  const s3 = new S3Client({});
  const get = async (path) =>
    (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${prefix}/${path}` }))).Body;

  const folder = await mkdtemp(join(tmpdir(), 'model-'));
  const json = await (await get('model.json')).transformToString();
  const manifest = JSON.parse(json);
  const artifact = onnxArtifact(manifest);
  const needed = neededFiles(manifest);
  const wanted = [...artifact.files, ...(manifest.files ?? []).filter((file) => needed.has(file.path))];
  await Promise.all(
    wanted.map(async ({ path }) => {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await get(path), createWriteStream(target, { highWaterMark: 1 << 20 }));
    }),
  );
  const bytes = wanted.reduce((sum, file) => sum + file.bytes, json.length);
  return opened(folder, manifest, artifact, bytes);
}

function opened(folder, manifest, artifact, fetchedBytes) {
  return { folder, manifest, artifact, modelFile: join(folder, artifact.files[0].path), fetchedBytes };
}

/** The portable form of the model for ONNX Runtime. */
function onnxArtifact(manifest) {
  const found = manifest.artifacts.find(
    ({ runtime, requires }) => runtime === 'onnx' && Object.keys(requires ?? {}).length === 0,
  );
  if (!found) {
    throw new Error(`model "${manifest.name}" has no portable ONNX artifact`);
  }
  return found;
}

/** What is needed beside the model itself: the tokenizer and the labels. */
function neededFiles(manifest) {
  return new Set([manifest.preprocessing?.text?.tokenizer, manifest.postprocessing?.classification?.labels]);
}
