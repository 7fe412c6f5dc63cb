package io.debros.quickstart;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts the application on port 8080; data lies in {@code ./data/debros}. */
@SpringBootApplication
public class QuickstartApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(QuickstartApplication.class, arguments);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
