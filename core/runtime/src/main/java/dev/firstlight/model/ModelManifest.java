package dev.firstlight.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a model package says of itself; its {@code model.json}.
 *
 * @param name letters, digits and {@code ._-}
 * @param version likewise
 * @param task what the model does, as {@code image-classification} or {@code text-embedding}
 * @param licence of the weights, an SPDX identifier where there is one
 * @param provenance where the weights come from; random ones say so and name their seed
 * @param inputs the model's input tensors
 * @param outputs the model's output tensors
 * @param preprocessing how samples become inputs
 * @param postprocessing how outputs become predictions
 * @param warmup what a cold start predicts first
 * @param files the files that every artifact needs: tokenizer, labels, samples
 * @param artifacts the forms of the model, the most preferred first
 */
public record ModelManifest(
    String name,
    String version,
    String task,
    String licence,
    String provenance,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Preprocessing preprocessing,
    Postprocessing postprocessing,
    List<WarmupSample> warmup,
    List<PackageFile> files,
    List<Artifact> artifacts) {
  /** The name of the file that every package has. */
  public static final String FILE = "model.json";

  /** The schema that is read and written. */
  public static final String SCHEMA = "firstlight.model/1";

  /** What {@link #provenance} begins with where the weights were never trained. */
  public static final String RANDOM_WEIGHTS = "random weights";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  public ModelManifest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    warmup = List.copyOf(warmup);
    files = List.copyOf(files);
    artifacts = List.copyOf(artifacts);
    checkName("name", name);
    checkName("version", version);
    if (artifacts.isEmpty()) {
      throw new IllegalArgumentException("a package needs at least one artifact");
    }
    if (provenance.isBlank()) {
      throw new IllegalArgumentException(
          "provenance must say where the weights come from (or \"random weights, seed N\")");
    }
    checkUnique("input", inputs.stream().map(TensorSpec::name).toList());
    checkUnique("output", outputs.stream().map(TensorSpec::name).toList());
    checkUnique("artifact", artifacts.stream().map(Artifact::name).toList());
    checkPrepared(artifacts);
    checkReferences(files, preprocessing, postprocessing, warmup);
    checkConsistent(files, artifacts);
    SignatureChecks.check(inputs, outputs, preprocessing, postprocessing, warmup, artifacts);
  }

  /** Whether the weights were never trained, so that predictions measure and mean nothing. */
  public boolean hasRandomWeights() {
    return provenance.startsWith(RANDOM_WEIGHTS);
  }

  /** The input of that name. */
  public Optional<TensorSpec> input(String wanted) {
    return inputs.stream().filter(input -> input.name().equals(wanted)).findFirst();
  }

  /** The output of that name. */
  public Optional<TensorSpec> output(String wanted) {
    return outputs.stream().filter(output -> output.name().equals(wanted)).findFirst();
  }

  private static void checkName(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to 128 letters, digits or ._- and begin with a letter or digit, not \""
              + value
              + "\"");
    }
  }

  private static void checkUnique(String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("there are two " + what + "s named \"" + name + "\"");
      }
    }
  }

  /** A prepared artifact is only a faster form of another one of the package. */
  private static void checkPrepared(List<Artifact> artifacts) {
    for (Artifact artifact : artifacts) {
      String from = artifact.prepared().map(Preparation::from).orElse("");
      boolean known =
          artifact.prepared().isEmpty()
              || artifacts.stream()
                  .anyMatch(
                      one ->
                          one.name().equals(from)
                              && one.prepared().isEmpty()
                              && one.runtime().equals(artifact.runtime()));
      if (!known) {
        throw new IllegalArgumentException(
            "artifact \""
                + artifact.name()
                + "\" is prepared from \""
                + from
                + "\", which is no portable artifact of the package for the runtime \""
                + artifact.runtime()
                + "\"");
      }
    }
  }

  /** The same with those artifacts. */
  public ModelManifest withArtifacts(List<Artifact> others) {
    return new ModelManifest(
        name,
        version,
        task,
        licence,
        provenance,
        inputs,
        outputs,
        preprocessing,
        postprocessing,
        warmup,
        files,
        others);
  }

  private static void checkReferences(
      List<PackageFile> files,
      Preprocessing preprocessing,
      Postprocessing postprocessing,
      List<WarmupSample> warmup) {
    List<String> wanted = new ArrayList<>();
    if (preprocessing instanceof Preprocessing.Text text) {
      wanted.add(text.text().tokenizer());
    }
    if (postprocessing instanceof Postprocessing.Classification classification) {
      classification.labels().ifPresent(wanted::add);
    }
    for (WarmupSample sample : warmup) {
      if (sample instanceof WarmupSample.File file) {
        wanted.add(file.path());
      }
    }
    Set<String> listed = new HashSet<>();
    files.forEach(file -> listed.add(file.path()));
    for (String path : wanted) {
      if (!listed.contains(path)) {
        throw new IllegalArgumentException(
            "\"" + path + "\" is used but not listed in files with its bytes and SHA-256");
      }
    }
  }

  private static void checkConsistent(List<PackageFile> files, List<Artifact> artifacts) {
    List<PackageFile> all = new ArrayList<>(files);
    artifacts.forEach(artifact -> all.addAll(artifact.files()));
    Map<String, PackageFile> byPath = new HashMap<>();
    for (PackageFile file : all) {
      if (file.path().equals(FILE)) {
        throw new IllegalArgumentException(
            "\"" + FILE + "\" is the package's own description and cannot be listed as a file");
      }
      PackageFile other = byPath.putIfAbsent(file.path(), file);
      if (other != null && !file.equals(other)) {
        throw new IllegalArgumentException(
            "\"" + file.path() + "\" is listed twice with different bytes or SHA-256");
      }
    }
    for (String path : byPath.keySet()) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (byPath.containsKey(path.substring(0, slash))) {
          throw new IllegalArgumentException(
              "\""
                  + path.substring(0, slash)
                  + "\" cannot be a file and the folder of \""
                  + path
                  + "\"");
        }
      }
    }
  }
}
