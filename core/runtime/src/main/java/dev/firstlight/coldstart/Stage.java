package dev.firstlight.coldstart;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The stages of a cold start, in the order in which they begin. They may overlap. */
public enum Stage {
  /** Process creation to the first line of the adapter. */
  BOOT,
  /** Serving-runtime classes and native libraries until usable. */
  IMPORT,
  /** The first byte asked of the store to the last file complete locally. */
  DOWNLOAD,
  /** Every file's size and SHA-256 checked; only what the download did not hide. */
  VERIFY,
  /** The model opened by the serving runtime. */
  LOAD,
  /** Sample predictions until lazy initialisation is done. */
  WARMUP,
  /** The first request received until its inference begins: body, decoding, preprocessing. */
  DECODE,
  /** Inference of the first request. */
  PREDICT;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in records, headers and tables. */
  public String label() {
    return label;
  }

  /** The stage of that label. */
  public static Optional<Stage> labelled(String label) {
    return Arrays.stream(values()).filter(stage -> stage.label.equals(label)).findFirst();
  }
}
