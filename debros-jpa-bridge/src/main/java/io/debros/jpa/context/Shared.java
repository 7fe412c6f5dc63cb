package io.debros.jpa.context;

import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.mapping.LazyProxies;
import io.debros.jpa.metamodel.Metamodel;
import java.time.Clock;

/** What all contexts of one entity manager factory share; each part is thread-safe. */
public record Shared(
    Metamodel metamodel,
    DocumentMapper mapper,
    LazyProxies proxies,
    EntityValidator validator,
    IdAssigner ids,
    LoadedValues loadedValues,
    Clock clock) {}
