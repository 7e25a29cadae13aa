package dev.firstlight.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Settings;
import dev.firstlight.fault.StartException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ONNX project's node tests, every one over the whole of Open Inference Protocol v2, as JSON
 * and as bytes. Whatever plain ONNX Runtime gets right must come out right here too, and what it
 * gets otherwise than expected must come out as it has it. What it cannot run is listed in {@code
 * target/onnx-node-tests.txt} with its reason.
 */
@Tag("onnx-node-tests")
class OnnxNodeTest {
  /** Where {@code core/onnx/src/test/scripts/fetch-node-tests} puts them. */
  private static final Path FOLDER =
      Path.of(System.getProperty("firstlight.onnx-node-tests", "target/onnx-node-tests"));

  private static final int LEAST_PASSED = 1000;

  @TempDir Path work;
  private final OnnxServingRuntime runtime = new OnnxServingRuntime();
  private final Map<String, List<String>> outcomes = new TreeMap<>();

  @Test
  void whatPlainOnnxRuntimeGetsRight_comesOutRight() throws Exception {
    assumeTrue(
        Files.isDirectory(FOLDER),
        "the ONNX project's node tests are not there; core/onnx/src/test/scripts/fetch-node-tests"
            + " fetches them");
    runtime.importLibraries(
        new RuntimeOptions(
            work.resolve("cache"), Optional.empty(), 1, false, new Buffers(1 << 20)));
    List<Path> folders;
    try (Stream<Path> found = Files.list(FOLDER)) {
      folders = found.filter(Files::isDirectory).sorted().toList();
    }
    for (Path folder : folders) {
      try {
        run(NodeCase.read(folder));
      } catch (NodeCase.NotATensor e) {
        refused(folder, String.valueOf(e.getMessage()));
      }
    }
    report();
    assertEquals(List.of(), outcomes.getOrDefault("failed", List.of()));
    assertTrue(outcomes.getOrDefault("passed", List.of()).size() >= LEAST_PASSED);
  }

