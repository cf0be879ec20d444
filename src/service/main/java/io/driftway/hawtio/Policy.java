package io.driftway.hawtio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;
import org.jolokia.server.core.util.RequestType;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Jolokia's policy file: which attributes of which MBeans may be read. Anything that is no such list is refused. Jolokia itself would take a file
 * that is missing, or says nothing, for leave to do everything.
 */
final class Policy {

    /** What a policy may only allow piece by piece, or not at all. */
    private static final List<RequestType> NEVER_AS_A_WHOLE =
            List.of(RequestType.READ, RequestType.WRITE, RequestType.EXEC, RequestType.NOTIFICATION);

    private Policy() {}

    /** @throws IllegalArgumentException if it is no policy, or allows too much, with the reason */
    static PolicyRestrictor read(InputStream in) {
        try (in) {
            byte[] text = in.readAllBytes();
            requireXml(text);
            PolicyRestrictor policy = new PolicyRestrictor(new ByteArrayInputStream(text));
            for (RequestType type : NEVER_AS_A_WHOLE) {
                if (policy.isTypeAllowed(type)) {
                    throw new IllegalArgumentException("allows the command "
                            + type.getName().toLowerCase(Locale.ROOT)
                            + " as a whole; list the others in <commands>, and what may be read in <allow>");
                }
            }
            return policy;
        } catch (IOException | ParserConfigurationException | SAXException | SecurityException garbled) {
            throw new IllegalArgumentException("is no policy of Jolokia's: " + garbled.getMessage(), garbled);
        }
    }

    /** Jolokia's own reader would print what it has against a file, and would fetch what a DOCTYPE names. */
    private static void requireXml(byte[] text) throws IOException, ParserConfigurationException, SAXException {
        SAXParserFactory parsers = SAXParserFactory.newInstance();
        parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        parsers.newSAXParser().parse(new ByteArrayInputStream(text), new DefaultHandler());
    }
}
