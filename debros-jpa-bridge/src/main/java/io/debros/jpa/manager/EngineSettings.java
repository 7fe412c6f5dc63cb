package io.debros.jpa.manager;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.document.DocumentSettings;
import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.metamodel.InstanceFactory;
import io.debros.jpa.network.NodeListener;
import io.debros.jpa.query.plan.IndexCatalog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a factory needs to know beyond its unit.
 *
 * @param appName names the application in the log
 * @param documents where and how the node stores
 * @param namespace what every database name starts with; empty for none
 * @param automaticIndexes whether declared queries get the indexes they need
 * @param numericIds where generated integer ids come from
 * @param encryption of entities that do not say it themselves: {@code NONE}, {@code MODEL} or
 *     {@code OWNER}
 * @param keyFile keys of another node; null for none
 * @param resolvers decide conflicts, at most one for each entity
 * @param listeners told from the start what happens at the node
 * @param beans makes listeners and converters; null for their constructors
 */
public record EngineSettings(
    String appName,
    DocumentSettings documents,
    String namespace,
    IndexCatalog.Automatic automaticIndexes,
    NumericIds numericIds,
    Encryption encryption,
    @Nullable KeyFile keyFile,
    List<ConflictResolver<?>> resolvers,
    List<NodeListener> listeners,
    @Nullable InstanceFactory beans) {

  /** Where generated integer ids come from. */
  public enum NumericIds {
    /** From blocks that each node claims. */
    BLOCKS,
    /** From time and chance. */
    TIME_ORDERED
  }
}
