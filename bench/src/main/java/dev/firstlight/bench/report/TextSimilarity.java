package dev.firstlight.bench.report;

import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.Summary.Similarity;
import dev.firstlight.inference.Prediction.Embedding;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How near embeddings of texts are. Payloads named {@code subject/number} mean the same where their
 * subject is the same.
 */
final class TextSimilarity {
  private TextSimilarity() {}

  /** Over all pairs of embedded texts; empty where there are no like and unlike ones. */
  static Optional<Similarity> of(List<InvocationRecord> records) {
    Map<String, Embedding> embeddings = new TreeMap<>();
    for (InvocationRecord record : records) {
      record
          .answer()
          .flatMap(InvocationRecord.Answer::text)
          .filter(text -> record.payload().contains("/"))
          .flatMap(TextSimilarity::embedding)
          .ifPresent(embedding -> embeddings.putIfAbsent(record.payload(), embedding));
    }
    List<Double> like = new ArrayList<>();
    List<Double> unlike = new ArrayList<>();
    embeddings.forEach(
        (name, embedding) ->
            embeddings.forEach(
                (other, otherEmbedding) -> {
                  if (name.compareTo(other) < 0) {
                    (subject(name).equals(subject(other)) ? like : unlike)
                        .add(embedding.cosine(otherEmbedding));
                  }
                }));
    return like.isEmpty() || unlike.isEmpty()
        ? Optional.empty()
        : Optional.of(new Similarity(mean(like), mean(unlike)));
  }

  private static Optional<Embedding> embedding(String answer) {
    try {
      return JsonNode.read(answer.getBytes(StandardCharsets.UTF_8)).elements("predictions").stream()
          .findFirst()
          .filter(JsonNode::isObject)
          .flatMap(prediction -> prediction.find("embedding"))
          .map(JsonNode::elements)
          .map(TextSimilarity::vector);
    } catch (JsonException e) {
      return Optional.empty(); // an answer of another form
    }
  }

  private static Embedding vector(List<JsonNode> numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) numbers.get(i).asDouble();
    }
    return new Embedding(vector);
  }

  private static String subject(String name) {
    return name.substring(0, name.indexOf('/'));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
