package io.debros.spring.model;

import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What a user writes: an application, entities, repositories. */
@SpringBootApplication
public class TestApplication {

  /** Starts it with the memory store, unless properties say otherwise. */
  public static ConfigurableApplicationContext start(String... properties) {
    String[] arguments =
        Stream.concat(Stream.of("debros.store.type=memory"), Arrays.stream(properties))
            .map(property -> "--" + property)
            .toArray(String[]::new);
    return new SpringApplicationBuilder(TestApplication.class)
        .web(WebApplicationType.NONE)
        .logStartupInfo(false)
        .bannerMode(Banner.Mode.OFF)
        .run(arguments);
  }
}
