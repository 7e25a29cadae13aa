package dev.firstlight.conformance.store;

/** What goes wrong with one request for an object's content. */
public sealed interface StoreFault {
  /**
   * An answer in the store's own words.
   *
   * @param status of HTTP, as 403, 404, 500 or 503
   */
  record Refusal(int status) implements StoreFault {}

  /**
   * The connection is reset in the middle of the body.
   *
   * @param afterBytes of it
   */
  record Reset(long afterBytes) implements StoreFault {}

  /**
   * Nothing comes any more, and the connection stays.
   *
   * @param afterBytes of the body
   */
  record Stall(long afterBytes) implements StoreFault {}

  /**
   * The body is shorter than asked for, and says so in its head.
   *
   * @param bytes that it has
   */
  record Shortened(long bytes) implements StoreFault {}

  /** The object is replaced by another one of the same length before the request is answered. */
  record Changed() implements StoreFault {}

  /** The range that is asked for is not looked at: all of the object comes. */
  record NoRanges() implements StoreFault {}
}
