package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;

/** A page's template: HTML-escaped, without logic. */
final class Template {

    private final com.samskivert.mustache.Template compiled;

    /** @param name of a file in the class path's {@code page} folder */
    Template(String name) {
        try (InputStream in = Template.class.getResourceAsStream("/page/" + name + ".mustache")) {
            if (in == null) {
                throw new IllegalStateException("the template " + name + " is not in the jar");
            }
            compiled = Mustache.compiler().defaultValue("").compile(new InputStreamReader(in, UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String render(Object shown) {
        return compiled.execute(shown);
    }
}
