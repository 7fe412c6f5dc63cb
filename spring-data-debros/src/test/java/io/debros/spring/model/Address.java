package io.debros.spring.model;

import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;

@Embeddable
public record Address(@Nullable String city, @Nullable String street) {}
