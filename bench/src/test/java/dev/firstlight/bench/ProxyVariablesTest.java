package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ProxyVariablesTest {
  @Test
  void noVariables_setNothing() {
    assertEquals(properties(), adopted(Map.of(), properties()));
  }

  @Test
  void httpsProxy_isForHttps() {
    assertEquals(
        properties("https.proxyHost", "proxy.example", "https.proxyPort", "3128"),
        adopted(Map.of("https_proxy", "http://proxy.example:3128/"), properties()));
  }

  @Test
  void addressWithoutSchemeAndPort_isUnderstood() {
    assertEquals(
        properties("http.proxyHost", "proxy.example", "http.proxyPort", "80"),
        adopted(Map.of("HTTP_PROXY", "proxy.example"), properties()));
  }

  @Test
  void allProxy_isForBoth() {
    assertEquals(
        properties(
            "http.proxyHost",
            "p",
            "http.proxyPort",
            "1",
            "https.proxyHost",
            "p",
            "https.proxyPort",
            "1"),
        adopted(Map.of("all_proxy", "http://p:1"), properties()));
  }

  @Test
  void socks_isUnderstood() {
    assertEquals(
        properties("socksProxyHost", "p", "socksProxyPort", "1080"),
        adopted(Map.of("ALL_PROXY", "socks5h://p"), properties()));
  }

  @Test
  void noProxy_becomesTheJvmsPatterns() {
    assertEquals(
        properties("http.nonProxyHosts", "localhost|127.*|[::1]|*.corp.example|git"),
        adopted(Map.of("no_proxy", ".corp.example, git"), properties()));
  }

  @Test
  void propertiesThatAreSet_win() {
    Properties own = properties("https.proxyHost", "mine");
    assertEquals(own, adopted(Map.of("https_proxy", "http://other:1"), (Properties) own.clone()));
  }

  @Test
  void variableThatIsNoAddress_hasNoEffect() {
    assertEquals(properties(), adopted(Map.of("https_proxy", "http://a b"), properties()));
  }

  private static Properties adopted(Map<String, String> variables, Properties properties) {
    ProxyVariables.adopt(variables, properties);
    return properties;
  }

  private static Properties properties(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }
}
