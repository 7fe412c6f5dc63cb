package io.debros.jpa.mapping;

import org.apiguardian.api.API;

/** What every lazy proxy implements. For generated classes only. */
@API(status = API.Status.INTERNAL)
public interface LazyReference {
  /** The state of the proxy. */
  LazyTarget debrosLazyTarget();
}
