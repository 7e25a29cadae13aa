package dev.firstlight.s3;

import dev.firstlight.conformance.StorePeerConformance;
import dev.firstlight.store.ModelStore;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;

/** Against moto, which speaks S3 in Python. */
class MotoIT extends StorePeerConformance {
  @Override
  protected ModelStore store() {
    return new S3Store();
  }

  @Override
  protected String scheme() {
    return "s3";
  }

  @Override
  protected String program() {
    return "moto_server (pip install 'moto[server,s3]')";
  }

  @Override
  protected List<String> command(int port) {
    return List.of("moto_server", "-H", "127.0.0.1", "-p", Integer.toString(port));
  }

  @Override
  protected HttpRequest bucketRequest(URI address) {
    String place = "<LocationConstraint>eu-west-1</LocationConstraint>";
    return HttpRequest.newBuilder(address.resolve("/" + BUCKET))
        .PUT(
            HttpRequest.BodyPublishers.ofString(
                "<CreateBucketConfiguration>" + place + "</CreateBucketConfiguration>"))
        .build();
  }
}