  /** A model that cannot be served whole is loaded without what cannot, or refused in words. */
  private void refused(Path folder, String why) throws OrtException {
    String name = folder.getFileName() + ": " + why;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = plain(environment, folder.resolve("model.onnx"))) {
      OnnxSignature signature = OnnxSignature.of(session);
      note("not in the protocol", name + "; served are " + signature.outputs());
    } catch (StartException e) {
      note("not in the protocol", name + "; " + e.getMessage());
    } catch (OrtException e) {
      note("not in ONNX Runtime", name + "; " + e.getMessage());
    }
  }

  private void note(String outcome, String what) {
    outcomes.computeIfAbsent(outcome, absent -> new ArrayList<>()).add(what);
  }

  private void report() throws IOException {
    List<String> lines = new ArrayList<>();
    outcomes.forEach((outcome, names) -> lines.add(names.size() + " " + outcome));
    System.out.println("ONNX node tests: " + String.join(", ", lines));
    outcomes.forEach(
        (outcome, names) -> {
          lines.add("");
          names.forEach(name -> lines.add(outcome + ": " + name.replaceAll("\\s+", " ")));
        });
    Files.write(Path.of("target/onnx-node-tests.txt"), lines);
  }

  private void run(NodeCase test) throws Exception {
    OnnxSignature signature;
    NodeCase plain;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = plain(environment, test.model())) {
      plain = test.withOutputs(plainly(environment, session, test));
      signature = OnnxSignature.of(session);
    } catch (OrtException e) {
      note("not in ONNX Runtime", test.name() + ": " + e.getMessage());
      return;
    } catch (StartException e) {
      note("failed", test.name() + ": " + e.getMessage());
      return;
    }
    Optional<String> itsOwn = Closeness.difference(test.outputs(), plain.outputs());
    Optional<String> ours = throughService(itsOwn.isPresent() ? plain : test, signature);
    if (ours.isPresent()) {
      note("failed", test.name() + ": " + ours.get());
    } else if (itsOwn.isPresent()) {
      note("as plain ONNX Runtime, which differs", test.name() + ": " + itsOwn.get());
    } else {
      note("passed", test.name());
    }
  }

  private static OrtSession plain(OrtEnvironment environment, Path model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      return environment.createSession(model.toString(), options);
    }
  }

  private static List<Tensor> plainly(OrtEnvironment environment, OrtSession session, NodeCase test)
      throws OrtException {
    List<TensorSpec> specs =
        test.inputs().stream()
            .map(input -> new TensorSpec(input.name(), input.datatype(), input.shape()))
            .toList();
    OnnxTexts texts = new OnnxTexts(environment);
    Map<String, OnnxTensor> handles = new LinkedHashMap<>();
    try (texts;
        OnnxInputs inputs = OnnxInputs.of(environment, specs, texts)) {
      for (Tensor input : test.inputs()) {
        handles.put(input.name(), inputs.handle(input));
      }
      try (OrtSession.Result result = session.run(handles)) {
        List<Tensor> outputs = new ArrayList<>();
        for (Tensor output : test.outputs()) {
          outputs.add(
              new OnnxOutputs(texts).copy(output.name(), result.get(output.name()).orElseThrow()));
        }
        return outputs;
      }
    } finally {
      handles.values().forEach(OnnxTensor::close);
    }
  }

  private Optional<String> throughService(NodeCase test, OnnxSignature signature)
      throws IOException {
    Path model = write(test, signature);
    Settings settings =
        Settings.of(
            Map.of(
                "model", model.toString(),
                "threads", "1",
                "cache-directory", work.resolve("cache").toString()));
    try (InferenceService service =
        InferenceService.start(ServiceConfig.read(settings, "test"), line -> {})) {
      Optional<String> difference = answer(service, InferCalls.json(test.inputs()), test);
      if (difference.isPresent()) {
        return difference.map(reason -> "as JSON, " + reason);
      }
      return answer(service, InferCalls.binary(test.inputs()), test)
          .map(reason -> "as bytes, " + reason);
    }
  }

  private static Optional<String> answer(
      InferenceService service, InferenceRequest request, NodeCase test) {
    try (InferenceResponse response = service.handle(request)) {
      if (response.status() != 200) {
        return Optional.of(response.status() + " " + response.text());
      }
      return Closeness.difference(test.outputs(), InferCalls.outputs(response));
    }
  }

  private Path write(NodeCase test, OnnxSignature signature) throws IOException {
    Path folder = Files.createDirectories(work.resolve(test.name()));
    byte[] onnx = Files.readAllBytes(test.model());
    Files.write(folder.resolve("model.onnx"), onnx);
    ModelManifest manifest =
        new ModelManifest(
            "node",
            "1",
            "tensors",
            "Apache-2.0",
            "the ONNX project's node tests",
            specs(signature.inputs(), test.inputs()),
            specs(signature.outputs(), test.outputs()),
            new Preprocessing.None(),
            new Postprocessing.None(),
            List.of(),
            List.of(),
            List.of(
                new Artifact(
                    "onnx",
                    "onnx",
                    List.of(new PackageFile("model.onnx", onnx.length, sha256(onnx))),
                    Optional.empty(),
                    Requirements.NONE)));
    Files.write(folder.resolve(ModelManifest.FILE), ManifestWriter.write(manifest));
    return folder;
  }

  /** As the session has them; a rank that the model leaves open is that of the test's tensor. */
  private static List<TensorSpec> specs(List<TensorSpec> declared, List<Tensor> tensors) {
    List<TensorSpec> specs = new ArrayList<>();
    for (TensorSpec spec : declared) {
      Shape shape =
          tensors.stream()
              .filter(tensor -> tensor.name().equals(spec.name()))
              .map(Tensor::shape)
              .findFirst()
              .filter(actual -> actual.rank() != spec.shape().rank())
              .map(actual -> open(actual.rank()))
              .orElse(spec.shape());
      specs.add(new TensorSpec(spec.name(), spec.datatype(), shape));
    }
    return specs;
  }

  private static Shape open(int rank) {
    long[] dimensions = new long[rank];
    Arrays.fill(dimensions, -1);
    return Shape.of(dimensions);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
