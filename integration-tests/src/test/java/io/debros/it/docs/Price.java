package io.debros.it.docs;

import jakarta.persistence.Embeddable;
import java.math.BigDecimal;
import java.util.Currency;

/** A record as an embeddable: a nested map of the document. */
@Embeddable
public record Price(BigDecimal amount, Currency currency) {}
