package dev.firstlight.store;

import java.net.URI;

/** Addresses as they may stand in messages and logs. */
public final class Redacted {
  private Redacted() {}

  /** The URI without user, password, query and fragment, any of which may be a secret. */
  public static String uri(URI uri) {
    String text = uri.toString().replaceFirst("[?#].*$", "");
    return uri.getRawUserInfo() == null ? text : text.replace(uri.getRawUserInfo() + "@", "");
  }
}
