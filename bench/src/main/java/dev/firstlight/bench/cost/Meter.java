package dev.firstlight.bench.cost;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a system counts and charges for. A gigabyte is 2^30 bytes, as both clouds have it. */
public enum Meter {
  /** Calls. */
  REQUESTS("requests"),
  /** Memory held while a function starts or runs. */
  DURATION("GB-s"),
  /** Memory of instances held ready (provisioned concurrency). */
  PROVISIONED("GB-s"),
  /** Memory held while an instance that was ready runs. */
  PROVISIONED_DURATION("GB-s"),
  /** {@code /tmp} above what comes with a function, while it starts or runs. */
  EPHEMERAL_STORAGE("GB-s"),
  /** A SnapStart snapshot kept, by the memory of its function. */
  SNAPSHOT_CACHE("GB-s"),
  /** SnapStart restores, by the memory of the function. */
  SNAPSHOT_RESTORE("GB"),
  /** Memory held while an instance starts or answers. */
  MEMORY("GB-s"),
  /** Processor cycles allotted meanwhile, on Cloud Functions. */
  CPU("GHz-s"),
  /** Processors allotted meanwhile, on Cloud Run. */
  VCPU("vCPU-s"),
  /** Memory of an instance that is kept and idle. */
  IDLE_MEMORY("GB-s"),
  /** Processor cycles of a Cloud Function's instance that is kept and idle. */
  IDLE_CPU("GHz-s"),
  /** Processors of a Cloud Run instance that is kept and idle. */
  IDLE_VCPU("vCPU-s"),
  /** Time of rented machines. */
  INSTANCE("s"),
  /** Time of accelerators attached to them. */
  ACCELERATOR("s"),
  /** Answers that leave for the Internet. */
  EGRESS("GB"),
  /** Bytes that an endpoint takes in and gives out. */
  DATA("GB");

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final String unit;

  Meter(String unit) {
    this.unit = unit;
  }

  /** As books, tables and JSON name it. */
  public String label() {
    return label;
  }

  /** Of quantities. */
  public String unit() {
    return unit;
  }

  /** Whether its price is that of an hour while its quantity is seconds. */
  boolean byTheHour() {
    return this == INSTANCE || this == ACCELERATOR;
  }

  /**
   * Whether a bill without its price is still worth having: traffic is little of it, and priced by
   * where it goes.
   */
  boolean isTraffic() {
    return this == EGRESS || this == DATA;
  }

  /** What a price is for: the unit, or the hour. */
  public String priceUnit() {
    return byTheHour() ? "h" : unit;
  }

  static Optional<Meter> labelled(String label) {
    return Arrays.stream(values()).filter(meter -> meter.label.equals(label)).findFirst();
  }
}
