package dev.firstlight.bench;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Makes the proxies that other command-line tools know by {@code https_proxy}, {@code http_proxy},
 * {@code all_proxy} and {@code no_proxy} known to the JVM, which reads its own properties only.
 * Properties that are set win.
 */
final class ProxyVariables {
  private ProxyVariables() {}

  /**
   * Sets the properties that the variables ask for; a variable that is no address has no effect.
   */
  static void adopt(Map<String, String> environment, Properties properties) {
    // In upper case, HTTP_PROXY is a header's variable to CGI programs, but no such program starts
    // this one.
    adopt("https", find(environment, "https_proxy"), find(environment, "all_proxy"), properties);
    adopt("http", find(environment, "http_proxy"), find(environment, "all_proxy"), properties);
    String direct = find(environment, "no_proxy");
    if (!direct.isEmpty() && properties.getProperty("http.nonProxyHosts") == null) {
      properties.setProperty("http.nonProxyHosts", hosts(direct));
    }
  }

  private static String find(Map<String, String> environment, String name) {
    String lower = environment.getOrDefault(name, "");
    return lower.isBlank()
        ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "").trim()
        : lower.trim();
  }

  private static void adopt(String scheme, String own, String all, Properties properties) {
    String address = own.isEmpty() ? all : own;
    if (address.isEmpty() || properties.getProperty(scheme + ".proxyHost") != null) {
      return;
    }
    URI proxy;
    try {
      proxy = URI.create(address.contains("://") ? address : "http://" + address);
    } catch (IllegalArgumentException e) {
      return;
    }
    if (proxy.getHost() == null) {
      return;
    }
    boolean socks = String.valueOf(proxy.getScheme()).startsWith("socks");
    String prefix = socks ? "socksProxy" : scheme + ".proxy";
    int standard = socks ? 1080 : "https".equals(proxy.getScheme()) ? 443 : 80;
    properties.setProperty(prefix + "Host", proxy.getHost());
    properties.setProperty(
        prefix + "Port", Integer.toString(proxy.getPort() < 0 ? standard : proxy.getPort()));
  }

  /** {@code .example.com,localhost} as the JVM has it: {@code *.example.com|localhost}. */
  private static String hosts(String list) {
    StringBuilder hosts = new StringBuilder("localhost|127.*|[::1]");
    for (String host : list.split(",")) {
      String trimmed = host.trim();
      if (!trimmed.isEmpty()) {
        hosts.append('|').append(trimmed.startsWith(".") ? "*" + trimmed : trimmed);
      }
    }
    return hosts.toString();
  }
}
