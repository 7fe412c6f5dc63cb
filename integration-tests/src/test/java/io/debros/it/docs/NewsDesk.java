package io.debros.it.docs;

import io.debros.jpa.network.EntityChange.Origin;
import io.debros.spring.operations.EntityChangedEvent;
import io.debros.spring.operations.RejectedEvent;
import io.debros.spring.operations.ReplicatedEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Hears of articles that others wrote. */
@Component
class NewsDesk {
  final List<String> lines = new CopyOnWriteArrayList<>();

  @EventListener
  void on(EntityChangedEvent<Article> event) {
    if (event.getChange().origin() == Origin.REMOTE) {
      lines.add(event.getChange().kind() + " " + event.getChange().id());
    }
  }

  @EventListener
  void on(ReplicatedEvent event) {
    lines.add(event.getProgress().database() + " " + event.getProgress().stage());
  }

  @EventListener
  void on(RejectedEvent event) {
    lines.add(event.getEntry().message());
  }
}
