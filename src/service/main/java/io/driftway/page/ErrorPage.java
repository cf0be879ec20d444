package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** What is answered where there is no page, or where one fails: a sentence, and no word of what the server is or was doing. */
public final class ErrorPage extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (response.getStatus() < HttpStatus.BAD_REQUEST.value()
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType(MediaType.TEXT_HTML_VALUE);
            response.setCharacterEncoding(UTF_8.name());
            response.getReporter().write(Notice.html(response.getStatus(), sentence(response.getStatus())));
            response.finishResponse();
        } catch (IOException gone) {
            // Nobody is there to read it.
        }
    }

    private static String sentence(int status) {
        return switch (HttpStatus.resolve(status)) {
            case NOT_FOUND -> "There is nothing at this address.";
            case UNAUTHORIZED -> "A name and a password are needed.";
            case FORBIDDEN -> "This is not allowed.";
            case METHOD_NOT_ALLOWED -> "This address can be read, and nothing else.";
            case TOO_MANY_REQUESTS -> "Too much is asked at once; ask again later.";
            case PAYLOAD_TOO_LARGE -> "More is asked at once than is answered.";
            case null, default ->
                status < HttpStatus.INTERNAL_SERVER_ERROR.value()
                        ? "The request cannot be understood."
                        : "This went wrong here; the log of the service says how.";
        };
    }
}
