package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;

/** A page's template: HTML-escaped, without logic. */
final class Template {

    private final com.samskivert.mustache.Template compiled;

    /** @param name of a file in the class path's {@code page} folder */
    Template(String name) {
        try (Reader in = open(name)) {
            compiled = Mustache.compiler()
                    .defaultValue("")
                    .emptyStringIsFalse(true)
                    .withLoader(Template::open)
                    .compile(in);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Reader open(String name) {
        InputStream in = Template.class.getResourceAsStream("/page/" + name + ".mustache");
        if (in == null) {
            throw new IllegalStateException("the template " + name + " is not in the jar");
        }
        return new InputStreamReader(in, UTF_8);
    }

    String render(Object shown) {
        return compiled.execute(shown);
    }
}
