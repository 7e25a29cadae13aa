package dev.firstlight.pipeline;

import static dev.firstlight.model.Manifests.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.pipeline.RequestTimings.Step;
import dev.firstlight.protocol.Payload;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private final Buffers buffers = new Buffers(1 << 20);
  private final RequestScope scope = new RequestScope(buffers);
  private final List<String> events = new ArrayList<>();
  private long now = 1000;
  private final RequestTimings timings = new RequestTimings(now, () -> now += 10);

  private FakeModel echo(ModelManifest manifest) {
    return new FakeModel(
        manifest,
        tensors -> {
          events.add("run");
          return List.of(tensors.get(0).named("y"));
        });
  }

  private static Predictor predictor(ModelManifest manifest, FakeModel model, String... labels) {
    return new Predictor(
        manifest,
        model,
        new Preprocessor(manifest, Optional.empty(), Optional.empty()),
        new Postprocessor(manifest, List.of(labels)));
  }

  private void gate() {
    events.add("gate");
  }

  private static Payload.Samples rows(float... values) {
    List<Input> rows = new ArrayList<>();
    for (float value : values) {
      rows.add(new Input.Row(List.of(Tensor.of("x", new float[] {value}, 1))));
    }
    return new Payload.Samples(rows, Payload.Parameters.NONE);
  }

  private static Prediction.Tensors tensor(float value) {
    return new Prediction.Tensors(List.of(Tensor.of("y", new float[] {value}, 1)));
  }

  @Test
  void predict_openBatch_runsOnceForAllSamples() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, -1, 1);
    FakeModel model = echo(manifest);
    List<Prediction> predictions =
        predictor(manifest, model).predict(rows(1, 2, 3), this::gate, scope, timings);

    assertEquals(List.of(tensor(1), tensor(2), tensor(3)), predictions);
    assertEquals(List.of("gate", "run"), events);
    assertEquals(List.of(List.of(Tensor.of("x", new float[] {1, 2, 3}, 3, 1))), model.inputs);
  }

  @Test
  void predict_batchOfExactlyOne_runsOneByOneAndAsksBeforeEach() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, 1, 1);
    FakeModel model = echo(manifest);
    List<Prediction> predictions =
        predictor(manifest, model).predict(rows(1, 2, 3), this::gate, scope, timings);

    assertEquals(List.of(tensor(1), tensor(2), tensor(3)), predictions);
    assertEquals(List.of("gate", "run", "gate", "run", "gate", "run"), events);
    assertEquals(3, model.openOutputs);
    scope.close();
    assertEquals(0, model.openOutputs);
  }

  @Test
  void predict_fixedBatchOfSeveral_takesExactlyThat() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, 2, 1);
    FakeModel model = echo(manifest);
    Predictor predictor = predictor(manifest, model);

    assertEquals(2, predictor.predict(rows(1, 2), this::gate, scope, timings).size());
    RequestException e =
        assertThrows(
            RequestException.class,
            () -> predictor.predict(rows(1, 2, 3), this::gate, scope, timings));
    assertEquals("the model takes exactly 2 samples at once, not 3", e.getMessage());
    assertEquals(List.of("gate", "run"), events);
  }

  @Test
  void predict_deadlinePassed_theModelDoesNotRun() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, -1, 1);
    FakeModel model = echo(manifest);
    RequestException late = new RequestException(RequestException.Kind.DEADLINE, "late");
    Runnable closed =
        () -> {
          throw late;
        };
    Predictor predictor = predictor(manifest, model);

    assertSame(
        late,
        assertThrows(
            RequestException.class, () -> predictor.predict(rows(1, 2), closed, scope, timings)));
    assertSame(
        late,
        assertThrows(
            RequestException.class,
            () -> predictor.infer(List.of(), List.of(), closed, scope, timings)));
    assertEquals(List.of(), events);
    scope.close();
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void predict_deadlinePassesBetweenSamples_theRestDoNotRun() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, 1, 1);
    FakeModel model = echo(manifest);
    Runnable twice =
        () -> {
          if (model.inputs.size() == 2) {
            throw new RequestException(RequestException.Kind.DEADLINE, "late");
          }
        };

    assertThrows(
        RequestException.class,
        () -> predictor(manifest, model).predict(rows(1, 2, 3), twice, scope, timings));
    assertEquals(2, model.inputs.size());
    scope.close();
    assertEquals(0, model.openOutputs);
  }

  /** The model's output has other than one row a sample, so cutting it fails. */
  @Test
  void predict_postprocessingThrows_outputsAreClosedWithTheScope() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, -1, 1);
    FakeModel model = new FakeModel(manifest, tensors -> List.of(Tensor.of("y", new float[5], 5)));

    assertThrows(
        RequestException.class,
        () -> predictor(manifest, model).predict(rows(1, 2), this::gate, scope, timings));
    assertEquals(1, model.openOutputs);
    scope.close();
    assertEquals(0, model.openOutputs);
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void predict_modelThrows_leavesNothingOpen() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, -1, 1);
    FakeModel model =
        new FakeModel(
            manifest,
            tensors -> {
              throw new IllegalStateException("broken");
            });

    assertThrows(
        IllegalStateException.class,
        () -> predictor(manifest, model).predict(rows(1, 2), this::gate, scope, timings));
    scope.close();
    assertEquals(0, model.openOutputs);
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void predict_classification_asksForTheScoresAndLabelsThem() {
    ModelManifest manifest = Manifests.images(1);
    FakeModel model =
        new FakeModel(
            manifest,
            tensors ->
                List.of(Tensor.of("scores", new float[] {0, 0, 9, 0, 0, 0, 8, 0, 0, 0}, 1, 10)));
    Predictor predictor = predictor(manifest, model, "a", "b", "c");
    Input row = new Input.Row(List.of(Tensor.of("image", new float[3], 3, 1, 1)));
    Payload.Samples one = new Payload.Samples(List.of(row), Payload.Parameters.NONE);
    Payload.Samples top1 =
        new Payload.Samples(List.of(row), new Payload.Parameters(OptionalInt.of(1), false));
    Payload.Samples raw =
        new Payload.Samples(List.of(row), new Payload.Parameters(OptionalInt.empty(), true));

    List<Prediction.Score> classes =
        ((Prediction.Classification) predictor.predict(one, this::gate, scope, timings).get(0))
            .classes();
    assertEquals(List.of("c", "6"), classes.stream().map(Prediction.Score::label).toList());
    assertEquals(
        1,
        ((Prediction.Classification) predictor.predict(top1, this::gate, scope, timings).get(0))
            .classes()
            .size());
    assertTrue(
        predictor.predict(raw, this::gate, scope, timings).get(0) instanceof Prediction.Tensors);
    assertEquals(List.of(List.of("scores"), List.of("scores"), List.of()), model.wanted);
  }

  /** The mask that a request brings itself is heeded like one that the tokenizer makes. */
  @Test
  void predict_embedding_poolsOverTheMaskOfTheBatch() {
    ModelManifest manifest = Manifests.texts();
    FakeModel model =
        new FakeModel(
            manifest,
            tensors -> List.of(Tensor.of("hidden", new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2)));
    List<Input> rows =
        List.of(
            new Input.Row(
                List.of(
                    Tensor.of("mask", new long[] {1, 0}, 2),
                    Tensor.of("ids", new long[] {9, 0}, 2))),
            new Input.Row(
                List.of(
                    Tensor.of("ids", new long[] {9, 9}, 2),
                    Tensor.of("mask", new long[] {1, 1}, 2))));
    List<Prediction> predictions =
        predictor(manifest, model)
            .predict(
                new Payload.Samples(rows, Payload.Parameters.NONE), this::gate, scope, timings);

    assertEquals(
        List.of(List.of(1f, 2f), List.of(6f, 7f)),
        predictions.stream()
            .map(
                prediction -> {
                  float[] vector = ((Prediction.Embedding) prediction).vector();
                  return List.of(vector[0], vector[1]);
                })
            .toList());
  }

  @Test
  void infer_passesTensorsAndWantedOutputsThrough() {
    ModelManifest manifest =
        Manifests.tensors(
            List.of(spec("x", DataType.FP32, -1)), List.of(spec("y", DataType.FP32, -1)));
    FakeModel model = echo(manifest);
    List<Tensor> inputs = List.of(Tensor.of("x", new float[] {1, 2}, 2));
    List<Tensor> outputs =
        predictor(manifest, model).infer(inputs, List.of("y"), this::gate, scope, timings);

    assertEquals(List.of(inputs.get(0).named("y")), outputs);
    assertEquals(List.of(List.of("y")), model.wanted);
    assertEquals(List.of("gate", "run"), events);
    assertEquals(1, model.openOutputs);
    scope.close();
    assertEquals(0, model.openOutputs);
  }

  @Test
  void predict_timings_addUpOverSamplesThatRunOneByOne() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, 1, 1);
    predictor(manifest, echo(manifest)).predict(rows(1, 2), this::gate, scope, timings);

    assertEquals(
        Map.of(Step.PREPROCESS, 20L, Step.PREDICT, 20L, Step.POSTPROCESS, 20L), timings.nanos());
    assertEquals(1010, timings.predictStartNanos());
    assertEquals(1050, timings.predictEndNanos());
  }

  @Test
  void close_closesTheModel() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, -1, 1);
    FakeModel model = echo(manifest);
    predictor(manifest, model).close();

    assertTrue(model.closed);
  }

  private static Payload.Samples row(Tensor... tensors) {
    return new Payload.Samples(List.of(new Input.Row(List.of(tensors))), Payload.Parameters.NONE);
  }

  @Test
  void predict_modelOfScalars_takesEachInstanceAsItIs() {
    ModelManifest manifest = Manifests.echo(DataType.FP32);
    Predictor predictor = predictor(manifest, echo(manifest));
    Input one = new Input.Row(List.of(Tensor.of("x", new float[] {1})));
    Input two = new Input.Row(List.of(Tensor.of("x", new float[] {2})));
    List<Prediction> predictions =
        predictor.predict(
            new Payload.Samples(List.of(one, two), Payload.Parameters.NONE),
            this::gate,
            scope,
            timings);

    assertEquals(
        List.of(
            new Prediction.Tensors(List.of(Tensor.of("y", new float[] {1}))),
            new Prediction.Tensors(List.of(Tensor.of("y", new float[] {2})))),
        predictions);
  }

  /** The first dimension of the input is no number of samples, since the output has another. */
  @Test
  void predict_modelWithoutABatch_takesTheExactShape() {
    ModelManifest manifest =
        Manifests.tensors(
            List.of(spec("x", DataType.FP32, 3)), List.of(spec("y", DataType.FP32, 1, 2)));
    Tensor answer = Tensor.of("y", new float[] {7, 8}, 1, 2);
    FakeModel model = new FakeModel(manifest, tensors -> List.of(answer));
    Predictor predictor = predictor(manifest, model);
    Tensor whole = Tensor.of("x", new float[] {1, 2, 3}, 3);

    assertEquals(
        List.of(new Prediction.Tensors(List.of(answer))),
        predictor.predict(row(whole), this::gate, scope, timings));
    assertEquals(List.of(List.of(whole)), model.inputs);
    RequestException e =
        assertThrows(
            RequestException.class,
            () ->
                predictor.predict(
                    row(Tensor.of("x", new float[] {1}, 1)), this::gate, scope, timings));
    assertEquals(
        "an instance has FP32 [1] for input \"x\", which takes exactly FP32 [3], since no dimension of the model counts samples",
        e.getMessage());
  }

  @Test
  void predict_fixedBatchAsOneInstance_isTakenWhole() {
    ModelManifest manifest = Manifests.echo(DataType.FP32, 2, 1);
    Tensor whole = Tensor.of("x", new float[] {1, 2}, 2, 1);

    assertEquals(
        List.of(new Prediction.Tensors(List.of(whole.named("y")))),
        predictor(manifest, echo(manifest)).predict(row(whole), this::gate, scope, timings));
  }
}
