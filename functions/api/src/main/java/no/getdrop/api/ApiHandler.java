package no.getdrop.api;

import com.amazonaws.serverless.exceptions.ContainerInitializationException;
import com.amazonaws.serverless.proxy.internal.LambdaContainerHandler;
import com.amazonaws.serverless.proxy.model.AwsProxyRequest;
import com.amazonaws.serverless.proxy.model.AwsProxyResponse;
import com.amazonaws.serverless.proxy.model.ContainerConfig;
import com.amazonaws.serverless.proxy.spring.SpringBootLambdaContainerHandler;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.api.priming.Priming;
import no.getdrop.database.Database;
import no.getdrop.database.ProviderStates;

import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Takes API Gateway's events (REST, payload 1.0) to the controllers.
public final class ApiHandler implements RequestStreamHandler {
    private final SpringBootLambdaContainerHandler<AwsProxyRequest, AwsProxyResponse> container;
    private final Database database;

    /// Starts the application; a wrong setting fails here, before any request.
    public ApiHandler() throws ContainerInitializationException {
        ContainerConfig config = LambdaContainerHandler.getContainerConfig();
        config.setDefaultContentCharset("UTF-8");
        config.setQueryStringCaseSensitive(true);
        config.addBinaryContentTypes("application/pdf", "image/png");
        container = SpringBootLambdaContainerHandler.getAwsProxyHandler(ApiApplication.class);
        WebApplicationContext application =
                WebApplicationContextUtils.getRequiredWebApplicationContext(
                        container.getServletContext());
        database = application.getBean(Database.class);
        Priming.register(this, application);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        container.proxyStream(input, output, context);
        ProviderStates.write(database);
    }
}
