package no.getdrop.api.features;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The features that a route needs, on the route or on its whole controller; while one of them is
/// off the route answers 404 `feature_not_available` to everybody.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Gated {
    /// All of them must be on.
    Feature[] value();
}
