package dev.firstlight.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class RequestSignerTest {
  private static final String[] HOSTS = {
    "https://bucket.s3.eu-central-1.amazonaws.com",
    "http://127.0.0.1:9000/bucket",
    "https://example.com:443/bucket",
    "http://localhost:80/bucket",
    "https://s3.us-east-1.amazonaws.com/a.bucket"
  };
  private static final String[] KEYS = {
    "model.json", "a/b/model%20one.json", "%E2%82%AC/w~1.bin", "a//b", "a/%2E%2E/b", "-._~/+.onnx"
  };

  @Test
  void signature_isThatOfTheSdk() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      URI uri =
          URI.create(HOSTS[random.nextInt(HOSTS.length)] + "/" + KEYS[random.nextInt(KEYS.length)]);
      Map<String, String> headers = new TreeMap<>();
      if (random.nextBoolean()) {
        headers.put("Range", "bytes=" + random.nextInt(1000) + "-" + random.nextInt(1 << 20));
      }
      if (random.nextBoolean()) {
        headers.put("If-Match", "\"" + Long.toHexString(random.nextLong()) + "\"");
      }
      SigningKeys keys =
          new SigningKeys(
              "AKIA" + random.nextInt(1_000_000),
              text(random, 1 + random.nextInt(90)),
              random.nextBoolean() ? text(random, 300) : null);
      String region = random.nextBoolean() ? "us-east-1" : "eu-central-1";
      long now = Math.floorMod(random.nextLong(), 7_000_000_000L);
      assertEquals(
          sdk(uri, headers, keys, region, now),
          inLowerCase(new RequestSigner(() -> now).sign(uri, headers, keys, region)),
          "seed " + seed);
    }
  }

  @Test
  void headers_keepTheirNames() {
    Map<String, String> signed =
        new RequestSigner(() -> 0)
            .sign(
                URI.create(HOSTS[0] + "/a"),
                Map.of("Range", "bytes=0-1"),
                new SigningKeys("AKIA1", "secret", null),
                "us-east-1");
    assertEquals("bytes=0-1", signed.get("Range"));
  }

  private static Map<String, String> inLowerCase(Map<String, String> headers) {
    Map<String, String> all = new TreeMap<>();
    headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    return all;
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('!' + random.nextInt('~' - '!')));
    }
    return text.toString();
  }

  /** What the SDK's signer adds to the headers, in lower case and without the host. */
  private static Map<String, String> sdk(
      URI uri, Map<String, String> headers, SigningKeys keys, String region, long now) {
    SdkHttpRequest.Builder request = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri);
    headers.forEach(request::putHeader);
    AwsCredentialsIdentity identity =
        keys.token() == null
            ? AwsCredentialsIdentity.create(keys.id(), keys.secret())
            : AwsSessionCredentialsIdentity.create(keys.id(), keys.secret(), keys.token());
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                SignRequest.builder(identity)
                    .request(request.build())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .putProperty(
                        HttpSigner.SIGNING_CLOCK,
                        Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC))
                    .build())
            .request();
    Map<String, String> all = new TreeMap<>();
    signed
        .headers()
        .forEach(
            (name, values) -> all.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    all.remove("host");
    return all;
  }

  @Test
  void time_isThatOfTheProtocol() {
    assertEquals("19700101T000000Z", RequestSigner.time(0));
    assertEquals("20261124T134509Z", RequestSigner.time(1_795_527_909L));
  }

  @Test
  void keys_doNotPrintTheirSecrets() {
    String printed = new SigningKeys("AKIA1", "geheim", "marke").toString();
    assertFalse(printed.contains("geheim") || printed.contains("marke"), printed);
  }
}
