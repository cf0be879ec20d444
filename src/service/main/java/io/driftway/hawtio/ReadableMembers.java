package io.driftway.hawtio;

import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import org.jolokia.json.JSONObject;
import org.jolokia.server.core.service.api.DataUpdater;
import org.jolokia.server.core.service.api.Restrictor;

/**
 * Leaves out of a list of MBeans what may not be read or called, and says so of each operation in the words that Hawtio knows, so that it has no
 * button for it.
 */
final class ReadableMembers extends DataUpdater {

    private static final int AFTER_THE_OTHERS = 10_000;
    private static final String RIGHT = "canInvoke";

    private final Restrictor restrictor;

    ReadableMembers(Restrictor restrictor) {
        super(AFTER_THE_OTHERS);
        this.restrictor = restrictor;
    }

    @Override
    public String getKey() {
        return "opByString";
    }

    @Override
    public void update(
            Map<String, Object> listed, ObjectName name, MBeanInfo mbean, Deque<String> path, boolean openTypes) {
        super.update(listed, name, mbean, path, openTypes);
        if (listed.get("attr") instanceof Map<?, ?> attributes) {
            attributes
                    .keySet()
                    .removeIf(attribute -> !restrictor.isAttributeReadAllowed(name, String.valueOf(attribute)));
        }
        if (listed.get("op") instanceof Map<?, ?> operations) {
            List<String> callable = Arrays.stream(mbean.getOperations())
                    .filter(operation -> restrictor.isOperationAllowed(name, signature(operation)))
                    .map(MBeanOperationInfo::getName)
                    .toList();
            operations.keySet().removeIf(operation -> !callable.contains(String.valueOf(operation)));
        }
    }

    @Override
    public JSONObject extractData(ObjectName name, MBeanInfo mbean, String filter) {
        JSONObject rights = new JSONObject();
        for (MBeanOperationInfo operation : mbean.getOperations()) {
            String signature = signature(operation);
            JSONObject right = new JSONObject();
            right.put(RIGHT, restrictor.isOperationAllowed(name, signature));
            rights.put(signature, right);
        }
        return rights;
    }

    private static String signature(MBeanOperationInfo operation) {
        return operation.getName()
                + Arrays.stream(operation.getSignature())
                        .map(MBeanParameterInfo::getType)
                        .collect(Collectors.joining(",", "(", ")"));
    }
}
