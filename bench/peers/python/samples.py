"""From what clients send to tensors, and from tensors to predictions, as model.json says."""

import io

import numpy as np


def preprocessor(package, session):
    """Makes the session's inputs of a media type and bytes."""
    wanted = package.manifest.get("preprocessing", {})
    if "image" in wanted:
        return ImagePreprocessor(wanted["image"], session)
    if "text" in wanted:
        return TextPreprocessor(wanted["text"], package)
    raise RuntimeError(f'model "{package.name}" takes neither images nor texts')


def postprocessor(package, session):
    """Makes a prediction of the session's outputs."""
    wanted = package.manifest.get("postprocessing", {})
    if "classification" in wanted:
        return Classes(wanted["classification"], package, session)
    if "embedding" in wanted:
        return Embedding(wanted["embedding"], package, session)
    raise RuntimeError(f'model "{package.name}" gives neither classes nor embeddings')


class ImagePreprocessor:
    def __init__(self, wanted, session):
        from PIL import Image

        self.image = Image
        self.input = wanted.get("input") or session.get_inputs()[0].name
        self.resize = wanted.get("resize")
        self.size = (wanted["crop"]["width"], wanted["crop"]["height"])
        self.channels_last = wanted.get("layout") == "NHWC"
        self.channels = wanted.get("channels", "RGB")
        scale, std = wanted["scale"], np.array(wanted["std"])
        self.factor = (scale / std).astype(np.float32)
        self.offset = (np.array(wanted["mean"]) / std).astype(np.float32)

    def __call__(self, media_type, body):
        if media_type not in ("image/jpeg", "image/png"):
            raise ValueError(f'send image/jpeg or image/png, not "{media_type}"')
        try:
            image = self.image.open(io.BytesIO(body), formats=("JPEG", "PNG"))
            image = upright(image).convert("L" if self.channels == "GREY" else "RGB")
        except (OSError, self.image.DecompressionBombError) as e:
            raise ValueError(f"the image cannot be decoded: {e}") from e
        image = self.framed(image)
        pixels = np.asarray(image, dtype=np.float32)
        if self.channels == "GREY":
            pixels = pixels[:, :, np.newaxis]
        elif self.channels == "BGR":
            pixels = pixels[:, :, ::-1]
        pixels = pixels * self.factor - self.offset
        if not self.channels_last:
            pixels = pixels.transpose(2, 0, 1)
        return {self.input: np.ascontiguousarray(pixels[np.newaxis])}

    def framed(self, image):
        """Scaled, and of that the middle."""
        if self.resize:
            kind = self.resize.get("interpolation", "bilinear").upper()
            image = image.resize(self.scaled(*image.size), self.image.Resampling[kind])
        if image.size == self.size:
            return image
        left = round((image.width - self.size[0]) / 2)
        top = round((image.height - self.size[1]) / 2)
        return image.crop((left, top, left + self.size[0], top + self.size[1]))

    def scaled(self, width, height):
        if "shorter" not in self.resize:
            return self.resize["width"], self.resize["height"]
        shorter = self.resize["shorter"]
        if width <= height:
            return shorter, int(shorter * height / width)
        return int(shorter * width / height), shorter


def upright(image):
    """Turned as the camera's orientation says."""
    if not image.getexif():
        return image
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


class TextPreprocessor:
    def __init__(self, wanted, package):
        from tokenizers import Tokenizer

        self.names = wanted["inputs"]
        self.most = wanted["maximumLength"]
        self.tokenizer = Tokenizer.from_file(str(package.folder / wanted["tokenizer"]))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        if wanted.get("truncate"):
            self.tokenizer.enable_truncation(self.most)
        if wanted.get("padToMaximum"):
            self.tokenizer.enable_padding(length=self.most)

    def __call__(self, media_type, body):
        if media_type != "text/plain":
            raise ValueError(f'send text/plain, not "{media_type}"')
        encoding = self.tokenizer.encode(body.decode())
        if len(encoding.ids) > self.most:
            raise ValueError(
                f"the text has {len(encoding.ids)} tokens; at most {self.most} are allowed"
            )
        inputs = {self.names["ids"]: encoding.ids}
        if "mask" in self.names:
            inputs[self.names["mask"]] = encoding.attention_mask
        if "types" in self.names:
            inputs[self.names["types"]] = encoding.type_ids
        return {name: np.array([ids], dtype=np.int64) for name, ids in inputs.items()}


class Classes:
    def __init__(self, wanted, package, session):
        self.outputs = [wanted.get("output") or session.get_outputs()[0].name]
        self.top = wanted["topK"]
        self.softmax = wanted.get("softmax", False)
        self.labels = []
        if "labels" in wanted:
            self.labels = (package.folder / wanted["labels"]).read_text("utf-8").splitlines()

    def __call__(self, outputs, inputs):
        scores = outputs[0].reshape(-1)
        if self.softmax:
            exponents = np.exp(scores - scores.max())
            scores = exponents / exponents.sum()
        best = np.argsort(-scores, kind="stable")[: self.top]
        return {
            "classes": [
                {
                    "index": int(i),
                    "label": self.labels[i] if i < len(self.labels) else str(i),
                    "score": float(scores[i]),
                }
                for i in best
            ]
        }


class Embedding:
    def __init__(self, wanted, package, session):
        self.outputs = [wanted.get("output") or session.get_outputs()[0].name]
        self.pooling = wanted["pooling"].lower()
        self.normalize = wanted.get("normalize", False)
        names = package.manifest.get("preprocessing", {}).get("text", {}).get("inputs", {})
        self.mask = names.get("mask")

    def __call__(self, outputs, inputs):
        vector = self.pooled(outputs[0], inputs)
        if self.normalize:
            vector = vector / max(np.linalg.norm(vector), 1e-12)
        return {"embedding": vector.astype(np.float32).tolist()}

    def pooled(self, output, inputs):
        if self.pooling == "none":
            return output.reshape(-1)
        tokens = output[0]
        if self.pooling == "cls":
            return tokens[0]
        if self.mask:
            tokens = tokens[inputs[self.mask][0] != 0]
        return tokens.max(axis=0) if self.pooling == "max" else tokens.mean(axis=0)
