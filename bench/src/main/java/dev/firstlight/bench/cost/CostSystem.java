package dev.firstlight.bench.cost;

import dev.firstlight.bench.fault.BenchException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a model can run on, as it is paid. */
public enum CostSystem {
  /** AWS Lambda. */
  LAMBDA("us-east-1", "architecture", "x86_64"),
  /** Google Cloud Functions, 1st generation. */
  GCF("us-central1", "generation", "1st-gen"),
  /** Cloud Run: functions of the 2nd generation and services. */
  CLOUD_RUN("us-central1", "billing", "request-based"),
  /** Endpoints of Amazon SageMaker, real-time inference. */
  SAGEMAKER("us-east-1", "machine", "ml.m5.2xlarge"),
  /** Endpoints of Vertex AI, which was AI Platform Prediction. */
  VERTEX_AI("us-central1", "machine", "n1-standard-8"),
  /** Amazon EC2, Linux on demand. */
  EC2("us-east-1", "machine", "m5.2xlarge"),
  /** Google Compute Engine, on demand. */
  COMPUTE_ENGINE("us-central1", "machine", "n1-standard-8");

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final String region;
  private final String aspect;
  private final String variant;

  CostSystem(String region, String aspect, String variant) {
    this.region = region;
    this.aspect = aspect;
    this.variant = variant;
  }

  /** As commands and books name it. */
  public String label() {
    return label;
  }

  /** Where nobody says otherwise. */
  public String defaultRegion() {
    return region;
  }

  /** What its prices differ by within a region: {@code architecture}, {@code machine}. */
  public String aspect() {
    return aspect;
  }

  /** The one taken where nobody says otherwise. */
  public String defaultVariant() {
    return variant;
  }

  /** Whether machines are rented, rather than calls paid. */
  public boolean rentsMachines() {
    return aspect.equals("machine");
  }

  /**
   * The system of that name.
   *
   * @throws BenchException of kind USAGE if there is none
   */
  public static CostSystem named(String name) {
    return Arrays.stream(values())
        .filter(system -> system.label.equals(name.trim()))
        .findFirst()
        .orElseThrow(
            () ->
                new BenchException(
                    BenchException.Kind.USAGE,
                    "system \"%s\" is not known; there are %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(CostSystem::label)
                                .collect(Collectors.joining(", ")))));
  }
}
