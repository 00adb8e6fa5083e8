package no.getdrop.api.features;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.RefusedException;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import java.util.Arrays;

/// Keeps the routes of features that are off closed, before anything else is asked.
@Component
public final class FeatureGate implements HandlerInterceptor {
    private final FeatureFlags flags;

    /// A gate that stands as `flags` say.
    public FeatureGate(FeatureFlags flags) {
        this.flags = flags;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && !(isOpen(method.getMethodAnnotation(Gated.class))
                        && isOpen(method.getBeanType().getAnnotation(Gated.class)))) {
            throw RefusedException.of(ApiError.FEATURE_NOT_AVAILABLE);
        }
        return true;
    }

    private boolean isOpen(@Nullable Gated gated) {
        return gated == null || Arrays.stream(gated.value()).allMatch(flags::isOn);
    }
}
