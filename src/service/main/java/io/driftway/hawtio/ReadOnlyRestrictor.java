package io.driftway.hawtio;

import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;

/**
 * What Jolokia may not do, whatever its policy says: write, read what may hold a secret, show an MBean of another domain than Camel's and the
 * JVM's own, or call more than the few operations of Camel that draw a route and count what is in flight. The policy decides within that; both
 * have to agree. {@link JolokiaRequest} has let through no command but those that Hawtio uses.
 */
final class ReadOnlyRestrictor implements Restrictor {

    static final String CAMEL = "org.apache.camel";
    static final String JVM = "java.lang";

    /** By the {@code type} of a Camel MBean. None changes anything, resolves a placeholder, or shows a message's body or headers. */
    private static final Map<String, Set<String>> OPERATIONS = Map.of(
            "context", Set.of("dumpRoutesAsXml()", "dumpRoutesStatsAsXml", "dumpRoutesStatsAsXml(boolean,boolean)"),
            "routes", Set.of("isUpdateRouteEnabled()"),
            "services", Set.of("browse()"));

    /** Services that can be browsed: they tell ids, routes and times of exchanges. */
    private static final Set<String> BROWSED = Set.of("DefaultInflightRepository", "DefaultAsyncProcessorAwaitManager");

    /** What may hold a password that somebody gave on a command line, or a cell in the text of an exception. */
    private static final Set<String> NEVER_READ =
            Set.of("SystemProperties", "InputArguments", "GlobalOptions", "LastError");

    private final PolicyRestrictor policy;

    ReadOnlyRestrictor(PolicyRestrictor policy) {
        this.policy = policy;
    }

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return policy.isHttpMethodAllowed(method);
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        // A policy that allows reading or calling as a whole is no policy here: the methods below ask it of each
        // attribute and each operation.
        return type == RequestType.READ || type == RequestType.EXEC || policy.isTypeAllowed(type);
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        return !isObjectNameHidden(name)
                && !NEVER_READ.contains(attribute)
                && policy.isAttributeReadAllowed(name, attribute);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return false;
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        return isHarmless(name, operation) && policy.isOperationAllowed(name, operation);
    }

    private static boolean isHarmless(ObjectName name, String operation) {
        if (name.isPattern() || !name.getDomain().equals(CAMEL)) {
            return false;
        }
        String type = String.valueOf(name.getKeyProperty("type"));
        return OPERATIONS.getOrDefault(type, Set.of()).contains(operation)
                && (!type.equals("services") || BROWSED.contains(name.getKeyProperty("name")));
    }

    /** The filter in front of the servlet has asked who calls, see {@link CallerFilter}. */
    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true;
    }

    /** The filter in front has held the origin to the address that is called; no other origin is ever told that it may read. */
    @Override
    public boolean isOriginAllowed(String origin, boolean strict) {
        return strict;
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        return !(name.getDomain().equals(CAMEL) || name.getDomain().equals(JVM)) || policy.isObjectNameHidden(name);
    }
}
