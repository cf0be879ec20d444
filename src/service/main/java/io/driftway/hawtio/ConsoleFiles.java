package io.driftway.hawtio;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.web.servlet.resource.PathResourceResolver;

/** The console's files. Its pages are one HTML file, which finds out in the browser which of them it is. */
public final class ConsoleFiles extends PathResourceResolver {

    private static final String PAGE = "index.html";
    private static final Pattern PAGES = Pattern.compile("(camel|jmx|help|preferences)(/[A-Za-z-]+)*/?");

    @Override
    protected @Nullable Resource getResource(String path, Resource location) throws IOException {
        if (path.endsWith(".map")) {
            return null;
        }
        return super.getResource(PAGES.matcher(path).matches() ? PAGE : path, location);
    }
}
