package dev.firstlight.models.network;

import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.HeldWeight;
import dev.firstlight.models.graph.Operation;
import dev.firstlight.models.graph.SeededWeight;
import dev.firstlight.models.graph.Value;
import dev.firstlight.models.graph.Weight;
import dev.firstlight.models.graph.WeightSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * ALBERT (Lan et al. 2019, arXiv 1909.11942) with a classification head: a transformer encoder
 * whose layers all have the same weights. It takes token ids, attention mask and token types, INT64
 * of shape {@code [samples, tokens]}, and gives scores {@code [samples, classes]}.
 *
 * <p>Weights come from a seed: linear layers keep the variance of what they take (LeCun 1998), what
 * follows a GELU has rows that sum to zero (as in {@link SeededWeights}, and for the same reason),
 * queries and keys are scaled so that attention prefers some tokens. For one thread.
 */
public final class Albert {
  /** The input of token ids. */
  public static final String IDS = "input_ids";

  /** The input that tells tokens (1) from padding (0). */
  public static final String MASK = "attention_mask";

  /** The input that tells the first text of a pair (0) from the second (1). */
  public static final String TYPES = "token_type_ids";

  /** The output. */
  public static final String OUTPUT = "logits";

  /**
   * The dimensions of an encoder.
   *
   * @param vocabulary how many tokens there are
   * @param embedding width of a token's embedding
   * @param hidden width of the encoder
   * @param inner width inside its feed-forward blocks
   * @param heads of attention
   * @param layers of encoding
   * @param positions the most tokens of one text
   * @param classes that the head tells apart
   */
  public record Size(
      int vocabulary,
      int embedding,
      int hidden,
      int inner,
      int heads,
      int layers,
      int positions,
      int classes) {
    /** Base, version 2, with a head for two classes: 11,685,122 parameters. */
    public static final Size BASE_V2 = new Size(30_000, 128, 768, 3072, 12, 12, 512, 2);

    public Size {
      if (hidden % heads != 0) {
        throw new IllegalArgumentException(
            "a width of %d cannot be shared by %d heads".formatted(hidden, heads));
      }
    }
  }

  private static final double EPSILON = 1e-12;
  private static final int TYPE_COUNT = 2;

  /** How much more than their inputs queries and keys vary, so that scores do by its square. */
  private static final double SCORE_GAIN = 1.5;

  /** Of a row that sums to zero and follows a rectifier. */
  private static final double CENTRED_GAIN = Math.sqrt(2 / (1 - 1 / Math.PI));

  /** Of the last layer, whose inputs are in [−1, 1]. */
  private static final double CLASS_GAIN = 3;

  private final Size size;
  private final long seed;
  private final Graph.Builder graph = new Graph.Builder();
  private int part;

  private Albert(Size size, long seed) {
    this.size = size;
    this.seed = seed;
  }

  /** The encoder and its head with weights from that seed. */
  public static Graph of(String name, Size size, long seed) {
    return new Albert(size, seed).build(name);
  }

  private Graph build(String name) {
    String hidden = embed();
    String bias = graph.node("bias", new Operation.AttentionBias(), List.of(MASK), List.of());
    Shared shared = shared();
    for (int layer = 1; layer <= size.layers(); layer++) {
      hidden = encode("layer" + layer, hidden, bias, shared);
    }
    String first = graph.node("first", new Operation.FirstToken(), List.of(hidden), List.of());
    String pooled =
        graph.node(
            "pooler",
            new Operation.Dense(),
            List.of(first),
            dense("pooler", size.hidden(), size.hidden(), 1));
    String bent = graph.node("pooler.tanh", new Operation.Tanh(), List.of(pooled), List.of());
    graph.node(
        "classifier",
        new Operation.Dense(),
        List.of(bent),
        dense("classifier", size.hidden(), size.classes(), CLASS_GAIN));
    Shape tokens = Shape.of(-1, -1);
    return graph.build(
        name,
        List.of(
            new Value(IDS, DataType.INT64, tokens),
            new Value(MASK, DataType.INT64, tokens),
            new Value(TYPES, DataType.INT64, tokens)),
        new Value(OUTPUT, DataType.FP32, Shape.of(-1, size.classes())));
  }

