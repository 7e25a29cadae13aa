package dev.firstlight.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

class S3EndpointTest {
  @Test
  void suffix_ofEveryRegionThatTheSdkKnows_isTheSdks() {
    for (Region region : Region.regions()) {
      assertEquals(
          PartitionMetadata.of(region).dnsSuffix(), S3Endpoint.suffix(region.id()), region.id());
    }
  }

  @Test
  void suffix_ofRegionsOfOtherDomains_isTheSdks() {
    assertEquals("amazonaws.com.cn", S3Endpoint.suffix("cn-north-1"));
    assertEquals("c2s.ic.gov", S3Endpoint.suffix("us-iso-east-1"));
    assertEquals("cloud.adc-e.uk", S3Endpoint.suffix("eu-isoe-west-1"));
  }
}
