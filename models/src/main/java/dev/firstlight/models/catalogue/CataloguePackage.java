package dev.firstlight.models.catalogue;

import dev.firstlight.models.Resources;
import dev.firstlight.models.imports.AnswerChoices;
import dev.firstlight.models.imports.ImportRequest;
import dev.firstlight.models.imports.TextChoices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Says how a fetched model is imported: what the catalogue knows, the import need not ask. */
final class CataloguePackage {
  private CataloguePackage() {}

  static ImportRequest request(ModelFetch.Order order, List<Path> fetched) {
    CatalogueEntry entry = order.entry();
    ImportRequest.Builder builder =
        ImportRequest.of(fetched.get(0), entry.name(), order.directory(), order.cache())
            .licence(entry.licence())
            .provenance(provenance(entry))
            .replace(order.replace());
    if (order.tokenizer().isPresent() && entry.texts().isPresent()) {
      return texts(builder, entry.texts().get(), order.tokenizer().get()).build();
    }
    entry.labels().ifPresent(labels -> builder.labels(labels(labels)));
    return builder
        .task(entry.task())
        .preprocessing(entry.preprocessing())
        .postprocessing(entry.postprocessing())
        .build();
  }

  private static ImportRequest.Builder texts(
      ImportRequest.Builder builder, CatalogueEntry.Texts texts, Path tokenizer) {
    return builder
        .task(texts.task())
        .texts(
            TextChoices.NONE
                .withTokenizer(tokenizer)
                .withMaximumLength(OptionalInt.of(texts.maximumLength())))
        .answers(
            new AnswerChoices(
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(texts.pooling()),
                Optional.of(texts.normalize())));
  }

  private static String provenance(CatalogueEntry entry) {
    CatalogueFile file = entry.files().get(0);
    return "%s; %s, SHA-256 %s".formatted(entry.page(), file.name(), file.sha256());
  }

  private static List<String> labels(CatalogueEntry.Labels labels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Resources.named(labels.resource()).writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
