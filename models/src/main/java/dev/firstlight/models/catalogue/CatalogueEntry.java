package dev.firstlight.models.catalogue;

import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pretrained model that can be fetched.
 *
 * @param name what the command line calls it, also the name of its package
 * @param title one line for people
 * @param task what it does, as of a package
 * @param licence of the weights, an SPDX identifier
 * @param page where people read about it
 * @param notes what else must be known, above all what nobody has confirmed
 * @param files the files to fetch; the first is the one to open
 * @param preprocessing how samples become its inputs
 * @param postprocessing how its outputs become predictions; class names are not listed here
 * @param labels the class names that it has, if it classifies
 * @param texts what it becomes where its reader brings the tokenizer that the catalogue lacks
 */
public record CatalogueEntry(
    String name,
    String title,
    String task,
    String licence,
    String page,
    List<String> notes,
    List<CatalogueFile> files,
    Preprocessing preprocessing,
    Postprocessing postprocessing,
    Optional<Labels> labels,
    Optional<Texts> texts) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public CatalogueEntry {
    notes = List.copyOf(notes);
    files = List.copyOf(files);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 64 lower-case letters, digits or ._-, not \"" + name + "\"");
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("entry \"" + name + "\" has no files");
    }
    if (title.isBlank() || task.isBlank() || licence.isBlank() || page.isBlank()) {
      throw new IllegalArgumentException(
          "entry \"" + name + "\" needs a title, a task, a licence and a page");
    }
  }

  /** What fetching it moves. */
  public long bytes() {
    return files.stream().mapToLong(CatalogueFile::bytes).sum();
  }

  /** Class names that come with this module. */
  public enum Labels {
    /** The 1,000 classes of ImageNet, in the order of the challenge of 2012. */
    IMAGENET_1K("imagenet-1k", "imagenet-1k-labels.txt");

    private final String key;
    private final String resource;

    Labels(String key, String resource) {
      this.key = key;
      this.resource = resource;
    }

    /** As the catalogue writes it. */
    String key() {
      return key;
    }

    /** The file beside the classes of this module. */
    String resource() {
      return resource;
    }
  }

  /**
   * A text model whose tokenizer the catalogue cannot pin.
   *
   * @param tokenizer where its reader finds the tokenizer
   * @param task what the package then does
   * @param maximumLength the most tokens of a text
   * @param pooling how tokens become one vector
   * @param normalize whether that vector is scaled to length 1
   */
  public record Texts(
      String tokenizer,
      String task,
      int maximumLength,
      Postprocessing.Pooling pooling,
      boolean normalize) {}
}
