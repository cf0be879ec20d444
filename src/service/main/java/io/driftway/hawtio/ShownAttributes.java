package io.driftway.hawtio;

import java.util.Map;
import org.jolokia.json.JSONObject;
import org.jolokia.server.core.request.JolokiaRequest;
import org.jolokia.server.core.service.api.AbstractJolokiaService;
import org.jolokia.server.core.service.request.RequestInterceptor;
import org.jolokia.server.core.util.RequestType;

/** Hawtio asks for all attributes of an MBean: it gets those that it may read, and no list of refusals. */
final class ShownAttributes extends AbstractJolokiaService<RequestInterceptor> implements RequestInterceptor {

    private static final int ORDER = 100;

    ShownAttributes() {
        super(RequestInterceptor.class, ORDER);
    }

    @Override
    public void intercept(JolokiaRequest request, JSONObject answer) {
        if (request.getType() == RequestType.READ && answer.get("value") instanceof Map<?, ?> attributes) {
            leaveOutRefused(attributes);
            attributes.values().forEach(ofOneOfSeveral -> {
                if (ofOneOfSeveral instanceof Map<?, ?> nested) {
                    leaveOutRefused(nested);
                }
            });
        }
    }

    private static void leaveOutRefused(Map<?, ?> attributes) {
        attributes
                .values()
                .removeIf(value -> value instanceof Map<?, ?> refusal
                        && SecurityException.class.getName().equals(refusal.get("error_type")));
    }
}
