package no.getdrop.local.template;

import java.util.Locale;

/// One method and path of the REST API and the function behind it.
///
/// @param method upper case, `ANY` for every method
/// @param path as in the template: `/v1/{proxy+}`
/// @param signed whether callers must sign with AWS credentials (`AWS_IAM`)
public record Route(String method, String path, String function, boolean signed) {
    public Route {
        method = method.toUpperCase(Locale.ROOT);
        if (!path.startsWith("/")) {
            throw new TemplateException(
                    "route of %s: path must start with '/', was '%s'".formatted(function, path));
        }
    }
}
