"""The model package: a folder of the image, or objects in Amazon S3."""

import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MODEL_URI = os.environ["MODEL_URI"]
if MODEL_URI.startswith("s3://"):  # an image that has its model in it needs no SDK
    import boto3
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config


class ModelPackage:
    def __init__(self, folder, manifest, artifact, fetched_bytes):
        self.folder = folder
        self.manifest = manifest
        self.name = manifest["name"]
        self.version = manifest["version"]
        self.provenance = manifest["provenance"]
        self.artifact = artifact["name"]
        self.model_file = folder / artifact["files"][0]["path"]
        self.fetched_bytes = fetched_bytes

    @classmethod
    def fetch(cls):
        """From where MODEL_URI says: a folder, used in place, or s3://bucket/prefix."""
        if not MODEL_URI.startswith("s3://"):
            folder = Path(MODEL_URI)
            manifest = json.loads((folder / "model.json").read_bytes())
            return cls(folder, manifest, onnx_artifact(manifest), 0)
        bucket, _, prefix = MODEL_URI.removeprefix("s3://").partition("/")
        return cls.download(bucket, prefix.rstrip("/"))

    @classmethod
    def download(cls, bucket, prefix):
        s3 = boto3.client("s3", config=Config(max_pool_connections=16))
        transfer = TransferConfig(
            multipart_threshold=16 << 20, multipart_chunksize=8 << 20, max_concurrency=8
        )
        folder = Path(tempfile.mkdtemp(prefix="model-"))
        body = s3.get_object(Bucket=bucket, Key=f"{prefix}/model.json")["Body"].read()
        manifest = json.loads(body)
        artifact = onnx_artifact(manifest)

        def bring(path):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file(bucket, f"{prefix}/{path}", str(target), Config=transfer)

        wanted = {file["path"]: file["bytes"] for file in artifact["files"]}
        needed = needed_files(manifest)
        for file in manifest.get("files", []):
            if file["path"] in needed:
                wanted[file["path"]] = file["bytes"]
        with ThreadPoolExecutor(len(wanted)) as pool:
            list(pool.map(bring, wanted))
        return cls(folder, manifest, artifact, len(body) + sum(wanted.values()))


def onnx_artifact(manifest):
    """The portable form of the model for ONNX Runtime."""
    for artifact in manifest["artifacts"]:
        if artifact["runtime"] == "onnx" and not artifact.get("requires"):
            return artifact
    raise RuntimeError(f"model \"{manifest['name']}\" has no portable ONNX artifact")


def needed_files(manifest):
    """What is needed beside the model itself: the tokenizer and the labels."""
    text = manifest.get("preprocessing", {}).get("text", {})
    classification = manifest.get("postprocessing", {}).get("classification", {})
    return {text.get("tokenizer"), classification.get("labels")} - {None}