  private String embed() {
    String words =
        graph.node(
            "words",
            new Operation.Embedding(),
            List.of(IDS),
            List.of(random("embeddings.words", 1, size.vocabulary(), size.embedding())));
    String types =
        graph.node(
            "types",
            new Operation.Embedding(),
            List.of(TYPES),
            List.of(random("embeddings.types", 0.3, TYPE_COUNT, size.embedding())));
    String positions =
        graph.node(
            "positions",
            new Operation.PositionEmbedding(),
            List.of(IDS),
            List.of(random("embeddings.positions", 0.5, size.positions(), size.embedding())));
    String typed = add("words.typed", words, types);
    String placed = add("words.placed", typed, positions);
    String normal = normalize("embeddings.norm", placed, norm("embeddings", size.embedding()));
    return tokenDense(
        "mapping",
        normal,
        size.embedding(),
        size.hidden(),
        dense("mapping", size.embedding(), size.hidden(), 1));
  }

  /** The names of the weights that all layers have in common. */
  private record Shared(
      List<String> query,
      List<String> key,
      List<String> value,
      List<String> mix,
      List<String> mixNorm,
      List<String> widen,
      List<String> narrow,
      List<String> norm) {}

  private Shared shared() {
    int hidden = size.hidden();
    return new Shared(
        dense("encoder.query", hidden, hidden, SCORE_GAIN),
        dense("encoder.key", hidden, hidden, SCORE_GAIN),
        dense("encoder.value", hidden, hidden, 1),
        dense("encoder.mix", hidden, hidden, 1),
        norm("encoder.mix", hidden),
        dense("encoder.widen", hidden, size.inner(), 1),
        centred("encoder.narrow", size.inner(), hidden),
        norm("encoder", hidden));
  }

  private String encode(String name, String hidden, String bias, Shared shared) {
    int width = size.hidden();
    String query = tokenDense(name + ".query", hidden, width, width, shared.query());
    String key = tokenDense(name + ".key", hidden, width, width, shared.key());
    String value = tokenDense(name + ".value", hidden, width, width, shared.value());
    String attention =
        graph.node(
            name + ".attention",
            new Operation.Attention(size.heads(), width / size.heads()),
            List.of(query, key, value, bias),
            List.of());
    String mixed = tokenDense(name + ".mix", attention, width, width, shared.mix());
    String attended =
        normalize(name + ".mix.norm", add(name + ".mix.sum", hidden, mixed), shared.mixNorm());
    String wide = tokenDense(name + ".widen", attended, width, size.inner(), shared.widen());
    String bent = graph.node(name + ".gelu", new Operation.Gelu(), List.of(wide), List.of());
    String narrow = tokenDense(name + ".narrow", bent, size.inner(), width, shared.narrow());
    return normalize(name + ".norm", add(name + ".sum", narrow, attended), shared.norm());
  }

  private String add(String name, String one, String other) {
    return graph.node(name, new Operation.Add(), List.of(one, other), List.of());
  }

  private String normalize(String name, String input, List<String> weights) {
    return graph.node(name, new Operation.LayerNormalization(EPSILON), List.of(input), weights);
  }

  private String tokenDense(String name, String from, int in, int out, List<String> weights) {
    return graph.node(name, new Operation.TokenDense(in, out), List.of(from), weights);
  }

  private List<String> dense(String name, int in, int out, double gain) {
    String matrix = random(name + ".weight", gain / Math.sqrt(in), out, in);
    return List.of(matrix, constant(name + ".bias", out, 0));
  }

  private List<String> centred(String name, int in, int out) {
    WeightSpec spec = WeightSpec.trained(name + ".weight", out, in);
    double deviation = CENTRED_GAIN / Math.sqrt(in);
    Weight matrix = SeededWeight.centred(spec, seed, part++, deviation);
    return List.of(graph.weight(spec.name(), matrix), constant(name + ".bias", out, 0));
  }

  private List<String> norm(String name, int width) {
    return List.of(
        constant(name + ".norm.scale", width, 1), constant(name + ".norm.shift", width, 0));
  }

  private String random(String name, double deviation, long... dimensions) {
    WeightSpec spec = WeightSpec.trained(name, dimensions);
    return graph.weight(name, SeededWeight.of(spec, seed, part++, deviation));
  }

  private String constant(String name, int width, float value) {
    float[] values = new float[width];
    Arrays.fill(values, value);
    return graph.weight(name, new HeldWeight(WeightSpec.trained(name, width), values));
  }
}
